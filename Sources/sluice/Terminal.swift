import ArgumentParser
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

/// Writes all of `text`, retrying short writes.
///
/// A closed pipe ends the process with SIGPIPE, as users of `head` expect.
func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

/// Writes all of `bytes`, retrying short writes.
func write(_ bytes: [UInt8], to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return }
    rest = rest.dropFirst(written)
  }
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
///
/// - Throws: ``Failure`` past 256 MiB, or when reading fails.
func readAll(ofFile path: String) throws(Failure) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw Failure("cannot read \(path): \(String(cString: strerror(errno)))")
  }
  defer { close(descriptor) }
  return try readAll(descriptor, named: path)
}

/// All that can be read from `descriptor`.
///
/// - Throws: ``Failure`` past 256 MiB, or when reading fails.
func readAll(
  _ descriptor: Int32, named name: String = "standard input"
) throws(Failure) -> [UInt8] {
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = Glibc.read(descriptor, &block, block.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else {
      throw Failure("cannot read \(name): \(String(cString: strerror(errno)))")
    }
    guard count > 0 else { return bytes }
    bytes += block[..<count]
    guard bytes.count <= 256 << 20 else { throw Failure("\(name) has over 256 MiB") }
  }
}

/// Writes a file whole.
func write(_ bytes: [UInt8], toFile path: String) throws(Failure) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else {
    throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
  }
  write(bytes, to: descriptor)
  guard close(descriptor) == 0 else {
    throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
  }
}

/// Makes a directory with those above it, where they are missing.
func makeDirectories(_ path: String) throws(Failure) {
  var directory = path.hasPrefix("/") ? "/" : ""
  for component in path.split(separator: "/") {
    directory += "\(component)/"
    guard mkdir(directory, 0o777) == 0 || errno == EEXIST else {
      throw Failure("cannot make \(directory): \(String(cString: strerror(errno)))")
    }
  }
}
