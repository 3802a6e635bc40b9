package import Diagnostics

/// A structure that an expression made: `Object.metadata{labels: {'a': 'b'}}`.
///
/// It is a value of the type that it names, whose fields are what was set; a field that was not is
/// absent, whatever its type. Where each field is written stays known, so that a host which makes
/// something of the value can point at the part of the expression that asked for it.
package final class StructureValue: OpaqueValue {
  /// The type that the expression names.
  package let type: CELType
  /// The fields by their names, in the order in which they are written.
  package let fields: MapValue
  /// Where the value of each field stands in the expression's source.
  package let places: [String: ByteRange]

  init(_ type: CELType, _ fields: MapValue, places: [String: ByteRange]) {
    self.type = type
    self.fields = fields
    self.places = places
  }

  /// The structure as an expression would write it.
  package var text: String {
    let fields = fields.entries.map { "\($0.key.goText): \($0.value.literal)" }
    return "\(type.name){\(fields.joined(separator: ", "))}"
  }

  /// Whether the other is a structure of the same type with equal fields.
  package func isEqual(to other: Value) -> Bool? {
    guard case .opaque(let other as StructureValue) = other else { return false }
    return type == other.type && Value.map(fields).isEqual(to: .map(other.fields)) == true
  }
}

/// A structure that is made anew, of its fields' values.
final class StructureStep: Step {
  private let type: CELType
  private let fields: MapStep
  private let places: [String: ByteRange]

  init(_ type: CELType, _ fields: MapStep, places: [String: ByteRange]) {
    self.type = type
    self.fields = fields
    self.places = places
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let value = fields.evaluate(&state)
    guard case .map(let map) = value else { return value }
    return .opaque(StructureValue(type, map, places: places))
  }
}
