import Diagnostics
import YAML

/// Takes a mapping's fields one by one and reports what nobody took.
struct FieldReader {
  private let node: Node
  private let subject: String
  private var known: [String] = []
  private var diagnostics: [Diagnostic]

  /// A text with the place that holds it.
  struct Text {
    var text: String
    var location: Location?
  }

  /// - Parameters:
  ///   - subject: what the mapping is, for messages: `an environment`.
  ///   - diagnostics: what was found before, which ``finish()`` returns with what is found here.
  init(_ node: Node, describing subject: String, into diagnostics: [Diagnostic]) {
    self.node = node
    self.subject = subject
    self.diagnostics = diagnostics
    if node.mapping == nil {
      report("\(subject) must be a mapping, not a \(node.kindName)", at: node.origin.location)
    }
  }

  mutating func take(_ name: String) -> Node? {
    known.append(name)
    return node.mapping?[name]
  }

  mutating func text(_ name: String) -> Text? {
    guard let value = take(name) else { return nil }
    return text(of: value, named: name)
  }

  mutating func requiredText(_ name: String) -> Text? {
    if node.mapping != nil, node.mapping?[name] == nil {
      report("\(subject) needs \(name)", at: node.origin.location)
    }
    return text(name)
  }

  mutating func boolean(_ name: String) -> Bool? {
    guard let value = take(name) else { return nil }
    guard let boolean = value.scalar?.boolean else {
      report("\(name) must be true or false", at: value.origin.location)
      return nil
    }
    return boolean
  }

  mutating func list(_ name: String) -> [Node] {
    guard let value = take(name) else { return [] }
    return elements(of: value, named: name)
  }

  mutating func elements(of value: Node, named name: String) -> [Node] {
    guard let elements = value.elements else {
      report("\(name) must be a list, not a \(value.kindName)", at: value.origin.location)
      return []
    }
    return elements
  }

  mutating func text(of value: Node, named name: String) -> Text? {
    guard let text = value.scalarText, !text.isEmpty else {
      report("\(name) must be a string, not a \(value.kindName)", at: value.origin.location)
      return nil
    }
    return Text(text: text, location: value.origin.location)
  }

  mutating func report(_ message: String, at location: Location?, help: String? = nil) {
    diagnostics.append(
      Diagnostic(
        rule: "pipeline/configuration", severity: .error, message: message, primary: location,
        help: help))
  }

  /// All findings, with one for each field that was not taken.
  consuming func finish() -> [Diagnostic] {
    for entry in node.mapping?.entries ?? [] where !known.contains(entry.name) {
      report(
        "\(subject) has no field \"\(entry.name)\"", at: entry.key.origin.location,
        help: Spelling.nearest(to: entry.name, among: known).map { "did you mean \($0)?" })
    }
    return diagnostics
  }
}
