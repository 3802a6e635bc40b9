/// How the server merges the values of a field when an object is applied.
///
/// `x-kubernetes-list-type`, `x-kubernetes-list-map-keys` and `x-kubernetes-map-type` say it in a
/// schema. It is one of three notions of what makes two elements of a list the same; the others are
/// the merge keys of a patch in the schema of today (``FieldSchema/patchMergeKey``) and in the
/// older one that Kustomize embeds (``StrategicMergeSchema``). A container's ports are told apart by
/// port and protocol when they are applied, and by the port alone in a patch.
package indirect enum MergeShape: Sendable {
  /// A scalar, or a list or map that is replaced as a whole.
  case whole
  /// An object whose fields are merged one by one.
  case fields(@Sendable (String) -> MergeShape)
  /// A map whose values are merged one by one.
  case values(MergeShape)
  /// A list whose elements are told apart by some of their fields.
  case keyed([Key], element: MergeShape)
  /// A list without duplicates.
  case set

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
    guard !schema.isAtomic else {
      self = .whole
      return
    }
    self = .fields { name in schema.field(name).map { MergeShape($0) } ?? .whole }
  }

  /// The shape of a field of a built-in type.
  package init(_ field: FieldSchema) {
    switch field.type.kind {
    case .object: self = field.isAtomicMap ? .whole : Self(element: field.type)
    case .map:
      guard !field.isAtomicMap, let element = field.type.element else {
        self = .whole
        return
      }
      self = .values(Self(element: element))
    case .list:
      switch field.listKind {
      case .map: self = Self.keyed(field)
      case .set: self = .set
      case .atomic, nil: self = .whole
      }
    default: self = .whole
    }
  }

  private init(element type: ValueType) {
    self = type.object.map { MergeShape($0) } ?? .whole
  }

  private static func keyed(_ field: FieldSchema) -> MergeShape {
    guard let element = field.type.element, let schema = element.object else { return .whole }
    let keys = field.mapKeys.map { name in
      Key(name: String(name), fallback: schema.field(String(name))?.defaultJSON.map(unquoted))
    }
    return .keyed(keys, element: Self(element: element))
  }

  private static func unquoted(_ json: String) -> String {
    json.count > 1 && json.hasPrefix("\"") ? String(json.dropFirst().dropLast()) : json
  }
}
