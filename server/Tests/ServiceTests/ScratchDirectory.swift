import FoundationEssentials
import Glibc

/// A directory that is removed with all that is in it when nobody uses it anymore.
final class ScratchDirectory: Sendable {
  let path: String

  init() throws(ServiceFailure) {
    var template = Array("/tmp/service-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ServiceFailure("no directory: \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
  }

  /// Writes a file as one step.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"), options: .atomic)
  }
}
