package import Admission
package import Diagnostics
package import Environments
import Kustomize

/// What testing the policies came to.
package struct PolicyTestingResult: Sendable {
  /// What the cases came to.
  package var report: PolicyTestReport
  /// What spoiling the fleet's objects showed; nil where nobody asked for it.
  package var mutations: MutationReport?
  /// What changing the policies' own expressions showed; nil where nobody asked for it.
  package var expressionMutations: ExpressionMutationReport?
  /// What loading the policies had to say.
  package var diagnostics: [Diagnostic]
  /// Whether a policy is missing from the set because it could not be read or compiled.
  package var isIncomplete: Bool
}

extension GitOpsPipeline {
  /// Runs the cases in the folder `tests` of each directory of policies.
  ///
  /// - Parameter mutating: whether to spoil the objects of `environments`, of all where it is
  ///   empty, as well.
  /// - Throws: ``PipelineError`` where there is no case to run, or an environment does not render.
  package func testPolicies(
    mutating: Bool, environments: [String] = []
  ) throws(PipelineError) -> PolicyTestingResult {
    let policies = loadPolicies()
    let read = try testFiles().map(PolicyTest.read)
    let runner = PolicyTestRunner(
      policies: policies.policies, definitions: policies.definitions)
    let tests = read.flatMap(\.tests)
    var report = runner.run(tests)
    report.diagnostics += read.flatMap(\.diagnostics)
    return PolicyTestingResult(
      report: report, mutations: mutating ? try mutations(of: environments, under: policies) : nil,
      expressionMutations: mutating
        ? ExpressionMutation(policies: policies.policies, runner: runner).run(tests) : nil,
      diagnostics: policies.diagnostics, isIncomplete: policies.isIncomplete)
  }

  private func mutations(
    of names: [String], under policies: LoadedPolicies
  ) throws(PipelineError) -> MutationReport {
    var mutations = MutationReport()
    let renderer = EnvironmentRenderer(workspace)
    for environment in try configuration.environments(named: names) {
      let rendered = try renderer.render(environment)
      mutations +=
        MutationTesting(
          policies: policies.policies, objects: rendered.objects,
          environment: environment.name
        ).run()
    }
    return mutations
  }

  private func testFiles() throws(PipelineError) -> [SourceFile] {
    var files: [SourceFile] = []
    for policies in configuration.policies {
      files += try PolicyDirectory(policies.path, in: workspace).testFiles()
    }
    guard files.isEmpty else { return files }
    let places = configuration.policies.map { workspace.tree.shown($0.path) }
    guard !places.isEmpty else {
      throw PipelineError(
        "there are no policies to test in \(workspace.name)",
        help: "name their directory, as `sluice test policies`")
    }
    throw PipelineError(
      "there is no test to run in \(places.joined(separator: ", "))",
      help: "write cases into its folder tests; sluice test --help shows one")
  }
}
