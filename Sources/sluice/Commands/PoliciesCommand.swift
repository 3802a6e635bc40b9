import ArgumentParser
import Diagnostics
import Display
import Environments
import Pipeline

/// Says which policies there are, and writes those that come with every build.
struct PoliciesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policies",
    abstract: "List the policies, or write those that come with sluice.",
    discussion: """
      A repository that names no policies is checked against a set that comes with sluice; they warn. \
      `policies: [builtin/pod-security-restricted, …]` in pipeline.yaml chooses some of them, \
      `policies: [builtin]` those that are for any repository, and `checks:` makes one an error or \
      switches it off.

      EXAMPLES:
        sluice policies list
        sluice policies export policies
      """,
    subcommands: [List.self, Export.self], defaultSubcommand: List.self)

  /// The policies of the repository, then those that come with every build.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the policies of the repository and those that come with sluice.",
      discussion: """
        EXAMPLES:
          sluice policies list
        """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var tree: TreeOptions

    func run() throws {
      try global.enterDirectory()
      do {
        let workspace = try tree.workspace(at: ".", trust: global.trustRepository)
        let settings = try Discovery(workspace).settings()
        try global.print(GitOpsPipeline(settings, in: workspace, width: 1).policyListing)
      } catch let error as PipelineError {
        try global.report(error.diagnostics)
        throw Outcome.failed
      }
    }
  }

  /// The built-in policies as files.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the policies that come with sluice into a directory.",
      discussion: """
        They are plain ValidatingAdmissionPolicies with their bindings, which deny in namespaces that \
        are labelled as staging or production: `kubectl apply -k DIR` enforces them.

        EXAMPLES:
          sluice policies export policies
        """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The directory to write to.", valueName: "dir"))
    var directory: String

    @Flag(help: "Replace files that hold something else.")
    var force = false

    func run() throws {
      try global.enterDirectory()
      do {
        let paths = try PolicyExport.write(to: directory, overwriting: force)
        try global.print(
          "wrote \(paths.count) files to \(directory); name it under policies: in pipeline.yaml\n")
      } catch let error as PipelineError {
        try global.report(error.diagnostics)
        throw Outcome.failed
      }
    }
  }
}
