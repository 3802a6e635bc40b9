import Git
import TestKit
import Testing

/// What was there before a change is not new, wherever the change moves it.
struct IdentityTests {
  /// A Deployment whose containers have a mistake each, if any.
  private static func deployment(_ containers: [(name: String, policy: String)]) -> String {
    containers.reduce(
      into: """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:

        """
    ) { text, container in
      text += """
                - name: \(container.name)
                  image: example.org/web:1
                  imagePullPolicy: \(container.policy)

        """
    }
  }

  private static let faulty = deployment([("one", "Some"), ("two", "Some")])

  private func repository(_ text: String = faulty) throws -> ForeignRepository {
    let repository = try ForeignRepository([
      "web.yaml": text,
      "pipeline.yaml": """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      policies: []
      environments:
        - {name: web, path: .}

      """,
    ])
    try repository.fixture.commit()
    return repository
  }

  @Test(arguments: [
    "# more\n\n" + faulty, deployment([("two", "Some"), ("one", "Some")]),
    deployment([("zero", "Always"), ("one", "Some"), ("two", "Some")]),
    deployment([("two", "Some")]), deployment([("one", "Always"), ("two", "Some")]),
    deployment([("one", "Other"), ("two", "Some")]),
    faulty.replacing("        - name", with: "            - name")
      .replacing("          i", with: "              i"),
  ])
  func `what moved, was reordered, reindented or mended makes nothing new`(_ text: String) throws {
    let repository = try repository()
    try repository.fixture.write(text, to: "web.yaml")
    let result = try repository.run("check", "--since", "HEAD")
    #expect(result.findings == [], "\(result.outputText)")
    #expect(try repository.run("check", "--no-updates").findings.isEmpty == false)
  }

  @Test(arguments: [faulty, "# more\n\n" + faulty, deployment([("two", "Some"), ("one", "Some")])])
  func `what is in a file that moved is not new`(_ text: String) throws {
    let repository = try repository()
    try repository.fixture.git(["rm", "--quiet", "web.yaml"])
    try repository.fixture.write(text, to: "website.yaml")
    let result = try repository.run("check", "--since", "HEAD")
    #expect(result.findings == [], "\(result.outputText)")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    try repository.fixture.write(Self.deployment([("three", "Some")]), to: "website.yaml")
    #expect(try repository.run("check", "--since", "HEAD").findings.count == 1)
    try repository.fixture.write(Self.faulty, to: "web.yaml")
    try repository.fixture.write(
      Self.faulty.replacing("name: web,", with: "name: copy,"), to: "website.yaml")
    #expect(try repository.run("check", "--since", "HEAD").findings.count == 2)
  }

  @Test(arguments: [
    (text: deployment([("one", "Some"), ("two", "Some"), ("three", "Some")]), line: 18),
    (text: deployment([("one", "Always"), ("two", "Some"), ("three", "Some")]), line: 18),
    (text: deployment([("three", "Some"), ("two", "Some")]), line: 12),
  ])
  func `the mistake of another entry is new, also where one is mended`(
    _ change: (text: String, line: Int)
  ) throws {
    let repository = try repository()
    try repository.fixture.write(change.text, to: "web.yaml")
    let result = try repository.run("check", "--since", "HEAD")
    #expect(result.findings.count == 1, "\(result.outputText)")
    #expect(result.outputText.hasPrefix("web.yaml:\(change.line):"), "\(result.outputText)")
  }

  @Test func `of entries without names as many are old as there were`() throws {
    func arguments(_ count: Int) -> String {
      Self.deployment([("one", "Always")])
        + "          args: [\(Array(repeating: "{}", count: count).joined(separator: ", "))]\n"
    }
    let repository = try repository(arguments(2))
    try repository.fixture.write(arguments(1), to: "web.yaml")
    #expect(try repository.run("check", "--since", "HEAD").findings == [])
    try repository.fixture.write(arguments(3), to: "web.yaml")
    #expect(try repository.run("check", "--since", "HEAD").findings.count == 1)
  }

  @Test(arguments: ["github", "gitlab"])
  func `code hosts are shown lines of the change alone where that is asked`(_ format: String) throws
  {
    let repository = try repository(Self.deployment([("one", "Always")]))
    try repository.fixture.commit(adding: [
      "service.yaml": """
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: web}
      spec: {selector: {app: web}, ports: [{port: 80}]}

      """
    ])
    let text = Self.deployment([("one", "Some")]).replacing("app: web", with: "app: other")
    try repository.fixture.write(text, to: "web.yaml")
    let arguments = ["check", "--since", "HEAD", "--no-updates"]
    func files(_ more: String...) throws -> [Bool] {
      let text = try repository.run(arguments + more).outputText
      return ["web.yaml", "service.yaml"].map { text.contains($0) }
    }
    #expect(try files("--format", format) == [true, true])
    #expect(try files("--format", format, "--changed-lines") == [true, false])
    #expect(try files("--format", "text", "--changed-lines") == [true, true])
  }

  @Test func `lines of a change need a change`() throws {
    let result = try repository().run("check", "--changed-lines")
    #expect(result.status == 2)
    #expect(result.errorText.contains("--changed-lines goes with --since"))
  }
}
