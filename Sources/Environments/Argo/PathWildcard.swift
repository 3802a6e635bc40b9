/// A pattern of paths: `*`, `?` and sets as `[a-c]`; a backslash takes a character's meaning away.
struct PathWildcard {
  private let pattern: [Character]
  private let crossesSlashes: Bool

  /// - Parameter crossesSlashes: whether `*` and `?` match a slash, as in git's pathspecs; they do not
  ///   in a shell.
  init(_ pattern: String, crossesSlashes: Bool) {
    self.pattern = Array(pattern)
    self.crossesSlashes = crossesSlashes
  }

  /// The pattern that a text alone matches.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "*?[\\".contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  /// The patterns that a pattern with alternatives, as `{a,b/*}.yaml`, stands for; of more than a
  /// thousand, some.
  static func alternatives(of pattern: String) -> [String] {
    var waiting = [pattern]
    var found: [String] = []
    while let next = waiting.popLast(), found.count + waiting.count < 1000 {
      guard let inner = firstAlternatives(of: next) else {
        found.append(next)
        continue
      }
      waiting += inner.reversed()
    }
    return found
  }

  /// The patterns with one choice in place of the first alternatives; nil where there are none.
  private static func firstAlternatives(of pattern: String) -> [String]? {
    guard let open = pattern.firstIndex(of: "{") else { return nil }
    var depth = 0
    var parts: [Substring] = []
    var start = pattern.index(after: open)
    for index in pattern.indices[open...] {
      switch pattern[index] {
      case "{": depth += 1
      case "," where depth == 1:
        parts.append(pattern[start..<index])
        start = pattern.index(after: index)
      case "}":
        depth -= 1
        guard depth == 0 else { continue }
        parts.append(pattern[start..<index])
        let rest = pattern[pattern.index(after: index)...]
        return parts.map { "\(pattern[..<open])\($0)\(rest)" }
      default: break
      }
    }
    return nil
  }

  /// Whether the pattern matches a path as a whole.
  func matches(_ path: String) -> Bool {
    let text = Array(path)
    // Of several stars only the last one is ever moved on, so that the work is bounded.
    var (place, position) = (0, 0)
    var star: (place: Int, position: Int)?
    while position < text.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, position)
        place += 1
      } else if let next = step(at: place, text[position]) {
        place = next
        position += 1
      } else if let last = star, crossesSlashes || text[last.position] != "/" {
        star = (last.place, last.position + 1)
        (place, position) = (last.place + 1, last.position + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }

  /// Where the pattern goes on behind what matches one character; nil where it does not match.
  private func step(at place: Int, _ character: Character) -> Int? {
    guard place < pattern.count else { return nil }
    switch pattern[place] {
    case "?": return crossesSlashes || character != "/" ? place + 1 : nil
    case "[":
      guard let end = pattern[(place + 1)...].dropFirst().firstIndex(of: "]") else {
        return character == "[" ? place + 1 : nil
      }
      var members = pattern[(place + 1)..<end]
      let isNegated = members.first == "^" || members.first == "!"
      if isNegated { members = members.dropFirst() }
      return Self.holds(Array(members), character) != isNegated ? end + 1 : nil
    case "\\" where place + 1 < pattern.count:
      return pattern[place + 1] == character ? place + 2 : nil
    default: return pattern[place] == character ? place + 1 : nil
    }
  }

  private static func holds(_ members: [Character], _ character: Character) -> Bool {
    var index = 0
    while index < members.count {
      if index + 2 < members.count, members[index + 1] == "-" {
        if members[index] <= character, character <= members[index + 2] { return true }
        index += 3
      } else {
        if members[index] == character { return true }
        index += 1
      }
    }
    return false
  }
}
