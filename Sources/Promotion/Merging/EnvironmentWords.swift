import Values

/// The words by which two environments call the same thing: their names, their directories, their
/// clusters.
///
/// A text of one environment is equal to one of the other where they differ in these words alone.
package struct EnvironmentWords: Sendable {
  /// A word of the source and the target's own for it; the longer come first.
  private(set) var pairs: [(source: String, target: String)] = []

  /// Words that are alike, empty or on both sides are of no use, and are left out.
  package init(_ pairs: [(source: String, target: String)]) {
    var known: Set<String> = []
    for pair in pairs where pair.source != pair.target && !pair.source.isEmpty {
      guard !pair.target.isEmpty, known.insert(pair.source).inserted else { continue }
      self.pairs.append(pair)
    }
    self.pairs.sort { ($1.source.utf8.count, $0.source) < ($0.source.utf8.count, $1.source) }
  }

  /// A text of the source as the target would have it.
  package func toTarget(_ text: String) -> String {
    replacing(text, \.source, \.target)
  }

  /// A text of the target as the source would have it.
  package func toSource(_ text: String) -> String {
    replacing(text, \.target, \.source)
  }

  /// Whether a text of the source says what one of the target does.
  package func areEqual(_ source: String, _ target: String) -> Bool {
    if source == target { return true }
    guard !pairs.isEmpty else { return false }
    return canonical(source, \.source) == canonical(target, \.target)
  }

  private typealias Word = KeyPath<(source: String, target: String), String>

  /// By way of a placeholder, so that no word is replaced twice.
  private func replacing(_ text: String, _ from: Word, _ to: Word) -> String {
    var result = canonical(text, from)
    guard result != text else { return text }
    for (index, pair) in pairs.enumerated() {
      result = result.replacing(Self.placeholder(index), with: pair[keyPath: to])
    }
    return result
  }

  private func canonical(_ text: String, _ side: Word) -> String {
    var result = text
    for (index, pair) in pairs.enumerated() {
      result = WholeWord.replacing(
        pair[keyPath: side], with: Self.placeholder(index), in: result)
    }
    return result
  }

  /// No text of a manifest holds one.
  private static func placeholder(_ index: Int) -> String { "\u{0}\(index)\u{0}" }
}
