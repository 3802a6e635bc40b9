/// How plain scalars get their type.
package enum Schema: Sendable {
  /// As Kustomize reads a file: YAML 1.2's booleans, so `yes` is a string.
  case kustomize
  /// As `kubectl apply` and the API server read a manifest: YAML 1.1's booleans, so `yes` is true.
  case kubernetes

  /// The type of a plain scalar without a tag.
  package func type(ofPlain text: String) -> ScalarType {
    // Most scalars are words; only these first characters can begin anything else.
    guard let first = text.utf8.first else { return .null }
    switch first {
    case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
      if text.utf8.count > 4 { return .string }
      if ["~", "null", "Null", "NULL"].contains(text) { return .null }
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      if IntegerNotation.matches(text) { return .integer }
      if FloatNotation.matches(text) { return .float }
      return .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"),
      UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "o"), UInt8(ascii: "O"):
      if text.utf8.count > 5 { return .string }
    default: return .string
    }
    if BooleanNotation.core(text) != nil { return .boolean }
    if self == .kubernetes, BooleanNotation.legacy(text) != nil { return .boolean }
    return .string
  }
}
