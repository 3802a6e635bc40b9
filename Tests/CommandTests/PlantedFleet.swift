import Git
import TestKit

/// A small repository whose every text is a test's own.
struct PlantedFleet {
  let repository: GitFixture
  private let sluice: BuiltCommand

  /// - Parameter files: the files by their paths.
  init(_ files: [String: String]) throws {
    repository = try GitFixture()
    sluice = try BuiltCommand()
    for (path, text) in files { try repository.write(text, to: path) }
    try repository.commit("Begin")
    try repository.git(["add", "--all"])
  }

  func run(_ arguments: [String], input: String = "") throws -> ChildProcess.Result {
    try sluice.run(
      arguments, in: repository.path, environment: repository.environment, input: Array(input.utf8))
  }

  /// Runs a line of shell in which `$sluice` is the command.
  func shell(_ line: String) throws -> ChildProcess.Result {
    var environment = repository.environment
    environment["sluice"] = sluice.path
    return try ChildProcess("sh", ["-c", line], environment: environment, in: repository.path).run()
  }

  /// A policy with one validation and a binding that denies.
  ///
  /// - Parameters:
  ///   - resource: as `v1/secrets` or `apps/v1/deployments`.
  ///   - annotations: those of the policy, in YAML's flow style.
  static func policy(
    _ name: String, on resource: String, expression: String, message: String,
    annotations: String = "{}", comment: String = "Some rule."
  ) -> String {
    let parts = resource.split(separator: "/").map(String.init)
    let group = parts.count == 3 ? parts[0] : ""
    return """
      # \(comment)
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: \(name), annotations: \(annotations)}
      spec:
        matchConstraints:
          resourceRules:
            - apiGroups: ["\(group)"]
              apiVersions: [\(parts[parts.count - 2])]
              operations: [CREATE, UPDATE]
              resources: [\(parts[parts.count - 1])]
        validations:
          - expression: \(expression)
            \(message)
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: \(name)-deny}
      spec: {policyName: \(name), validationActions: [Deny]}

      """
  }

  static let pipeline = """
    apiVersion: sluice.dev/v1alpha1
    kind: Pipeline
    policies: [../policies]
    environments:
      - {name: staging, path: staging}
      - {name: production, path: production, from: staging}

    """
}

/// Every form of a report for which findings are printed.
let reportFormats = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"]
