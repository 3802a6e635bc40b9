import Admission
import ArgumentParser
import Diagnostics
import Display
import Environments
import Glibc
import Pipeline
import Reporting

/// Runs the tests of policies.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests of policies.",
    discussion: """
      Reads the folders named tests in each directory of policies, puts every case to its policy and \
      says which came out otherwise than expected, and which conditions no case saw both true and \
      false. A case that asks nothing fails: the policy is not for it, its kind does not exist, or the \
      server refuses its object.

      With --mutate it also spoils the objects of each environment, one mistake at a time, and says \
      which mistakes no policy would notice; and it changes the policies' own expressions, one piece \
      at a time, and says which changes no case notices.

      A file of tests:

        apiVersion: sluice.dev/v1alpha1
        kind: PolicyTest
        policy: replicas-minimum
        namespace: {environment: production}   # the labels of the namespace
        objects:
          api: {apiVersion: apps/v1, kind: Deployment, …}
        cases:
          - name: one is too few for production
            base: api                          # or object: {…}
            patch: {spec: {replicas: 1}}       # a merge, or a list of JSON Patch operations
            expect: deny                       # allow, deny, warn, audit, or skip: not for it
            message: {matches: has 1 of}       # or the whole text, or a list

      A case may also have operation, subresource, request {resource, name, namespace}, oldObject or \
      oldPatch, namespace, params, user, authorizer [{verb, resource, allowed}] and annotations \
      {key: text}; beside policy, authorizer and roles (Roles and bindings) are for every case. Where \
      the policy mutates, mutated says what it makes of the object, as a patch of what was sent.

      EXAMPLES:
        sluice test
        sluice test policies --format junit > policies.xml
        sluice test --mutate --environment production
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(
    help: ArgumentHelp(
      "Directories of policies; by default those of the pipeline.", valueName: "dir"))
  var directories: [String] = []

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Flag(help: "Spoil the objects of the environments and see which policy notices.")
  var mutate = false

  @Option(
    name: [.customLong("environment"), .customShort("e")], parsing: .singleValue,
    help: ArgumentHelp("With --mutate: this environment only; may be repeated.", valueName: "name"))
  var environments: [String] = []

  @Option(help: "How results are printed: text, json or junit.")
  var format: Format = .text

  /// The forms of the results.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, junit
  }

  func validate() throws {
    guard environments.isEmpty || mutate else {
      throw ValidationError("--environment is for --mutate")
    }
  }

  func run() throws {
    try global.enterDirectory()
    let result: PolicyTestingResult
    do {
      result = try test()
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    try write(result)
    if result.isIncomplete { throw Outcome.failed }
    guard result.report.isPassed, result.mutations?.diagnostics.isEmpty ?? true else {
      throw Outcome.findings
    }
  }

  private func test() throws -> PolicyTestingResult {
    let workspace = try tree.workspace(at: ".", trust: global.trustRepository)
    let policies = try directories.map { try workspace.path(of: $0) }
    let configuration = try configuration(of: workspace, policies: policies)
    return try GitOpsPipeline(configuration, in: workspace, width: 1)
      .testPolicies(mutating: mutate, environments: environments)
  }

  /// The policies to test and, for `--mutate`, the environments; there need be none.
  private func configuration(
    of workspace: Workspace, policies: [String]
  ) throws -> PipelineConfiguration {
    let discovery = Discovery(workspace)
    let config = try config.map { try workspace.path(of: $0) }
    guard mutate || config != nil else { return try discovery.settings(policies: policies) }
    let settings = try discovery.settings(policies: policies)
    guard config != nil || !environments.isEmpty else {
      return (try? discovery.configuration(policies: policies)) ?? settings
    }
    return try discovery.configuration(at: config, policies: policies)
  }

  private func write(_ result: PolicyTestingResult) throws(FileError) {
    let (report, mutations) = (result.report, result.mutations)
    let expressions = result.expressionMutations
    switch format {
    case .text:
      let findings =
        result.diagnostics + report.findings(mutations: mutations, expressions: expressions)
      // What explains the rest comes first: a policy that does not load has no coverage.
      let notes = findings.filter { $0.severity == .note }
      let others = findings.filter { $0.severity != .note }
      try global.print(
        others.shown + notes.shown
          + report.figures(mutations: mutations, expressions: expressions))
    case .json:
      try global.report(result.diagnostics)
      try sluice.write(
        report.json(mutations: mutations, expressions: expressions), to: STDOUT_FILENO)
    case .junit:
      try global.report(result.diagnostics)
      try sluice.write(report.junit(mutations: mutations), to: STDOUT_FILENO)
    }
  }
}
