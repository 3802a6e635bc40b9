import Git
import TestKit
import Testing

/// Input that cannot be worked on ends with a clear message, status 2, and nothing written.
struct BadInputTests {
  struct Input: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var path: String
    var text: String
    /// What standard output or error must say.
    var message: String
  }

  @Test(arguments: [
    Input(
      testDescription: "broken YAML in an overlay", path: "clusters/staging/kustomization.yaml",
      text: "resources:\n  - ../base\n bad: [\n",
      message: "clusters/staging/kustomization.yaml:3:"),
    Input(
      testDescription: "a missing base", path: "clusters/staging/kustomization.yaml",
      text: "resources:\n  - ../base/nowhere\n",
      message: "clusters/staging/kustomization.yaml:2:5: error: "),
    Input(
      testDescription: "a cycle of bases", path: "clusters/staging/kustomization.yaml",
      text: "resources:\n  - ../production\n  - ../staging\n",
      message: "cycle"),
    Input(
      testDescription: "a path that leaves the repository",
      path: "clusters/staging/kustomization.yaml", text: "resources:\n  - ../../../elsewhere\n",
      message: "clusters/staging/kustomization.yaml:2:5: error: "),
    Input(
      testDescription: "an alias bomb", path: "clusters/staging/kustomization.yaml",
      text: aliasBomb, message: "aliases expand to more than"),
    Input(
      testDescription: "a policy that does not compile", path: "policies/rollout-safety.yaml",
      text: """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata:
          name: rollout-safety
        spec:
          matchConstraints:
            resourceRules:
              - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
          validations:
            - expression: object.spec.replicas >
        """,
      message: "policies/rollout-safety.yaml:10:"),
    Input(
      testDescription: "an empty overlay", path: "clusters/staging/kustomization.yaml", text: "",
      message: "clusters/staging/kustomization.yaml"),
    Input(
      testDescription: "an unknown field", path: "clusters/staging/kustomization.yaml",
      text: "resorces:\n  - ../base/sentiment\n", message: "did you mean \"resources\"?"),
    Input(
      testDescription: "a mistake in pipeline.yaml", path: "clusters/pipeline.yaml",
      text: "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\nenvironment: []\n",
      message: "clusters/pipeline.yaml:3:1: error: a Pipeline has no field \"environment\""),
  ])
  func `is refused`(_ input: Input) throws {
    let fleet = try SampleFleet()
    try fleet.repository.write(input.text, to: input.path)
    let result = try fleet.run("check")
    #expect(result.status == 2, "\(result.outputText)\(result.errorText)")
    let said = result.outputText + result.errorText
    #expect(said.contains(input.message), "\(said)")
  }

  @Test func `an unreadable file is named`() throws {
    let fleet = try SampleFleet()
    try fleet.shell("rm", ["clusters/base/sentiment/deployment.yaml"])
    try fleet.shell("mkfifo", ["clusters/base/sentiment/deployment.yaml"])
    let result = try fleet.run("check")
    #expect(result.status == 2)
    #expect(result.outputText.contains("\"deployment.yaml\""), "\(result.outputText)")
  }

  @Test func `a file of 200 MB is refused without being read`() throws {
    let fleet = try SampleFleet()
    try fleet.shell("truncate", ["-s", "200M", "clusters/base/sentiment/deployment.yaml"])
    let result = try fleet.run("check")
    #expect(result.status == 2)
    #expect(result.outputText.contains("209715200 bytes"), "\(result.outputText)")
  }

  @Test func `an empty directory holds nothing to check`() throws {
    let fleet = try SampleFleet()
    try fleet.shell("rm", ["-r", "clusters", "policies"])
    let result = try fleet.run("check")
    #expect(result.status == 2)
    #expect(result.outputText.contains("there is nothing to check in the working tree"))
  }

  @Test(arguments: [["check", "--staged"], ["promote", "staging", "production"], ["install"]])
  func `a directory that is no repository is said to be none`(arguments: [String]) throws {
    let fleet = try SampleFleet()
    try fleet.shell("rm", ["-rf", ".git"])
    let result = try fleet.sluice.run(
      arguments, in: fleet.repository.path, environment: fleet.repository.environment)
    #expect(result.status == 2)
    #expect((result.errorText + result.outputText).contains("repository"))
  }

  @Test(arguments: [
    ["chek"], ["check", "--format", "xml"], ["check", "--staged", "--rev", "HEAD"],
    ["render"], ["diff", "staging"],
  ])
  func `wrong usage ends with status 2`(arguments: [String]) throws {
    let fleet = try SampleFleet()
    let result = try fleet.sluice.run(
      arguments, in: fleet.repository.root, environment: fleet.repository.environment)
    #expect(result.status == 2)
    #expect(result.outputText == "")
    #expect(!result.errorText.isEmpty)
  }

  private static let aliasBomb =
    "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    + (1...9).map { level in
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      return "a\(level): &a\(level) [\(aliases)]\n"
    }.joined()
}
