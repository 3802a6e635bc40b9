import ArgumentParser
import Diagnostics
import Glibc
import Reporting

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: [.customShort("C"), .customLong("directory")],
    help: ArgumentHelp("Run as if started in this directory.", valueName: "dir"))
  var directory: String = "."

  @Option(help: "Colour the output: auto, always or never.")
  var color: ColorChoice = .auto

  @Flag(help: "Read a repository that belongs to another user.")
  var trustRepository = false

  /// Moves the process to the directory that was asked for.
  func enterDirectory() throws {
    guard directory != "." else { return }
    guard chdir(directory) == 0 else {
      throw Failure("cannot enter \(directory): \(String(cString: strerror(errno)))")
    }
  }

  /// How reports look on a descriptor.
  func style(for descriptor: Int32) -> StyleOptions {
    StyleOptions(color: color.isEnabled(for: descriptor, environment: processEnvironment()))
  }

  /// Tells a person, on standard error.
  func report(_ diagnostics: [Diagnostic]) {
    write(diagnostics.text(style: style(for: STDERR_FILENO)), to: STDERR_FILENO)
  }
}
