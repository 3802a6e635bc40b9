/// The type of an expression or of a value.
package indirect enum CELType: Hashable, Sendable {
  /// Not known before evaluation; agrees with every type.
  case dyn
  /// The type of an expression that has been reported already; agrees with every type.
  case error
  case null, bool, int, uint, double, string, bytes, timestamp, duration
  case list(CELType)
  case map(CELType, CELType)
  /// A declared type with fields that a ``TypeProvider`` knows, or none.
  case object(String)
  /// An abstract type with parameters, such as `optional_type`.
  case opaque(String, [CELType])
  /// A type that stands for any type within one signature.
  case parameter(String)
  /// A type that the checker has still to find, by its number within the expression.
  case variable(Int)
  /// The type of types; nil inside when it is not known which.
  case type(CELType?)

  /// The type of `optional.of(x)`.
  package static func optional(_ wrapped: CELType) -> CELType {
    .opaque(optionalName, [wrapped])
  }

  static let optionalName = "optional_type"

  /// The types that the type is made of, in order.
  var parameters: [CELType] {
    switch self {
    case .list(let element): [element]
    case .map(let key, let value): [key, value]
    case .opaque(_, let parameters): parameters
    case .type(let inner?): [inner]
    default: []
    }
  }

  /// The type that an optional wraps; nil when it is none.
  var wrapped: CELType? {
    guard case .opaque(CELType.optionalName, let parameters) = self else { return nil }
    return parameters.first
  }

  var isDyn: Bool {
    if case .dyn = self { true } else { false }
  }

  var isDynOrError: Bool {
    switch self {
    case .dyn, .error: true
    default: false
    }
  }

  /// Whether nothing in the type is left open.
  var isGround: Bool {
    switch self {
    case .parameter, .variable: false
    case .list(let element): element.isGround
    case .map(let key, let value): key.isGround && value.isGround
    case .opaque(_, let parameters): parameters.allSatisfy(\.isGround)
    case .type(let inner): inner?.isGround ?? true
    default: true
    }
  }

  /// The name without parameters: `list`, `google.protobuf.Timestamp`.
  package var name: String {
    switch self {
    case .dyn: "dyn"
    case .error: "*error*"
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .list: "list"
    case .map: "map"
    case .object(let name), .opaque(let name, _), .parameter(let name): name
    case .variable(let number): "_var\(number)"
    case .type: "type"
    }
  }

  /// The type as the compiler's messages spell it: `timestamp`, `list(int)`.
  package var displayName: String {
    switch self {
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .null: "null"
    case .error: "!error!"
    default: spelled(\.displayName)
    }
  }

  private func spelled(_ spelling: (CELType) -> String) -> String {
    let parameters = parameters
    guard !parameters.isEmpty else { return name }
    return "\(name)(\(parameters.map(spelling).joined(separator: ", ")))"
  }
}

extension CELType: CustomStringConvertible {
  /// The type with its full names: `list(google.protobuf.Timestamp)`.
  package var description: String { spelled(\.description) }
}

/// What a host knows about the types of its objects.
///
/// The compiler asks for fields as an expression selects them, so a provider over an OpenAPI
/// schema can answer lazily. Nested objects get names of their own, as
/// `io.k8s.api.apps.v1.Deployment.spec`.
package protocol TypeProvider: Sendable {
  /// Whether there is an object type of that name.
  func hasType(named name: String) -> Bool
  /// Whether the name of some object type may be `name`, or begin with it and a point.
  ///
  /// Where it does not, `name.a.b` is a selection, and no type is looked for at each step of it.
  func hasTypes(under name: String) -> Bool
  /// The type of a field, or nil when the object type has no such field.
  func type(ofField field: String, in typeName: String) -> CELType?
  /// How large values at that path may be, for the estimated cost; see ``SizeEstimate``.
  ///
  /// The path begins with a variable; later steps are field names, `@items`, `@keys`, `@values`.
  func size(at path: [String]) -> SizeEstimate?
}

extension TypeProvider {
  /// A provider that does not say so may have any.
  package func hasTypes(under name: String) -> Bool { true }

  /// Nothing is known, unless the provider says so.
  package func size(at path: [String]) -> SizeEstimate? { nil }
}

/// A provider that knows no types.
package struct NoTypes: Sendable {
  package init() {}
}

extension NoTypes: TypeProvider {
  package func hasType(named name: String) -> Bool { false }
  package func hasTypes(under name: String) -> Bool { false }
  package func type(ofField field: String, in typeName: String) -> CELType? { nil }
}
