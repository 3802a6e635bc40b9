import CEL

/// The types of what a mutation makes, which only its own expression may name.
///
/// The server checks no field of an apply configuration before the object is at hand: `Object` and
/// every `Object.<field>…` have any field, of any type.
enum PatchTypes {
  /// An apply configuration, `Object{spec: Object.spec{replicas: 3}}`.
  static let object = CELType.object("Object")
  /// One operation, `JSONPatch{op: 'add', path: '/spec/replicas', value: 3}`.
  static let jsonPatch = CELType.object("JSONPatch")

  static func hasType(named name: String) -> Bool {
    name == jsonPatch.name || name == object.name || name.hasPrefix("\(object.name).")
  }

  /// - Precondition: `typeName` is one of these types.
  static func type(ofField field: String, in typeName: String) -> CELType? {
    guard typeName == jsonPatch.name else { return .dyn }
    return ["op": .string, "path": .string, "from": .string, "value": .dyn][field]
  }
}
