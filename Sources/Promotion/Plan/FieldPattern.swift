package import Diagnostics

/// Names fields of kustomizations: `images[*].newTag`, `replicas[loan-*].count`, or a bare name.
///
/// A pattern without a known first key names every field of the entries that it fits, as
/// `registry.example.com/ml/*` does. A pattern that is the beginning of a field's path names the
/// field. `*` stands for any characters.
package struct FieldPattern: Hashable, Sendable, CustomStringConvertible {
  /// The pattern as it was written.
  package let description: String
  /// The place in a file that gives it; nil for one of the command line.
  package var location: Location?
  private let steps: [Step]

  /// Whether it says what becomes of every entry of a kind, and so may wait for the first.
  var isGeneral: Bool {
    steps.allSatisfy { step in
      if case .entry(let glob) = step { glob == "*" } else { true }
    }
  }

  enum Step: Hashable, Sendable {
    case key(String)
    case entry(String)
  }

  /// Why a text is no pattern.
  package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence, lower case, no full stop.
    package var message: String
    /// What was probably meant.
    package var help: String?
    package var description: String { message }
  }

  /// The fields of a kustomization that can be promoted: after which steps which keys may come.
  private static let shapes: [(first: String, keys: [String])] = [
    ("images", ["newTag", "digest", "tagSuffix", "newName"]), ("replicas", ["count"]),
    ("configMapGenerator", ["literals"]),
  ]

  /// Reads a pattern; one that no field can fit is malformed.
  package init(_ text: String) throws(Malformed) {
    description = text
    guard !text.isEmpty else { throw Malformed(message: "a pattern must not be empty") }
    let first = text.prefix { $0 != "[" && $0 != "." }
    guard Self.shapes.contains(where: { $0.first == first }) else {
      try Self.requireEntry(text, first: String(first))
      steps = [.entry(text)]
      return
    }
    var steps: [Step] = [.key(String(first))]
    var rest = text.dropFirst(first.count)
    while let mark = rest.first {
      rest = rest.dropFirst()
      if mark == "[" {
        guard let end = rest.firstIndex(of: "]") else {
          throw Malformed(message: "the pattern \"\(text)\" lacks a closing bracket")
        }
        steps.append(.entry(String(rest[..<end])))
        rest = rest[end...].dropFirst()
        guard rest.isEmpty || rest.first == "[" || rest.first == "." else {
          throw Malformed(message: "the pattern \"\(text)\" has text after a bracket")
        }
      } else {
        let key = rest.prefix { $0 != "[" && $0 != "." }
        guard !key.isEmpty else {
          throw Malformed(message: "the pattern \"\(text)\" has an empty key")
        }
        steps.append(.key(String(key)))
        rest = rest.dropFirst(key.count)
      }
    }
    self.steps = steps
    try requireShape()
  }

  /// Refuses what is meant to be a path and begins with no field that is promoted.
  private static func requireEntry(_ text: String, first: String) throws(Malformed) {
    guard text.contains("["), !first.contains("/") else { return }
    let known = shapes.map(\.first)
    throw Malformed(
      message: "the pattern \"\(text)\" names no field that is promoted: \"\(first)\" is none of "
        + known.joined(separator: ", "),
      help: Spelling.nearest(to: first, among: known).map { "did you mean \($0)?" })
  }

  /// Refuses a path that no field can have: a field's entries, then a key, then for literals an entry.
  private func requireShape() throws(Malformed) {
    guard case .key(let first)? = steps.first,
      let shape = Self.shapes.first(where: { $0.first == first }), steps.count > 1
    else { return }
    guard case .entry = steps[1] else {
      throw Malformed(
        message: "the pattern \"\(description)\" names no field: the entries of \(first) come in "
          + "brackets", help: "as in \(first)[*]")
    }
    guard steps.count > 2 else { return }
    guard case .key(let key) = steps[2], shape.keys.contains(key) else {
      var help: String?
      if case .key(let key) = steps[2] {
        help = Spelling.nearest(to: key, among: shape.keys).map { "did you mean \($0)?" }
      }
      throw Malformed(
        message: "the pattern \"\(description)\" names no field that is promoted: those of "
          + "\(first) are \(shape.keys.joined(separator: ", "))", help: help)
    }
    var rest = steps[3...]
    if key == "literals", case .entry? = rest.first { rest = rest.dropFirst() }
    guard rest.isEmpty else {
      throw Malformed(
        message: "the pattern \"\(description)\" names no field: nothing is inside \(key)")
    }
  }

  /// Whether the pattern names the field, or a part of it.
  package func matches(_ field: PromotedField) -> Bool {
    field.paths.contains { path in
      if case .entry(let glob)? = steps.first {
        return path.contains { step in
          guard case .entry(let name) = step else { return false }
          return Self.matches(glob, name)
        }
      }
      return steps.count <= path.count && zip(steps, path).allSatisfy(Self.matches)
    }
  }

  private static func matches(_ pattern: Step, _ step: Step) -> Bool {
    switch (pattern, step) {
    case (.key(let left), .key(let right)): left == right
    case (.entry(let glob), .entry(let name)): matches(glob, name)
    default: false
    }
  }

  /// Linear in the texts: of several stars only the last is ever tried again.
  static func matches(_ glob: String, _ name: String) -> Bool {
    let (glob, name) = (Array(glob.utf8), Array(name.utf8))
    var (position, index) = (0, 0)
    var star: (position: Int, index: Int)?
    while index < name.count {
      if position < glob.count, glob[position] == UInt8(ascii: "*") {
        star = (position, index)
        position += 1
      } else if position < glob.count, glob[position] == name[index] {
        position += 1
        index += 1
      } else if let last = star {
        star = (last.position, last.index + 1)
        (position, index) = (last.position + 1, last.index + 1)
      } else {
        return false
      }
    }
    return glob[position...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
