import Kubernetes
import Values
import YAML

/// Reads the fields of one mapping of an object that the server accepts.
///
/// It judges nothing: what the validator refuses never comes here. A field that is absent or null
/// reads as its zero value, as the server decodes it.
struct ObjectReader {
  private let node: Node?
  private let path: FieldPath

  init(_ node: Node, at path: FieldPath = .root) {
    self.init(optional: node, at: path)
  }

  private init(optional node: Node?, at path: FieldPath) {
    self.node = node
    self.path = path
  }

  /// The field's node; nil when it is absent or null.
  private func value(_ name: String) -> Node? {
    guard let value = node?[name], !value.isNull else { return nil }
    return value
  }

  func string(_ name: String) -> String { value(name)?.string ?? "" }

  func strings(_ name: String) -> [String] {
    (value(name)?.elements ?? []).map { $0.string ?? "" }
  }

  /// An object field; an absent one reads as an empty object.
  func object(_ name: String) -> ObjectReader {
    ObjectReader(optional: value(name), at: path.appending(.key(name)))
  }

  /// An object field that may be absent.
  func optionalObject(_ name: String) -> ObjectReader? { value(name).map { _ in object(name) } }

  func objects(_ name: String) -> [ObjectReader] {
    (value(name)?.elements ?? []).enumerated().map { index, element in
      ObjectReader(element, at: path.appending(.key(name)).appending(.index(index)))
    }
  }

  /// A value of a closed set; nil when it is absent.
  func choice<Value: RawRepresentable>(_ name: String) -> Value? where Value.RawValue == String {
    value(name)?.string.flatMap(Value.init)
  }

  /// A selector; nil when it is absent.
  func selector(_ name: String) -> LabelSelector? {
    value(name).map { node in
      do throws(LabelSelector.ParsingError) {
        return try LabelSelector(node)
      } catch {
        preconditionFailure("the validator accepts a selector that cannot be read: \(error)")
      }
    }
  }

  /// The CEL source in a field.
  func expression(_ name: String) -> PolicyExpression {
    PolicyExpression(
      source: string(name), path: path.appending(.key(name)), scalar: value(name))
  }
}
