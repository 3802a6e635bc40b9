import Kubernetes
import Values
import YAML

/// Whether the server can merge an apply configuration into an object.
///
/// Follows the typed values of structured-merge-diff, in their words.
struct ApplyConfigurationCheck {
  /// What is wrong with a value, and where.
  struct Fault {
    var path: String
    var message: String

    func below(_ prefix: String) -> Fault { Fault(path: prefix + path, message: message) }
    var text: String { path.isEmpty ? message : "\(path): \(message)" }
  }

  /// What keeps a value from being read as one of that shape; nil where nothing does.
  static func refusal(of value: AppliedValue, as shape: MergeShape) -> String? {
    let faults = Self.faults(of: value, as: shape)
    guard faults.count > 1 else { return faults.first?.text }
    return (["errors:"] + faults.map { "  " + $0.text }).joined(separator: "\n")
  }

  private static func faults(of value: AppliedValue, as shape: MergeShape) -> [Fault] {
    switch shape {
    case .atomic(let shape): return faults(of: value, as: shape)
    case .scalar(let kind): return scalarFaults(of: value, kind)
    case .fields(let child): return fieldFaults(of: value, child)
    case .values(let element): return fieldFaults(of: value) { _ in element }
    case .list(let element):
      return listFaults(of: value) { index, item in
        (faults(of: item, as: element).map { $0.below("[\(index)]") }, true)
      }
    case .set(let element): return elementFaults(of: value, element, setKey)
    case .keyed(let keys, let element):
      return elementFaults(of: value, element) { item in key(of: item, keys) }
    case .untyped: return untypedFaults(of: value)
    }
  }

  // MARK: Scalars

  private static func scalarFaults(
    of value: AppliedValue, _ kind: MergeShape.ScalarKind
  ) -> [Fault] {
    let type = value.scalarType
    if type == .null { return [] }
    let isNumber = type == .integer || type == .float
    let message: String? =
      switch kind {
      case .number: isNumber ? nil : "expected numeric (int or float), got \(value.goTypeName)"
      case .string: type == .string ? nil : "expected string, got \(value.goSyntax)"
      case .boolean: type == .boolean ? nil : "expected boolean, got \(value.goValue)"
      case .any: type != nil ? nil : "expected any scalar, got \(value.goValue)"
      }
    return message.map { [Fault(path: "", message: $0)] } ?? []
  }

  // MARK: Maps

  private static func fieldFaults(
    of value: AppliedValue, _ child: (String) -> MergeShape?
  ) -> [Fault] {
    if value.isNull { return [] }
    guard let entries = value.entries else {
      return [Fault(path: "", message: "expected map, got \(value.goValue)")]
    }
    var result: [Fault] = []
    for (name, item) in entries {
      guard let shape = child(name) else {
        // The server stops at the first field that it does not know.
        return result + [Fault(path: ".\(name)", message: "field not declared in schema")]
      }
      result += faults(of: item, as: shape).map { $0.below(".\(name)") }
    }
    return result
  }

  private static func untypedFaults(of value: AppliedValue) -> [Fault] {
    if value.scalarType != nil { return [] }
    if value.items != nil {
      return listFaults(of: value) { index, item in
        (untypedFaults(of: item).map { $0.below("[\(index)]") }, true)
      }
    }
    return fieldFaults(of: value) { _ in .untyped }
  }

  // MARK: Lists

  private static func listFaults(
    of value: AppliedValue, _ visit: (Int, AppliedValue) -> (faults: [Fault], goesOn: Bool)
  ) -> [Fault] {
    if value.isNull { return [] }
    guard let items = value.items else {
      return [Fault(path: "", message: "expected list, got \(value.goValue)")]
    }
    var result: [Fault] = []
    for (index, item) in items.enumerated() {
      let (found, goesOn) = visit(index, item)
      result += found
      if !goesOn { break }
    }
    return result
  }

  /// What tells an element from others, or why nothing does.
  private enum Identity {
    case key(String)
    case none(String)
  }

  private static func elementFaults(
    of value: AppliedValue, _ element: MergeShape, _ identify: (AppliedValue) -> Identity
  ) -> [Fault] {
    var known: Set<String> = []
    return listFaults(of: value) { index, item in
      switch identify(item) {
      case .none(let reason):
        return ([Fault(path: "", message: "element \(index): \(reason)")], false)
      case .key(let key):
        var result: [Fault] = []
        if !known.insert(key).inserted {
          result.append(Fault(path: "", message: "duplicate entries for key \(key)"))
        }
        return (result + faults(of: item, as: element).map { $0.below(key) }, true)
      }
    }
  }

  private static func setKey(_ item: AppliedValue) -> Identity {
    if item.entries != nil {
      return .none("associative list without keys has an element that's a map type")
    }
    if item.items != nil { return .none("not supported: associative list with lists as elements") }
    if item.isNull {
      return .none("associative list without keys has an element that's an explicit null")
    }
    return .key("[=\(item.keyText)]")
  }

  private static func key(of item: AppliedValue, _ keys: [MergeShape.Key]) -> Identity {
    if item.isNull { return .none("associative list with keys may not have a null element") }
    guard let entries = item.entries else {
      return .none("associative list with keys may not have non-map elements")
    }
    let found = keys.sorted { $0.name < $1.name }.compactMap { key -> String? in
      if let value = entries.first(where: { $0.name == key.name })?.value {
        return "\(key.name)=\(value.keyText)"
      }
      return key.fallback.map { fallback in
        "\(key.name)=\(Int(fallback) == nil ? fallback.goQuoted : fallback)"
      }
    }
    guard !found.isEmpty || keys.isEmpty else {
      let names = keys.map(\.name.goQuoted).joined(separator: " ")
      return .none(
        "associative list with keys has an element that omits all key fields [\(names)] (and "
          + "doesn't have default values for any key fields)")
    }
    return .key("[\(found.joined(separator: ","))]")
  }

  // MARK: Atomic values

  /// The places of values that would replace another as a whole, which no policy may set: what it
  /// does not name would be gone.
  static func atomics(in value: AppliedValue, as shape: MergeShape, path: String = "") -> [String] {
    switch shape {
    case .scalar: return []
    case .atomic(let inner):
      return (value.entries == nil ? [] : [path]) + atomics(in: value, as: inner, path: path)
    case .fields(let child):
      return (value.entries ?? []).flatMap { name, item in
        child(name).map { atomics(in: item, as: $0, path: "\(path).\(name)") } ?? []
      }
    case .values: return []
    case .list(let element):
      return (value.items == nil ? [] : [path]) + atomics(inElements: value, element, path)
    case .keyed(_, let element), .set(let element):
      return atomics(inElements: value, element, path)
    case .untyped: return value.items == nil ? [] : [path]
    }
  }

  private static func atomics(
    inElements value: AppliedValue, _ element: MergeShape, _ path: String
  ) -> [String] {
    (value.items ?? []).enumerated().flatMap { index, item in
      atomics(in: item, as: element, path: "\(path)[\(index)]")
    }
  }
}

extension AppliedValue {
  /// The type of a scalar; nil for anything else.
  fileprivate var scalarType: ScalarType? {
    guard case .node(let node) = self else { return nil }
    return node.scalar?.type
  }

  /// Whether the merge takes the value for a null.
  fileprivate var isNull: Bool { scalarType == .null }

  fileprivate var entries: [(name: String, value: AppliedValue)]? {
    switch self {
    case .map(let fields, _): fields
    case .node(let node): node.mapping?.entries.map { ($0.name, .node($0.value)) }
    default: nil
    }
  }

  fileprivate var items: [AppliedValue]? {
    switch self {
    case .list(let elements, _): elements
    case .node(let node): node.elements?.map { .node($0) }
    default: nil
    }
  }

  /// The value as it stands in the key of an element.
  fileprivate var keyText: String {
    if case .node(let node) = self, let scalar = node.scalar {
      return scalar.type == .string ? scalar.text.goQuoted : scalar.text
    }
    return goText
  }

  fileprivate var goTypeName: String {
    switch self {
    case .null: return "structpb.NullValue"
    case .map: return "map[string]interface {}"
    case .list: return "[]interface {}"
    case .unreadable(_, let type): return type
    case .node(let node):
      switch node.content {
      case .mapping: return "map[string]interface {}"
      case .sequence: return "[]interface {}"
      case .scalar(let scalar):
        switch scalar.type {
        case .string: return "string"
        case .boolean: return "bool"
        case .integer: return "int64"
        case .float: return "float64"
        case .null: return "<nil>"
        }
      }
    }
  }

  /// The value as Go's `%v` prints it.
  private var goText: String {
    switch self {
    case .null: return "NULL_VALUE"
    case .unreadable(let text, _): return text
    case .map, .list, .node:
      if let entries {
        return
          "map[\(entries.map { "\($0.name):\($0.value.goText)" }.sorted().joined(separator: " "))]"
      }
      if let items { return "[\(items.map(\.goText).joined(separator: " "))]" }
      if case .node(let node) = self { return node.scalarText ?? "<nil>" }
      return ""
    }
  }

  /// The wrapper of a value as Go's `%v` prints it.
  fileprivate var goValue: String { "&{\(goText)}" }

  /// The wrapper of a value as Go's `%#v` prints it.
  fileprivate var goSyntax: String {
    if case .null = self { return "&value.valueUnstructured{Value:0}" }
    return "&value.valueUnstructured{Value:\(goText)}"
  }
}
