import ArgumentParser
import Glibc

/// The command line: parses arguments, runs one command, ends with one of three exit codes.
@main
struct Sluice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sluice",
    abstract: "The gate between a Git repository and Kubernetes.",
    discussion: """
      Reads the repository that describes your clusters, says what the API server and your \
      policies would say before a cluster sees it, shows what a promotion would change, and \
      writes the promotion's commit.

      EXAMPLES:
        sluice check                        all environments of the working tree
        sluice check --staged               what the next commit would hold
        sluice trace production Deployment/loan-api spec.replicas
                                            which lines gave the field its value
        sluice diff staging production      what staging has that production lacks
        sluice explain policy/rollout-safety  what a rule wants, and why
        sluice promote staging production   write the promotion's commit to a new branch

      EXIT STATUS:
        0  nothing to report
        1  findings, or differences
        2  the job could not be done: usage, unreadable input, a tree that does not render
      """,
    version: Version.description,
    subcommands: [
      CheckCommand.self, RenderCommand.self, TraceCommand.self, DiffCommand.self,
      PromoteCommand.self, ValidateCommand.self, AdmitCommand.self, CelCommand.self,
      ExplainCommand.self, TestCommand.self, InstallCommand.self,
    ]
  )

  /// Maps every way to stop onto the three documented exit codes.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let outcome as Outcome {
      exit(outcome)
    } catch let failure as Failure {
      write("sluice: \(failure.description)\n", to: STDERR_FILENO)
      exit(.failed)
    } catch {
      let wantsHelp = exitCode(for: error).isSuccess
      write(fullMessage(for: error) + "\n", to: wantsHelp ? STDOUT_FILENO : STDERR_FILENO)
      exit(wantsHelp ? .clean : .failed)
    }
  }

  private static func exit(_ outcome: Outcome) -> Never { Glibc.exit(outcome.rawValue) }
}

/// How a run ended, as its exit code.
enum Outcome: Int32, Error {
  /// Nothing to report.
  case clean = 0
  /// There are findings, or differences.
  case findings = 1
  /// The job could not be done.
  case failed = 2
}

/// A reason why the job could not be done, in words for the person at the terminal.
struct Failure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
