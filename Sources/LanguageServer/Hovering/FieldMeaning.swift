import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// What a field of a kind is: its type, its default, and since when there is one.
struct FieldMeaning: Sendable {
  /// In words, as `list of Container`.
  var type: String
  /// What its definition says of it.
  var text: String?
  /// What the server takes where it is absent, as JSON.
  var defaultValue: String?
  /// The values that it may have; none where any may be.
  var allowedValues: [String] = []
  var history: FieldHistory?
  /// Whether it holds others, and no value by itself.
  var isCollection = false
}

/// The fields that the objects of a kind have at a place.
enum FieldShape {
  case builtIn(ValueType)
  case object(ObjectSchema)
  /// A part of a schema of a CustomResourceDefinition.
  case custom(Node)
  case kustomization(KustomizationShape)

  /// What an object of a kind is made of; nil where nothing is known of the kind.
  ///
  /// - Parameter definition: what defines the kind, where it is not built in.
  init?(_ gvk: GroupVersionKind, _ facts: Facts, _ definition: CustomResourceDefinition?) {
    if let schema = facts.schema(of: gvk) {
      self = .object(schema)
      return
    }
    let version = definition?.versions.first { $0.name == gvk.version }
    guard let schema = version?.node["schema"]?["openAPIV3Schema"] else { return nil }
    self = .custom(schema)
  }

  /// The names of the fields, each with what it is.
  func fields(_ facts: Facts) -> [(name: String, meaning: FieldMeaning)] {
    switch self {
    case .object(let schema): schema.fields.map { ($0.name, FieldMeaning($0)) }
    case .builtIn(let type):
      type.object.map { FieldShape.object($0).fields(facts) } ?? []
    case .custom(let node):
      (node["properties"]?.mapping?.entries ?? []).map { ($0.name, FieldMeaning(schema: $0.value)) }
    case .kustomization(let shape): shape.fields.map { ($0.name, FieldMeaning($0)) }
    }
  }

  /// The shape one step further in, with what it is; nil where no such field is known.
  func next(_ step: FieldPath.Step, _ facts: Facts) -> (shape: FieldShape, meaning: FieldMeaning)? {
    switch (self, step) {
    case (.object(let schema), .key(let name)):
      return schema.field(name).map { (.builtIn($0.type), FieldMeaning($0)) }
    case (.builtIn(let type), _):
      if let object = type.object { return FieldShape.object(object).next(step, facts) }
      guard let element = type.element else { return nil }
      switch (type.kind, step) {
      case (.list, .index), (.map, .key): return (.builtIn(element), FieldMeaning(element))
      default: return nil
      }
    case (.custom(let node), .key("metadata")) where node["properties"]?["kind"] != nil:
      let name = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
      return facts.schema(named: name).map { (.object($0), FieldMeaning(type: "ObjectMeta")) }
    case (.custom(let node), .key(let name)):
      let inner = node["properties"]?[name] ?? node["additionalProperties"]
      guard let inner, inner.mapping != nil else { return nil }
      return (.custom(inner), FieldMeaning(schema: inner))
    case (.custom(let node), .index):
      return node["items"].map { (.custom($0), FieldMeaning(schema: $0)) }
    case (.kustomization(let shape), .key(let name)):
      if case .pairs = shape { return (.kustomization(.text()), FieldMeaning(.text())) }
      return shape.fields.first { $0.name == name }.map {
        (.kustomization($0.shape), FieldMeaning($0))
      }
    case (.kustomization(let shape), .index):
      return shape.element.map { (.kustomization($0), FieldMeaning($0)) }
    case (.object, .index): return nil
    }
  }

  /// The shape at the end of a path, with what it is.
  func at(_ path: FieldPath, _ facts: Facts) -> (shape: FieldShape, meaning: FieldMeaning)? {
    var found: (shape: FieldShape, meaning: FieldMeaning) = (
      self, FieldMeaning(type: "object", isCollection: true)
    )
    for step in path.steps {
      guard let next = found.shape.next(step, facts) else { return nil }
      // What is said of a list's elements stands at the list.
      let allowed = found.meaning.allowedValues
      found = next
      if case .index = step, found.meaning.allowedValues.isEmpty {
        found.meaning.allowedValues = allowed
      }
    }
    return found
  }
}

extension FieldMeaning {
  init(_ field: FieldSchema) {
    self.init(field.type)
    defaultValue = field.defaultJSON
    allowedValues = field.allowedValues
    history = field.history
  }

  init(_ type: ValueType) {
    self.type = type.words
    isCollection = [.object, .list, .map].contains(type.kind)
    if type.kind == .boolean { allowedValues = ["true", "false"] }
  }

  /// - Parameter schema: a part of a definition's.
  init(schema: Node) {
    var type = schema["type"]?.string ?? "any value"
    if schema["x-kubernetes-int-or-string"]?.scalar?.boolean == true { type = "integer or string" }
    if type == "array", let item = schema["items"]?["type"]?.string { type = "list of \(item)" }
    self.type = type
    isCollection = ["array", "object"].contains(schema["type"]?.string)
    text = schema["description"]?.string
    defaultValue = schema["default"]?.json
    allowedValues = (schema["enum"]?.elements ?? []).compactMap(\.scalarText)
    if type == "boolean", allowedValues.isEmpty { allowedValues = ["true", "false"] }
  }
}

extension FieldMeaning {
  init(_ field: KustomizationField) {
    self.init(field.shape)
    text =
      field.successor.map { "\(field.meaning); deprecated, use \($0) instead" } ?? field.meaning
    defaultValue = field.defaultValue
  }

  init(_ shape: KustomizationShape) {
    type = shape.words
    switch shape {
    case .text(let values): allowedValues = values
    case .list(.text(let values)): (allowedValues, isCollection) = (values, true)
    case .flag: allowedValues = ["true", "false"]
    case .list, .mapping, .pairs: isCollection = true
    case .place, .integer, .any: break
    }
  }
}

extension KustomizationShape {
  /// The type in words.
  fileprivate var words: String {
    switch self {
    case .text: "string"
    case .place(.component): "directory"
    case .place(.resource): "path or URL"
    case .place: "path"
    case .flag: "boolean"
    case .integer: "integer"
    case .pairs: "map of string"
    case .list(let element): "list of \(element.words)"
    case .mapping: "mapping"
    case .any: "any value"
    }
  }
}

extension ValueType {
  /// The type in words.
  fileprivate var words: String {
    switch kind {
    case .object: object?.shortName ?? "object"
    case .list: "list of \(element?.words ?? "any value")"
    case .map: "map of \(element?.words ?? "any value")"
    case .intOrString: "integer or string"
    case .int32, .int64: "integer"
    case .microTime, .time: "time (RFC 3339)"
    case .bytes: "bytes in Base64"
    case .any: "any value"
    case .string, .number, .boolean, .quantity: "\(kind)"
    }
  }
}
