import Git
import TestKit
import Testing

/// A repository without policies is checked against those that come with sluice.
struct BuiltInPolicyTests {
  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers: [{name: web, image: "nginx:latest"}]

    """

  private func repository(_ files: [String: String] = [:]) throws -> ForeignRepository {
    try ForeignRepository(["prod/web.yaml": Self.deployment].merging(files) { $1 })
  }

  private static func pipeline(_ lines: String) -> String {
    "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\nenvironments: [{name: prod}]\n" + lines
  }

  @Test func `they warn, and the coverage says that they were asked`() throws {
    let result = try repository().run("check")
    #expect(result.status == 0, "\(result.outputText)")
    #expect(result.outputText.contains("[policy/limits-and-requests]"))
    #expect(result.outputText.contains("[policy/image-pinned]"))
    #expect(!result.outputText.contains("[policy/undecided]"))
    #expect(!result.outputText.contains("[policy/labels-required]"))
    #expect(result.outputText.contains(" of them built in"))
    #expect(result.outputText.contains("rules with the most findings"))
    #expect(result.outputText.contains("sluice policies export DIR"))
  }

  @Test func `one is an error or off where pipeline.yaml says so`() throws {
    let result = try repository([
      "pipeline.yaml": Self.pipeline(
        "checks: {policy/limits-and-requests: error, policy/image-pinned: off}\n")
    ]).run("check")
    #expect(result.status == 1)
    #expect(
      result.findings.contains { $0.contains("error: ") && $0.contains("limits-and-requests") })
    #expect(!result.outputText.contains("[policy/image-pinned]"))
  }

  @Test func `pipeline.yaml chooses some of them`() throws {
    let result = try repository([
      "pipeline.yaml": Self.pipeline("policies: [builtin/image-pinned, builtin/labels-required]\n")
    ]).run("check")
    #expect(result.outputText.contains("2 of them built in"))
    #expect(!result.outputText.contains("limits-and-requests"))
    let wrong = try repository([
      "pipeline.yaml": Self.pipeline("policies: [builtin/image-pined]\n")
    ]).run("check")
    #expect(wrong.status == 2)
    #expect(
      wrong.outputText.contains(
        "pipeline.yaml:4:12: error: there is no built-in policy \"image-pined\""))
    #expect(wrong.outputText.contains("did you mean builtin/image-pinned?"))
  }

  @Test func `a repository that wants none is asked about none`() throws {
    let result = try repository(["pipeline.yaml": Self.pipeline("policies: []\n")]).run("check")
    #expect(result.outputText.contains("[pipeline/no-policies]"))
    #expect(!result.outputText.contains("built in;"))
  }

  @Test func `a directory policies that holds none is no policies`() throws {
    let result = try repository(["policies/README.yaml": "about: us\n"]).run("check", "prod")
    #expect(result.outputText.contains(" of them built in"), "\(result.outputText)")
  }

  @Test func `many findings of one cause are shown as one, unless all are asked for`() throws {
    let files = (0..<6).map { number in
      ("prod/web\(number).yaml", Self.deployment.replacing("name: web,", with: "name: w\(number),"))
    }
    let repository = try repository(Dictionary(uniqueKeysWithValues: files))
    let grouped = try repository.run("check")
    #expect(grouped.outputText.contains("and 6 more like it: prod/web"))
    #expect(grouped.findings.count { $0.contains("[policy/image-pinned]") } == 1)
    for (format, mark) in [
      ("markdown", "(` policy/image-pinned `)"), ("github", "title=policy/image-pinned"),
    ] {
      let report = try repository.run("check", "--format", format).outputText
      #expect(report.contains("and 6 more like it: "), "\(report)")
      #expect(report.contains("rules with the most findings"), "\(report)")
      #expect(report.split(separator: mark).count == 2, "\(report)")
    }
    let issues = try repository.run("check", "--format", "gitlab").outputText
    #expect(issues.split(separator: "policy/image-pinned").count == 8, "\(issues)")
    let full = try repository.run("check", "--full")
    #expect(full.findings.count { $0.contains("[policy/image-pinned]") } == 7)
  }

  @Test func `what is embedded is what the repository holds, with labels of its own`() throws {
    let repository = try repository()
    let exported = try repository.run("policies", "export", "out")
    #expect(exported.status == 0, "\(exported.errorText)")
    let script = """
      cp -r "$0/policies" own
      sed -i 's,ml[.]example[.]com/,sluice.dev/,g
        s,the labels of the platform,the labels that are required,' own/*.yaml
      diff -rq own out
      """
    let difference = try ChildProcess(
      "sh", ["-c", script, SampleFleet.packageRoot],
      environment: repository.fixture.environment, in: repository.fixture.path
    ).run()
    let other = difference.outputText.split(separator: "\n").filter {
      !$0.hasSuffix(": README.md") && !$0.hasSuffix(": tests")
    }
    #expect(other == [], "run Scripts/generate-built-in-policies")
    try repository.fixture.write("changed\n", to: "out/image-pinned.yaml")
    let again = try repository.run("policies", "export", "out")
    #expect(again.status == 2)
    #expect(again.errorText.contains("out/image-pinned.yaml is there already"))
  }

  @Test func `the list says which there are and which are asked`() throws {
    let list = try repository().run("policies", "list")
    #expect(list.status == 0)
    let lines = list.outputText.split(separator: "\n")
    #expect(lines.count == 24, "\(list.outputText)")
    #expect(
      lines.contains {
        $0.hasPrefix("builtin/labels-required") && $0.hasSuffix("(asked by name only)")
      })
    #expect(lines.contains { $0.hasPrefix("builtin/image-pinned") && !$0.hasSuffix(")") })
  }
}
