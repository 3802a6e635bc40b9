import Diagnostics
import Testing
import YAML

/// A text, a change, and the text that must come of it.
struct EditCase: Sendable, CustomTestStringConvertible {
  var before: String
  var change: Change
  var after: String
  var document = 0

  enum Change: Sendable, CustomStringConvertible {
    case set(FieldPath, Node)
    case append(FieldPath, Node)
    case insert(FieldPath, Node)
    case remove(FieldPath)
    case rename(FieldPath, String)

    var description: String {
      switch self {
      case .set(let path, let value): "set \(path) to a \(value.kindName)"
      case .append(let path, let value): "append a \(value.kindName) to \(path)"
      case .insert(let path, let value): "insert a \(value.kindName) at \(path)"
      case .remove(let path): "remove \(path)"
      case .rename(let path, let name): "call \(path) \(name)"
      }
    }
  }

  init(_ before: String, _ change: Change, _ after: String, document: Int = 0) {
    self.before = before
    self.change = change
    self.after = after
    self.document = document
  }

  var testDescription: String { "\(before.debugDescription) \(change)".prefix(120).description }

  func make(in editor: inout SourceEditor) throws(EditError) {
    switch change {
    case .set(let path, let value): try editor.set(path, to: value, inDocument: document)
    case .append(let path, let value): try editor.append(value, to: path, inDocument: document)
    case .insert(let path, let value): try editor.insert(value, at: path, inDocument: document)
    case .remove(let path): try editor.remove(path, inDocument: document)
    case .rename(let path, let name): try editor.rename(path, to: name, inDocument: document)
    }
  }
}

extension Node: ExpressibleByStringLiteral {
  /// A string value, to keep tables of cases short.
  package init(stringLiteral text: String) { self = .string(text) }
}

extension Node {
  static func map(_ entries: KeyValuePairs<String, Node>) -> Node {
    Node(Mapping(entries: entries.map { Mapping.Entry(key: .string($0), value: $1) }))
  }
}
