import YAML

/// A path of fields through a schema: `.spec.size`, `['a.b']`.
struct SchemaPath {
  let steps: [Validation.Step]
  /// The schema of the value at its end; nil where the schema says nothing of it.
  let schema: Fields?

  /// Why a text is no path of a schema, in the server's words.
  struct Fault: Error {
    let message: String
  }

  /// - Parameter allowsBrackets: whether a step may stand in brackets and quotes.
  init(_ text: String, in root: Fields, allowsBrackets: Bool = true) throws(Fault) {
    var tokens = Self.tokens(text)[...]
    var steps: [Validation.Step] = []
    var schema: Fields? = root
    while let token = tokens.popFirst() {
      switch token {
      case ".":
        guard let name = tokens.popFirst() else { throw .end }
        try Self.go(to: name, &steps, &schema)
      case "[":
        guard allowsBrackets else { throw Fault(message: "array notation is not allowed") }
        guard let quoted = tokens.popFirst() else { throw .end }
        guard quoted.count >= 2, quoted.hasPrefix("'"), quoted.hasSuffix("'") else {
          throw Fault(message: "expected single quoted string but got \(quoted)")
        }
        try Self.go(to: Self.unescaped(quoted.dropFirst().dropLast()), &steps, &schema)
        guard let close = tokens.popFirst() else { throw .end }
        guard close == "]" else { throw Fault(message: "expected ] but got \(close)") }
      default: throw Fault(message: "expected [ or . but got: \(token)")
      }
    }
    self.steps = steps
    self.schema = schema
  }

  private static func go(
    to name: String, _ steps: inout [Validation.Step], _ schema: inout Fields?
  ) throws(Fault) {
    guard let current = schema else { throw .unknown }
    let properties = current.value("properties")
    if !properties.isEmpty {
      guard let next = properties[name] else { throw .unknown }
      steps.append(.field(name))
      schema = next.mapping ?? Mapping()
    } else if current.has("additionalProperties") {
      steps.append(.key(name))
      schema = current.object("additionalProperties")
    } else {
      throw .unknown
    }
  }

  /// The points and brackets, and what stands between them; quotes hide both.
  private static func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    var rest = text[...]
    while let first = rest.first {
      var end = rest.index(after: rest.startIndex)
      if first == "'" {
        while end < rest.endIndex {
          let isEnd = rest[end] == "'" && rest[rest.index(before: end)] != "\\"
          end = rest.index(after: end)
          if isEnd { break }
        }
      } else if !isDelimiter(first) {
        end = rest.firstIndex(where: isDelimiter) ?? rest.endIndex
      }
      tokens.append(String(rest[..<end]))
      rest = rest[end...]
    }
    return tokens
  }

  private static func isDelimiter(_ character: Character) -> Bool {
    character == "." || character == "[" || character == "]"
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      if character == "\\", !isEscaped {
        isEscaped = true
        continue
      }
      result.append(character)
      isEscaped = false
    }
    return result
  }
}

extension SchemaPath.Fault {
  fileprivate static let end = Self(message: "unexpected end of JSON path")
  fileprivate static let unknown = Self(message: "does not refer to a valid field")
}
