extension SubstitutionTemplate.Operation {
  /// What the operation makes of a value.
  func applied(
    to value: [UInt8], of name: String, _ arguments: [[UInt8]], work: inout ShellPattern.Work
  ) throws(SubstitutionError.Reason) -> [UInt8] {
    let first = arguments.first ?? []
    switch self {
    case .noCase: return value
    case .length: return Array(String(value.count).utf8)
    case .lowercaseFirst: return value.changingFirst(\.simpleLowercase)
    case .lowercase: return value.changingAll(\.simpleLowercase)
    case .uppercaseFirst: return value.changingFirst(\.simpleUppercase)
    case .uppercase: return value.changingAll(\.simpleUppercase)
    case .orElse: return value.isEmpty ? arguments.flatMap(\.self) : value
    case .substring: return try value.part(arguments, of: name)
    case .replaceFirst:
      return try value.replacing(first, with: arguments.second ?? [], atMost: 1)
    case .replaceAll:
      return try value.replacing(first, with: arguments.second ?? [], atMost: .max)
    case .replacePrefix:
      guard let second = arguments.second, value.starts(with: first) else { return value }
      return second + value.dropFirst(first.count)
    case .replaceSuffix:
      guard let second = arguments.second, value.suffix(first.count).elementsEqual(first) else {
        return value
      }
      return value.dropLast(first.count) + second
    case .shortestPrefix, .longestPrefix:
      let pattern = ShellPattern(first)
      let length = try pattern.prefix(of: value, longest: self == .longestPrefix, &work)
      return Array(value.dropFirst(length))
    case .shortestSuffix, .longestSuffix:
      // Flux turns both around, character by character, so that a set or an escape in the pattern
      // means something else than it says.
      let pattern = ShellPattern(first.reversedText)
      let reversed = value.reversedText
      let length = try pattern.prefix(of: reversed, longest: self == .longestSuffix, &work)
      return Array(reversed.dropFirst(length)).reversedText
    }
  }
}

extension [[UInt8]] {
  fileprivate var second: [UInt8]? { count > 1 ? self[1] : nil }
}

extension [UInt8] {
  fileprivate var reversedText: [UInt8] {
    Array(String(decoding: self, as: UTF8.self).unicodeScalars.reversed().utf8)
  }

  /// The value with its first character replaced.
  fileprivate func changingFirst(_ change: (Unicode.Scalar) -> Unicode.Scalar) -> [UInt8] {
    guard let first = TemplateScanner(self).next else { return self }
    let changed = change(first.scalar ?? "\u{FFFD}")
    return Array(CollectionOfOne(changed).utf8) + dropFirst(first.width)
  }

  fileprivate func changingAll(_ change: (Unicode.Scalar) -> Unicode.Scalar) -> [UInt8] {
    Array(String(decoding: self, as: UTF8.self).unicodeScalars.lazy.map(change).utf8)
  }

  /// The bytes from an offset on, or so many of them.
  ///
  /// An offset below zero counts from the end. An argument that is no number gives the whole value.
  fileprivate func part(
    _ arguments: [[UInt8]], of name: String
  ) throws(SubstitutionError.Reason) -> [UInt8] {
    let numbers = arguments.map { Int(String(decoding: $0, as: UTF8.self)) }
    guard let given = numbers.first, var offset = given else { return self }
    if offset < 0 { offset = Swift.max(0, count &+ offset) }
    guard numbers.count > 1 else { return Array(dropFirst(offset)) }
    guard let length = numbers[1] else { return self }
    let end = offset &+ length
    if end >= count { return Array(dropFirst(offset)) }
    guard end >= offset else { throw .negativeLength(name: name) }
    return Array(self[offset..<end])
  }

  /// The value with occurrences of a text replaced, from the left; an empty one stands before each
  /// character and at the end.
  fileprivate func replacing(
    _ old: [UInt8], with new: [UInt8], atMost limit: Int
  ) throws(SubstitutionError.Reason) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    var replaced = 0
    while position < count, replaced < limit {
      guard result.count <= SubstitutedText.largestSize else { throw .tooLarge }
      if self[position...].starts(with: old) {
        result += new
        replaced += 1
        position += old.count
        guard old.isEmpty else { continue }
      }
      let width = old.isEmpty ? TemplateScanner(self).character(at: position)?.width ?? 1 : 1
      result += self[position..<Swift.min(position + width, count)]
      position += width
    }
    if old.isEmpty, position >= count, replaced < limit { result += new }
    return result + dropFirst(position)
  }
}

extension Sequence where Element == Unicode.Scalar {
  fileprivate var utf8: [UInt8] {
    var bytes: [UInt8] = []
    for scalar in self { bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter }
    return bytes
  }
}

extension Unicode.Scalar {
  /// The one character that is this one's capital, as Go has it: `ß` has none.
  fileprivate var simpleUppercase: Unicode.Scalar {
    properties.uppercaseMapping.only ?? properties.titlecaseMapping.only ?? self
  }

  /// The one character that is this one's small letter; for `İ`, `i` without its second dot.
  fileprivate var simpleLowercase: Unicode.Scalar {
    properties.lowercaseMapping.unicodeScalars.first ?? self
  }
}

extension String {
  fileprivate var only: Unicode.Scalar? {
    unicodeScalars.count == 1 ? unicodeScalars.first : nil
  }
}
