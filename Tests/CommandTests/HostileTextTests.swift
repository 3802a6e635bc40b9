import Git
import TestKit
import Testing

/// Text from a repository does nothing to a terminal, to the log of a CI job, or to a page.
struct HostileTextTests {
  private let fleet: PlantedFleet
  /// What acts where it is printed; in YAML's double quotes.
  private static let attack =
    #"\e[31m\x9b2J\u202Etxt\u200B##[error]x ##vso[task.complete] <script>a</script> [x](http://y.example)"#

  init() throws {
    let file = "clusters/base/::error::\u{1B}[2Jx<b>.yaml"
    fleet = try PlantedFleet([
      "clusters/pipeline.yaml": PlantedFleet.pipeline,
      "policies/hostile.yaml": PlantedFleet.policy(
        "hostile", on: "v1/configmaps",
        expression:
          "\"!has(object.data) || object.data.all(k, object.data[k] == '\(Self.attack)')\"",
        message: "message: \"::error::\(Self.attack)\"",
        comment: "::warning::\u{202E}comment ##[group] <script>a</script>\n# ::error::more"),
      "policies/tests/hostile.yaml": """
      apiVersion: sluice.dev/v1alpha1
      kind: PolicyTest
      policy: hostile
      base:
        map: {apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {a: "\(Self.attack)b"}}
      cases:
        - {name: "::error::\(Self.attack)", base: map, expect: allow}

      """,
      "clusters/base/kustomization.yaml": "resources: [\"::error::\\e[2Jx<b>.yaml\"]\n",
      file: """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: map, labels: {"::error::": "\(Self.attack)"}}
      data:
        "::error::key": "\(Self.attack)"
        text: |
          same
          ::error::same
          ##[error]same

      """,
      "clusters/staging/kustomization.yaml": Self.overlay("staging", "::stop-commands::a"),
      "clusters/production/kustomization.yaml": Self.overlay("production", "::error::b"),
    ])
  }

  private static func overlay(_ name: String, _ line: String) -> String {
    """
    namespace: \(name)
    resources: [../base]
    configMapGenerator:
      - name: settings
        literals: ["text=one\\n::error::two\\n  \(line)\\n##[error]\(name)\\nlast", "other=\(attack)\(name)"]
    patches:
      - patch: |-
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: map}
          data:
            text: |
              same
              ::error::same
                \(line)
              ##[group]\(name)

    """
  }

  /// The lines that do something, by the format that they are written in.
  private func active(_ bytes: [UInt8], _ format: String) -> [String] {
    let text = String(decoding: bytes, as: UTF8.self)
    let isControl = { (scalar: Unicode.Scalar) in
      scalar.value < 0x20 && scalar != "\n" || (0x7F...0x9F).contains(scalar.value)
        || (0x202A...0x202E).contains(scalar.value) || scalar == "\u{200B}"
    }
    return text.unicodeScalars.split(separator: "\n").map(String.init).filter { line in
      let trimmed = String(line.drop(while: \.isWhitespace))
      let isOwn =
        format == "github"
        && ["::error ", "::warning ", "::notice "].contains {
          trimmed.hasPrefix($0 + "file=") || trimmed.hasPrefix($0 + "title=")
        }
      return line.unicodeScalars.contains(where: isControl)
        || line.contains("##[") || line.contains("##vso[")
        || trimmed.hasPrefix("::") && !isOwn
        || ["html", "junit"].contains(format) && line.contains("<script>")
          && line != "<script>(() => {"
    }
  }

  private func expectInert(
    _ arguments: [String], format: String = "text", input: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try fleet.run(arguments, input: input)
    for bytes in [result.output, result.errors] {
      let lines = active(bytes, format)
      #expect(lines.isEmpty, "\(arguments): \(lines)", sourceLocation: sourceLocation)
    }
    #expect(
      !result.output.isEmpty || !result.errors.isEmpty, "\(arguments)",
      sourceLocation: sourceLocation)
  }

  @Test(arguments: reportFormats)
  func `check and validate`(_ format: String) throws {
    let manifests = try fleet.run(["render", "clusters/production"]).outputText
    try expectInert(["check", "--format", format], format: format)
    try expectInert(["check", "--staged", "--format", format], format: format)
    try expectInert(
      ["check", "-", "--policies", "policies", "--format", format], format: format, input: manifests
    )
    try expectInert(["validate", "-", "--format", format], format: format, input: manifests)
    try expectInert(
      ["validate", "-", "--format", format], format: format,
      input: "\u{1B}[31m: {::error::\n##[error]")
  }

  @Test(arguments: [
    ["diff", "staging", "production"], ["diff", "staging", "production", "--format", "json"],
    ["trace", "production", "ConfigMap/map"],
    ["trace", "production", "ConfigMap/map", "--format", "json"],
    ["trace", "production", "ConfigMap/map", "data.text"],
    ["trace", "production", "ConfigMap/settings", "data.text"],
    ["trace", "production", "ConfigMap/\u{1B}[2J"],
    ["trace", "::error::\u{1B}[2J", "ConfigMap/map"],
    ["explain"], ["explain", "policy/hostile"], ["explain", "::error::\u{1B}[2J"],
    ["explain", "policy/hostile@ConfigMap/production/map"],
    ["promote", "staging", "production", "--dry-run"], ["promote", "staging", "production"],
    ["promote", "staging", "production", "--take", "source", "--only", "\u{1B}[2J"],
    ["test", "--mutate"], ["test", "--mutate", "--format", "json"],
    ["cel", ###"'\x1b[2J::error::' + "##[error]""###], ["cel", #"'\x1b[2J' + 1"#],
    ["cel", "\u{1B}[2J"],
    ["check", "--\u{1B}[2J"], ["validate", "\u{1B}[2J.yaml"], ["render", "::error::\u{1B}[2J"],
  ])
  func `everything else`(_ arguments: [String]) throws { try expectInert(arguments) }

  @Test(arguments: [
    ["diff", "staging", "production", "--full"], ["promote", "staging", "production", "--dry-run"],
  ])
  func pages(_ arguments: [String]) throws {
    try expectInert(arguments + ["--format", "html"], format: "html")
  }

  @Test func `policy tests as JUnit`() throws {
    try expectInert(["test", "--mutate", "--format", "junit"], format: "junit")
  }

  @Test func `answers of the machine interfaces`() throws {
    let object =
      #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\u001b[2J##[error]","namespace":"n\u009b"},"data":{"a":"\u202e"}}"#
    try expectInert(["validate", "--jsonl", "--defaults"], input: #"{"object":\#(object)}"#)
    try expectInert(
      ["admit", "--policies", "policies", "--jsonl"],
      input: ###"{"request":{"uid":"##[x]","operation":"CREATE","object":\###(object)}}"###)
    try expectInert(["cel", "--jsonl"], input: #"{"expr":"'\u009b##[error]\u007f'"}"#)
  }

  @Test func `a comment for a pull request shows code alone`() throws {
    let markdown = try fleet.run(["check", "--format", "markdown"]).outputText
    var outside = ""
    var rest = markdown[...]
    while let tick = rest.firstIndex(of: "`") {
      outside += rest[..<tick]
      let run = rest[tick...].prefix { $0 == "`" }
      rest = rest[run.endIndex...]
      let end = rest.firstRange(of: String(run))?.upperBound ?? rest.endIndex
      rest = rest[end...]
    }
    outside += rest
    #expect(!outside.contains("<") && !outside.contains("]("), "\(outside)")
    #expect(markdown.contains("<script>"))
  }
}
