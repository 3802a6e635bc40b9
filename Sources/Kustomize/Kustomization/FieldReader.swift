import Diagnostics
import YAML

/// What is wrong with a file, collected so that one problem does not hide the next.
final class Problems {
  var diagnostics: [Diagnostic] = []

  func error(
    _ rule: RuleID, _ message: String, at location: Location?, related: [Label] = [],
    help: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        rule: rule, severity: .error, message: message, primary: location, related: related,
        help: help))
  }

  func check() throws(RenderError) {
    if diagnostics.contains(where: { $0.severity == .error }) { throw RenderError(diagnostics) }
  }
}

/// Reads the fields of one mapping as typed values.
///
/// Names are matched as Kustomize's JSON decoder does: exactly, and failing that whatever the case
/// of their letters.
struct FieldReader {
  private let node: Node
  private let fields: [String: Node]
  private let what: String
  private let mode: Mode
  let problems: Problems

  /// How Kustomize decodes a kind of file.
  enum Mode: Sendable {
    /// A kustomization: an unknown field is an error, and so is a number in place of a string.
    case kustomization
    /// A configuration: an unknown field is an error, and a number is taken for its text.
    case configuration
    /// The configuration of a plug-in: unknown fields are passed over.
    case plugin
  }

  /// - Parameters:
  ///   - known: every field that the mapping may have.
  ///   - what: names the mapping in messages, as `an image`.
  init(
    _ node: Node, known: [String], what: String, mode: Mode = .kustomization, problems: Problems
  ) {
    self.node = node
    self.what = what
    self.mode = mode
    self.problems = problems
    var fields: [String: Node] = [:]
    if let mapping = node.mapping {
      let folded = Dictionary(known.map { ($0.lowercased(), $0) }, uniquingKeysWith: { $1 })
      for entry in mapping.entries {
        if let name = folded[entry.name] ?? folded[entry.name.lowercased()] {
          if !entry.value.isNull { fields[name] = entry.value }
        } else if mode != .plugin {
          Self.report(unknown: entry, known: known, what: what, to: problems)
        }
      }
    } else if !node.isNull {
      problems.error(
        .invalidField, "\(what) must be a mapping, not a \(node.kindName)",
        at: node.origin.location)
    }
    self.fields = fields
  }

  private static func report(
    unknown entry: Mapping.Entry, known: [String], what: String, to problems: Problems
  ) {
    let nearest = Spelling.nearest(to: entry.name, among: known)
    problems.error(
      .unknownField, "\(what) has no field \"\(entry.name)\"", at: entry.key.origin.location,
      help: nearest.map { "did you mean \"\($0)\"?" })
  }

  var origin: Origin { node.origin }

  func has(_ name: String) -> Bool { fields[name] != nil }

  func node(_ name: String) -> Node? { fields[name] }

  func text(_ name: String) -> SourcedText? {
    fields[name].flatMap { text($0, of: name) }
  }

  /// A text that is not empty.
  func filledText(_ name: String) -> SourcedText? {
    text(name).flatMap { $0.value.isEmpty ? nil : $0 }
  }

  private func text(_ node: Node, of name: String) -> SourcedText? {
    if node.isNull { return SourcedText("", node.origin) }
    if mode != .kustomization, let text = node.scalar?.goText {
      return SourcedText(text, node.origin)
    }
    guard let text = node.string else {
      let hint = node.scalar == nil ? nil : "put it in quotes"
      problems.error(
        .invalidField, "\(name) must be a string, not a \(node.kindName)",
        at: node.origin.location, help: hint)
      return nil
    }
    return SourcedText(text, node.origin, style: node.scalar?.style ?? .plain)
  }

  func flag(_ name: String) -> Bool {
    guard let node = fields[name] else { return false }
    guard let value = node.scalar?.boolean else {
      problems.error(
        .invalidField, "\(name) must be true or false, not a \(node.kindName)",
        at: node.origin.location)
      return false
    }
    return value
  }

  func integer(_ name: String) -> Sourced<Int>? {
    guard let node = fields[name] else { return nil }
    let value = node.scalar?.integer ?? node.scalar?.number.flatMap { Int(exactly: $0) }
    guard let value, node.scalar?.type != .string else {
      problems.error(
        .invalidField, "\(name) must be an integer, not a \(node.kindName)",
        at: node.origin.location)
      return nil
    }
    return Sourced(value, node.origin)
  }

  /// The elements of a sequence; none where the field is absent.
  func elements(_ name: String) -> [Node] {
    guard let node = fields[name] else { return [] }
    guard let elements = node.elements else {
      problems.error(
        .invalidField, "\(name) must be a sequence, not a \(node.kindName)",
        at: node.origin.location)
      return []
    }
    return elements
  }

  func texts(_ name: String) -> [SourcedText] {
    elements(name).compactMap { text($0, of: "each of \(name)") }
  }

  func pairs(_ name: String) -> [SourcedPair] {
    guard let node = fields[name] else { return [] }
    guard let mapping = node.mapping else {
      problems.error(
        .invalidField, "\(name) must be a mapping, not a \(node.kindName)",
        at: node.origin.location)
      return []
    }
    return mapping.entries.compactMap { entry in
      text(entry.value, of: "\(name).\(entry.name)").map {
        SourcedPair(
          key: SourcedText(entry.key.scalar?.goText ?? entry.name, entry.key.origin), value: $0)
      }
    }
  }

  /// A reader of the mapping in a field, or nil where the field is absent.
  func reader(_ name: String, known: [String], what: String) -> FieldReader? {
    fields[name].map {
      FieldReader($0, known: known, what: what, mode: mode, problems: problems)
    }
  }
}

extension Scalar {
  /// The text that a number or a boolean becomes where a string is wanted.
  fileprivate var goText: String? {
    switch type {
    case .boolean: boolean.map { $0 ? "true" : "false" }
    case .integer: integer.map(String.init)
    case .float: number.map(NumberFormat.go)
    case .string, .null: nil
    }
  }
}
