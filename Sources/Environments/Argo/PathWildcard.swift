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
