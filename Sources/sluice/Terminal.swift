import ArgumentParser
import Display
import Glibc

/// Whether output is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Whether what goes to `descriptor` is coloured.
  ///
  /// `auto` follows https://no-color.org, `TERM=dumb` and whether a terminal is there.
  func isEnabled(for descriptor: Int32, environment: [String: String]) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        && isatty(descriptor) == 1
    }
  }
}

/// Writes all of a text for people.
///
/// - Throws: where it cannot be written whole: who waits for it must not take half of it for all.
func write(_ text: Shown, to descriptor: Int32, color: Bool = false) throws(FileError) {
  try write(.people(text), to: descriptor, color: color)
}

/// Writes all of a text for programs.
func write(_ text: MachineText, to descriptor: Int32) throws(FileError) {
  try write(.machine(text), to: descriptor)
}

func write(_ output: Output, to descriptor: Int32, color: Bool = false) throws(FileError) {
  let name = descriptor == STDOUT_FILENO ? "standard output" : "standard error"
  try WholeFile.write(output.rendered(color: color), to: descriptor, named: name)
}

/// Writes a file whole, or leaves it as it was.
func write(_ output: Output, toFile path: String) throws(FileError) {
  try WholeFile.write(output.rendered(), to: path)
}

/// The process's environment, read once where a command begins.
func processEnvironment() -> [String: String] {
  var result: [String: String] = [:]
  var next = environ
  while let entry = next.pointee {
    let text = String(cString: entry)
    if let equals = text.firstIndex(of: "=") {
      result[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    next += 1
  }
  return result
}

/// All that a file holds.
func readAll(ofFile path: String) throws -> [UInt8] {
  guard let bytes = try WholeFile.read(path) else {
    throw Failure("cannot read \(path): \(String(cString: strerror(ENOENT)))")
  }
  return bytes
}

/// All that can be read from standard input.
func readStandardInput() throws(FileError) -> [UInt8] {
  try WholeFile.read(STDIN_FILENO, named: "standard input")
}
