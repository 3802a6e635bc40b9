/// A pattern of `${name#pattern}`, and of one name in a `.sourceignore`: `*`, `?`, sets as `[a-c]` and `[^x]`, and `\` before a character
/// that means itself.
///
/// It is Go's `path.Match` with a `*` that also matches `/`: a pattern that cannot be read is one only
/// where matching comes to the place, and what stands behind a star is taken as far left as it goes.
struct ShellPattern {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The steps that patterns may still take; the number is far above any honest template's.
  struct Work {
    fileprivate var rest = 10_000_000

    fileprivate mutating func spend() throws(SubstitutionError.Reason) {
      rest -= 1
      guard rest > 0 else { throw .tooLarge }
    }
  }

  /// How many bytes at the beginning of a text match, none where nothing does; a match of nothing does
  /// not count, nor does a pattern that cannot be read.
  func prefix(
    of text: [UInt8], longest: Bool, _ work: inout Work
  ) throws(SubstitutionError.Reason) -> Int {
    var found = 0
    for length in stride(from: text.count, to: 0, by: -1) {
      switch try match(text[..<length], &work) {
      case nil: return 0
      case true?:
        found = length
        if longest { return found }
      case false?: continue
      }
    }
    return found
  }

  /// Whether a text matches as a whole; not where the pattern cannot be read, or asks for too much work.
  func matches(_ text: [UInt8]) -> Bool {
    var work = Work()
    return (try? match(text[...], &work)) == true
  }

  /// Whether a text matches as a whole; nil where the pattern cannot be read.
  private func match(
    _ text: ArraySlice<UInt8>, _ work: inout Work
  ) throws(SubstitutionError.Reason) -> Bool? {
    var pattern = bytes[...]
    var text = text
    while !pattern.isEmpty {
      let (isBehindStar, chunk) = Self.takeChunk(&pattern)
      if isBehindStar, chunk.isEmpty { return true }
      var start = text
      search: while true {
        switch try Self.match(chunk, start, &work) {
        case .malformed: return nil
        case .matched(let rest) where rest.isEmpty || !pattern.isEmpty:
          text = rest
          break search
        case .matched, .differs:
          guard isBehindStar, !start.isEmpty else { return false }
          start = start.dropFirst()
        }
      }
    }
    return text.isEmpty
  }

  /// Takes the pattern up to its next star, and whether a star stands before it.
  private static func takeChunk(
    _ pattern: inout ArraySlice<UInt8>
  ) -> (isBehindStar: Bool, chunk: ArraySlice<UInt8>) {
    let star = UInt8(ascii: "*")
    let count = pattern.count
    pattern = pattern.drop { $0 == star }
    let isBehindStar = pattern.count < count
    var isInSet = false
    var end = pattern.startIndex
    while end < pattern.endIndex {
      switch pattern[end] {
      case UInt8(ascii: "\\"): if end + 1 < pattern.endIndex { end += 1 }
      case UInt8(ascii: "["): isInSet = true
      case UInt8(ascii: "]"): isInSet = false
      case star where !isInSet:
        defer { pattern = pattern[end...] }
        return (isBehindStar, pattern[..<end])
      default: break
      }
      end += 1
    }
    defer { pattern = [] }
    return (isBehindStar, pattern)
  }
}

// MARK: - Without stars

extension ShellPattern {
  private enum Match {
    case matched(rest: ArraySlice<UInt8>)
    case differs
    case malformed
  }

  /// Matches a part of a pattern without stars with the beginning of a text.
  private static func match(
    _ chunk: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>, _ work: inout Work
  ) throws(SubstitutionError.Reason) -> Match {
    var chunk = chunk
    var text = text
    try work.spend()
    while var first = chunk.first {
      try work.spend()
      guard !text.isEmpty else { return .differs }
      chunk = chunk.dropFirst()
      switch first {
      case UInt8(ascii: "["):
        let scalar = takeCharacter(&text)
        switch isInSet(scalar, &chunk) {
        case nil: return .malformed
        case false?: return .differs
        case true?: continue
        }
      case UInt8(ascii: "?"):
        _ = takeCharacter(&text)
        continue
      case UInt8(ascii: "\\"):
        guard let escaped = chunk.popFirst() else { return .malformed }
        first = escaped
      default: break
      }
      guard text.first == first else { return .differs }
      text = text.dropFirst()
    }
    return .matched(rest: text)
  }

  /// Takes a set off the pattern, behind its bracket, and says whether it has the character; nil where
  /// it cannot be read.
  private static func isInSet(_ scalar: UInt32, _ chunk: inout ArraySlice<UInt8>) -> Bool? {
    let isNegated = chunk.first == UInt8(ascii: "^")
    if isNegated { chunk = chunk.dropFirst() }
    var isFound = false
    var ranges = 0
    while !(ranges > 0 && chunk.first == UInt8(ascii: "]")) {
      guard let low = takeSetCharacter(&chunk) else { return nil }
      var high = low
      if chunk.first == UInt8(ascii: "-") {
        chunk = chunk.dropFirst()
        guard let end = takeSetCharacter(&chunk) else { return nil }
        high = end
      }
      if low <= scalar, scalar <= high { isFound = true }
      ranges += 1
    }
    chunk = chunk.dropFirst()
    return isFound != isNegated
  }

  /// Takes one character of a set, behind which the set must go on.
  private static func takeSetCharacter(_ chunk: inout ArraySlice<UInt8>) -> UInt32? {
    switch chunk.first {
    case nil, UInt8(ascii: "-"), UInt8(ascii: "]"): return nil
    case UInt8(ascii: "\\"):
      chunk = chunk.dropFirst()
      if chunk.isEmpty { return nil }
    default: break
    }
    let rest = chunk
    let scalar = takeCharacter(&chunk)
    if scalar == 0xFFFD, rest.count == chunk.count + 1 { return nil }
    return chunk.isEmpty ? nil : scalar
  }

  /// Takes one character, which is U+FFFD and of one byte where it is no UTF-8.
  private static func takeCharacter(_ text: inout ArraySlice<UInt8>) -> UInt32 {
    var iterator = text.prefix(4).makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
      text = text.dropFirst()
      return 0xFFFD
    }
    text = text.dropFirst(UTF8.width(scalar))
    return scalar.value
  }
}
