/// How the server merges the values of a field when an object is applied, and what they may be.
///
/// `x-kubernetes-list-type`, `x-kubernetes-list-map-keys` and `x-kubernetes-map-type` say it in a
/// schema. It is one of three notions of what makes two elements of a list the same; the others are
/// the merge keys of a patch in the schema of today (``FieldSchema/patchMergeKey``) and in the
/// older one that Kustomize embeds (``StrategicMergeSchema``). A container's ports are told apart by
/// port and protocol when they are applied, and by the port alone in a patch.
package indirect enum MergeShape: Sendable {
  case scalar(ScalarKind)
  /// An object whose fields are merged one by one; nil for a field that it cannot have.
  case fields(@Sendable (String) -> MergeShape?)
  /// A map whose values are merged one by one.
  case values(MergeShape)
  /// A list whose elements are told apart by some of their fields.
  case keyed([Key], element: MergeShape)
  /// A list without duplicates, of scalars.
  case set(element: MergeShape)
  /// A list that is replaced as a whole.
  case list(element: MergeShape)
  /// An object or a map that is replaced as a whole; its shape otherwise.
  case atomic(MergeShape)
  /// A value of which nothing is known: a map is merged, everything else is replaced.
  case untyped

  /// What a scalar may be.
  package enum ScalarKind: Sendable {
    case number, string, boolean
    /// Any of these, as a quantity or a time.
    case any
  }

  /// A field by which elements are told apart, and its default.
  package struct Key: Sendable {
    /// The name of the field, in each element.
    package let name: String
    /// The value that an element without the field has, as text; nil where there is none.
    package let fallback: String?

    /// A key of a schema that is not built in.
    package init(name: String, fallback: String?) {
      self.name = name
      self.fallback = fallback
    }
  }

  /// The shape of an object of a built-in type.
  package init(_ schema: ObjectSchema) {
    let fields = MergeShape.fields { name in schema.field(name).map { MergeShape($0) } }
    self = schema.isAtomic ? .atomic(fields) : fields
  }

  /// The shape of a field of a built-in type.
  package init(_ field: FieldSchema) {
    switch field.type.kind {
    case .object:
      let shape = Self(field.type)
      if case .fields = shape, field.isAtomicMap { self = .atomic(shape) } else { self = shape }
    case .map:
      let values = MergeShape.values(field.type.element.map { Self($0) } ?? .untyped)
      self = field.isAtomicMap ? .atomic(values) : values
    case .list:
      let element = field.type.element.map { Self($0) } ?? .untyped
      switch field.listKind {
      case .map: self = Self.keyed(field, element)
      case .set: self = .set(element: element)
      case .atomic, nil: self = .list(element: element)
      }
    default: self = Self(field.type)
    }
  }

  /// The shape of a value whose field says nothing of how it is merged.
  private init(_ type: ValueType) {
    switch type.kind {
    case .object: self = type.object.map { MergeShape($0) } ?? .untyped
    case .map: self = .values(type.element.map { Self($0) } ?? .untyped)
    case .list: self = .list(element: type.element.map { Self($0) } ?? .untyped)
    case .int32, .int64, .number: self = .scalar(.number)
    case .boolean: self = .scalar(.boolean)
    case .string, .bytes: self = .scalar(.string)
    case .quantity, .intOrString, .time, .microTime: self = .scalar(.any)
    case .any: self = .untyped
    }
  }

  private static func keyed(_ field: FieldSchema, _ element: MergeShape) -> MergeShape {
    guard let schema = field.type.element?.object else { return .list(element: element) }
    let keys = field.mapKeys.map { name in
      Key(name: name, fallback: schema.field(name).flatMap(fallback))
    }
    return .keyed(keys, element: element)
  }

  /// The default that the schema declares; of a field that is always written, its zero value.
  private static func fallback(_ field: FieldSchema) -> String? {
    if let json = field.defaultJSON { return unquoted(json) }
    guard field.presence == .alwaysWritten else { return nil }
    switch field.type.kind {
    case .int32, .int64, .number: return "0"
    default: return ""
    }
  }

  private static func unquoted(_ json: String) -> String {
    json.count > 1 && json.hasPrefix("\"") ? String(json.dropFirst().dropLast()) : json
  }
}
