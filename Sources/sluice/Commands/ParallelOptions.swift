import ArgumentParser
import Glibc

/// How much a command does at once; the result does not depend on it.
struct ParallelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many environments to work on at once; as many as there are processors if not given.",
      valueName: "n"))
  var jobs: Int?

  var width: Int { max(jobs ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  func validate() throws {
    guard jobs ?? 1 >= 1 else { throw ValidationError("--jobs must be at least 1") }
  }
}
