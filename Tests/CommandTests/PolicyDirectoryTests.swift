import Git
import TestKit
import Testing

/// Where the policies that a command is given stand, and that none is missed.
struct PolicyDirectoryTests {
  private let repository: GitFixture
  private let sluice: BuiltCommand

  init() throws {
    repository = try GitFixture()
    sluice = try BuiltCommand()
  }

  private static func policy(version: String = "v1") -> String {
    """
    apiVersion: admissionregistration.k8s.io/\(version)
    kind: ValidatingAdmissionPolicy
    metadata: {name: team}
    spec:
      matchConstraints:
        resourceRules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [configmaps]}]
      validations: [{expression: has(object.metadata.labels.team), message: no team}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: team}
    spec: {policyName: team, validationActions: [Deny]}

    """
  }

  private static let review =
    #"{"request":{"operation":"CREATE","object":{"apiVersion":"v1","kind":"ConfigMap","#
    + #""metadata":{"name":"c"}}}}"#

  private func check() throws -> ChildProcess.Result {
    try repository.write(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: app}\n",
      to: "apps/config.yaml")
    return try run("check", "--policies", "rules", "apps")
  }

  private func admit() throws -> ChildProcess.Result {
    try run("admit", "--policies", "rules", input: Self.review)
  }

  private func run(_ arguments: String..., input: String = "") throws -> ChildProcess.Result {
    try sluice.run(
      arguments, in: repository.path, environment: repository.environment,
      input: Array(input.utf8))
  }

  @Test func `policies in directories of their own are asked`() throws {
    try repository.write(Self.policy(), to: "rules/labels/team/policy.yaml")
    try repository.write("kind: Nothing\n- broken", to: "rules/labels/team/tests/bad.yaml")
    try repository.write("- broken\nkind: x", to: "rules/.hidden/bad.yaml")
    let checked = try check()
    #expect(checked.status == 1)
    #expect(checked.outputText.contains("[policy/team]"), "\(checked.outputText)")
    #expect(try admit().status == 1)
  }

  @Test func `a kustomization below renders what it lists, and each policy once`() throws {
    try repository.write(Self.policy(), to: "rules/base/policy.yaml")
    try repository.write("resources: [policy.yaml]\n", to: "rules/base/kustomization.yaml")
    try repository.write("resources: [../base]\n", to: "rules/all/kustomization.yaml")
    let checked = try check()
    #expect(checked.status == 1)
    #expect(!checked.outputText.contains("policy/duplicate"), "\(checked.outputText)")
  }

  @Test func `a directory without a policy is no success`() throws {
    try repository.write("nothing\n", to: "rules/README.md")
    let checked = try check()
    #expect(checked.status == 2)
    #expect(checked.outputText.contains("the directory of policies at rules holds no manifest"))
    #expect(try admit().status == 2)
    try repository.write(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n", to: "rules/config.yaml")
    let without = try check()
    #expect(without.status == 2)
    #expect(without.outputText.contains("error: no policy was loaded"), "\(without.outputText)")
    #expect(try admit().status == 2)
  }

  @Test func `a policy in a version that is not served lets nothing pass`() throws {
    try repository.write(Self.policy(version: "v1beta1"), to: "rules/policy.yaml")
    let checked = try check()
    #expect(checked.status == 2)
    #expect(
      checked.outputText.contains("does not serve ValidatingAdmissionPolicy"),
      "\(checked.outputText)")
    let answered = try admit()
    #expect(answered.status == 2)
    #expect(answered.outputText.isEmpty)
  }
}
