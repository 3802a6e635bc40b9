import YAML

extension Node {
  /// The value of a number, held within 32 bits as the fields of the API are.
  var int32: Int? { scalar?.integer.map { Int(Int32(clamping: $0)) } }
}
