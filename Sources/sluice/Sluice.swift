import ArgumentParser
import Display
import Glibc

/// The command line: parses arguments, runs one command, ends with one of the documented exit codes.
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
        sluice init                         find the environments, write pipeline.yaml and the hook
        sluice check                        all environments of the working tree
        sluice check --staged               what the next commit would hold
        sluice trace production Deployment/loan-api spec.replicas
                                            which lines gave the field its value
        sluice diff staging production      what staging has that production lacks
        sluice impact origin/main...HEAD    what these commits change in each environment
        sluice explain policy/rollout-safety  what a rule wants, and why
        sluice promote staging production   write the promotion's commit to a new branch
        sluice history production           the promotions, hotfixes and changes that made it
        sluice rollback production          take the newest promotion back, and hold it

      EXIT STATUS:
        0  nothing to report
        1  findings, or differences
        2  the job could not be done: usage, unreadable input, a tree that does not render, output
           that could not be written
        3  promote, rollback: there is nothing to promote, or to take back
        4  promote: nothing that it moves differs, but something else does
      """,
    version: Version.description,
    subcommands: [
      CheckCommand.self, FixCommand.self, EnvironmentsCommand.self, RenderCommand.self,
      TraceCommand.self, DiffCommand.self, ImpactCommand.self, ForecastCommand.self,
      UpgradeCommand.self, PromoteCommand.self, RollbackCommand.self, HistoryCommand.self,
      ValidateCommand.self, AdmitCommand.self, CelCommand.self,
      ExplainCommand.self, SubstituteCommand.self, TestCommand.self, PoliciesCommand.self,
      InitCommand.self, InstallCommand.self, LanguageServerCommand.self,
    ]
  )

  /// Maps every way to stop onto the documented exit codes.
  static func main() async {
    do {
      var command = try asked(Array(CommandLine.arguments.dropFirst()))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let outcome as Outcome {
      exit(outcome)
    } catch let failure as Failure {
      fail(failure.description)
    } catch let error as FileError {
      fail(error)
    } catch {
      answer(error)
    }
  }

  /// The command that arguments ask for.
  ///
  /// One that they name first is asked alone, without the others, which is dearer than many a run. What
  /// it cannot take, and every wish for help, is answered by the tool as a whole.
  private static func asked(_ arguments: [String]) throws -> any ParsableCommand {
    let named = configuration.subcommands.first { $0.configuration.commandName == arguments.first }
    guard let named, named.configuration.subcommands.isEmpty,
      let command = try? named.parse(Array(arguments.dropFirst()))
    else { return try parseAsRoot(arguments) }
    return command
  }

  /// Ends after what ArgumentParser has to say: help that was asked for, or how to ask.
  private static func answer(_ error: any Error) -> Never {
    let wantsHelp = exitCode(for: error).isSuccess
    do throws(FileError) {
      try write(
        Shown(lines: fullMessage(for: error)), to: wantsHelp ? STDOUT_FILENO : STDERR_FILENO)
    } catch {
      fail(error)
    }
    exit(wantsHelp ? .clean : .failed)
  }

  /// Ends because of a file; quietly where nobody reads what is written, as SIGPIPE would.
  private static func fail(_ error: FileError) -> Never {
    if error.isBrokenPipe { Glibc.exit(128 + SIGPIPE) }
    fail(error.description)
  }

  private static func fail(_ reason: String) -> Never {
    // Where nobody can be told, the exit status still tells.
    try? write("sluice: \(reason)\n", to: STDERR_FILENO)
    exit(.failed)
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
  /// There is nothing to promote.
  case nothingToPromote = 3
  /// There is nothing that a promotion moves, and yet the environments differ.
  case uncovered = 4
}

/// A reason why the job could not be done, in words for the person at the terminal.
struct Failure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
