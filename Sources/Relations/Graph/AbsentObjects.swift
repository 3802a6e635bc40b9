package import Diagnostics
import Values

/// What an environment has beside the objects that are at hand: targets that were not asked for, or do
/// not render.
package enum AbsentObjects: Sendable {
  /// Nothing.
  case none
  /// Objects that files hold or are made from, of which the words are known.
  case words(AbsentWords)
  /// Nobody knows what.
  case unknown

  /// What is made from some files; nobody knows what where a file says so.
  package init(of files: [SourceFile]) {
    self = .none
    var words = AbsentWords()
    for file in files where !words.add(file) {
      self = .unknown
      return
    }
    if !files.isEmpty { self = .words(words) }
  }
}

/// The words of files that were not rendered, among which the names of what they make are.
package struct AbsentWords: Sendable {
  private var words: Set<String> = []
  /// Whether some of them have charts rendered, which name their objects after the release.
  private var hasReleases = false

  /// Adds the words of a file.
  ///
  /// - Returns: whether they are all: names may be put in later.
  fileprivate mutating func add(_ file: SourceFile) -> Bool {
    let bytes = file.bytes
    var start = 0
    var isName = false
    for index in 0...bytes.count {
      if index < bytes.count, bytes[index].isNameByte { continue }
      if isName, index < bytes.count, Self.templates.contains(bytes[index]), index == start {
        return false
      }
      if start < index {
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        if word == "HelmRelease" || word == "helmCharts" || word == "Application" {
          hasReleases = true
        }
        isName = word == "name"
        words.insert(word)
      } else if index < bytes.count, bytes[index] == UInt8(ascii: "\n") {
        isName = false
      }
      start = index + 1
    }
    return true
  }

  private static let templates = Array("${".utf8)

  /// Whether something of the name may be made from the files.
  func mayMake(_ name: String) -> Bool {
    if words.contains(name) { return true }
    guard hasReleases, let stem = name.split(separator: "-").first else { return false }
    return words.contains(String(stem))
  }

  func contains(_ word: String) -> Bool { words.contains(word) }
}

extension UInt8 {
  /// What names of objects, keys and kinds are made of.
  fileprivate var isNameByte: Bool { isAlphanumeric || "-._".utf8.contains(self) }
}

extension AbsentObjects {
  /// Whether an object of the kind may be among what is not at hand.
  func mayHave(kind: String) -> Bool {
    switch self {
    case .none: false
    case .words(let words): words.contains(kind)
    case .unknown: true
    }
  }
}
