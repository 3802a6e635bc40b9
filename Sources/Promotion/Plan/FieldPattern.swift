/// Names fields of kustomizations: `images[*].newTag`, `replicas[loan-*].count`, or a bare name.
///
/// A pattern without a known first key names every field of the entries that it fits, as
/// `registry.example.com/ml/*` does. A pattern that is the beginning of a field's path names the
/// field. `*` stands for any characters.
package struct FieldPattern: Hashable, Sendable, CustomStringConvertible {
  /// The pattern as it was written.
  package let description: String
  private let steps: [Step]

  enum Step: Hashable, Sendable {
    case key(String)
    case entry(String)
  }

  /// Why a text is no pattern.
  package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence, lower case, no full stop.
    package var message: String
    package var description: String { message }
  }

  private static let firstKeys = ["images", "replicas", "configMapGenerator"]

  package init(_ text: String) throws(Malformed) {
    description = text
    guard !text.isEmpty else { throw Malformed(message: "a pattern must not be empty") }
    let first = text.prefix { $0 != "[" && $0 != "." }
    guard Self.firstKeys.contains(String(first)) else {
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
