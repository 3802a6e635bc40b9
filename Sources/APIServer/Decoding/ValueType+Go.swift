import Kubernetes
import YAML

extension ValueType {
  /// What the server holds for an element that is null.
  func zero(origin: Origin) -> Node {
    switch kind {
    case .object, .map: Node(Mapping(), origin: origin)
    case .list: Node([], origin: origin)
    case .int32, .int64, .number, .intOrString: .integer(0, origin: origin)
    case .boolean: .boolean(false, origin: origin)
    case .quantity: .string("0", origin: origin)
    case .string, .bytes: .string("", origin: origin)
    case .time, .microTime, .any: .null(origin: origin)
    }
  }

  /// The type's name in the server's messages.
  var goName: String {
    switch kind {
    case .object: object?.goName ?? "object"
    case .list: "[]\(element?.goName ?? "")"
    case .map: "map[string]\(element?.goName ?? "")"
    case .string, .time, .microTime: "string"
    case .boolean: "bool"
    case .int32, .intOrString: "int32"
    case .int64: "int64"
    case .number: "float64"
    case .quantity: "resource.Quantity"
    case .bytes: "[]uint8"
    case .any: "runtime.RawExtension"
    }
  }
}

extension ObjectSchema {
  /// The name in the server's messages: `v1.Container`.
  var goName: String {
    name.split(separator: ".").suffix(2).joined(separator: ".")
  }
}

extension Node {
  /// What the node is in the words of the server's JSON decoder.
  var jsonKind: String {
    switch content {
    case .mapping: "object"
    case .sequence: "array"
    case .scalar(let scalar):
      switch scalar.type {
      case .string: "string"
      case .boolean: "bool"
      case .integer, .float: "number"
      case .null: "null"
      }
    }
  }
}

extension Scalar {
  /// Whether the scalar is its type's zero value: empty, 0 or false.
  var isZero: Bool {
    switch type {
    case .null: true
    case .string: text.isEmpty
    case .boolean: boolean == false
    case .integer: integer == 0
    case .float: number == 0
    }
  }
}
