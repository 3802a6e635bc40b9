/// The numbers of a version as people write it: `1.4.2`, `v2.0`, `1.4.2-rc.1`.
struct VersionNumber: Hashable, Comparable {
  private let numbers: [Int]

  /// Nil for a text that is no such version, as a commit's id or a date without dots.
  init?(_ text: String) {
    let text = text.hasPrefix("v") ? text.dropFirst() : text[...]
    // What comes behind the numbers says nothing that every team means alike.
    let parts = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      .split(separator: ".", omittingEmptySubsequences: false)
    let rest = text.dropFirst(parts.reduce(parts.count - 1) { $0 + $1.count })
    guard (2...4).contains(parts.count), rest.isEmpty || rest.first == "-" || rest.first == "+"
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count else { return nil }
    self.numbers = numbers + Array(repeating: 0, count: 4 - numbers.count)
  }

  static func < (left: VersionNumber, right: VersionNumber) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
