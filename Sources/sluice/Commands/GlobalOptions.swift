import ArgumentParser
import Diagnostics
import Display
import Glibc
import Reporting
import YAML

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

  /// The documents of a YAML or JSON file, or of standard input for `-`; those without content are left
  /// out.
  ///
  /// - Throws: ``Outcome`` after a report of every mistake.
  func documents(ofFile path: String) throws -> [Node] {
    let file = SourceFile(
      path: path == "-" ? "<stdin>" : path,
      bytes: path == "-" ? try readStandardInput() : try readAll(ofFile: path))
    let parsed = file.parsed(as: .kubernetes)
    guard parsed.errors.isEmpty else {
      try report(parsed.errors.map(\.diagnostic))
      throw Outcome.failed
    }
    return parsed.documents.filter { !$0.isEmpty }.map(\.root)
  }

  /// Gives the result, on standard output.
  ///
  /// - Returns: the bytes that were written.
  @discardableResult
  func print(_ result: Output) throws(FileError) -> [UInt8] {
    let bytes = result.rendered(color: isColored(STDOUT_FILENO))
    try WholeFile.write(bytes, to: STDOUT_FILENO, named: "standard output")
    return bytes
  }

  func print(_ result: Shown) throws(FileError) { try print(.people(result)) }

  /// Tells a person, on standard error.
  func report(_ diagnostics: [Diagnostic]) throws(FileError) {
    try write(diagnostics.shown, to: STDERR_FILENO, color: isColored(STDERR_FILENO))
  }

  /// Whether what goes to a descriptor is coloured.
  func isColored(_ descriptor: Int32) -> Bool {
    color.isEnabled(for: descriptor, environment: processEnvironment())
  }
}
