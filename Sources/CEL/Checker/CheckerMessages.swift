/// What the checker says.
extension String {
  static func undeclared(_ name: String) -> String {
    "undeclared reference to '\(name)' (in container '')"
  }

  static func mismatch(_ expected: CELType, _ found: CELType) -> String {
    "expected type '\(expected.displayName)' but found '\(found.displayName)'"
  }

  static func fieldMismatch(
    _ field: String, _ expected: CELType, _ found: CELType
  ) -> String {
    "expected type of field '\(field)' is '\(expected.displayName)' "
      + "but provided type is '\(found.displayName)'"
  }

  static func notSelectable(_ type: CELType) -> String {
    "type '\(type.displayName)' does not support field selection"
  }

  static func notIterable(_ type: CELType) -> String {
    "expression of type '\(type.displayName)' cannot be range of a comprehension "
      + "(must be list, map, or dynamic)"
  }

  static func noOverload(
    _ function: String, _ types: [CELType], isMember: Bool
  ) -> String {
    let names = types.map(\.displayName)
    let target = isMember ? "\(names[0])." : ""
    let arguments = names.dropFirst(isMember ? 1 : 0).joined(separator: ", ")
    return "found no matching overload for '\(function)' applied to '\(target)(\(arguments))'"
  }
}
