import Crypto
import Values

/// All that decides what a run prints, told apart by a digest.
package struct RunInputs: Sendable {
  private var hash = SHA256()

  package init() {}

  /// Takes in one of the things that decide.
  ///
  /// - Parameter name: says which, so that no two of them pass for each other.
  package mutating func add(_ name: String, _ bytes: [UInt8]) {
    hash.update(data: Array("\(name) \(bytes.count)\n".utf8))
    hash.update(data: bytes)
  }

  /// Takes in a list of texts.
  package mutating func add(_ name: String, _ texts: [String]) {
    add(name, texts.flatMap { Array("\($0.utf8.count) \($0)\n".utf8) })
  }

  /// 64 hexadecimal digits, the same for the same inputs in the same order.
  package var digest: String {
    hash.finalize().hexadecimal
  }
}
