import YAML

extension Node {
  /// Whether the tree is larger than any object is meant to be.
  ///
  /// Values are shared when they are copied, so patches and replacements that copy an object into
  /// itself would otherwise make in memory what no time suffices to print. A scalar weighs one, and
  /// one more for every 32 bytes of text.
  var isTooLarge: Bool {
    var rest = Self.largestSize
    return !isWithin(&rest)
  }

  /// What an object may weigh at most.
  static let largestSize = 2 << 20

  private func isWithin(_ rest: inout Int) -> Bool {
    rest -= 1
    guard rest > 0 else { return false }
    switch content {
    case .scalar(let scalar): return Self.isWithin(scalar, &rest)
    case .sequence(let elements):
      for index in elements.indices where !elements[index].isWithin(&rest) { return false }
      return true
    case .mapping(let mapping):
      let entries = mapping.entries
      for index in entries.indices {
        if case .scalar(let scalar) = entries[index].value.content {
          rest -= 1
          guard Self.isWithin(scalar, &rest) else { return false }
        } else if !entries[index].value.isWithin(&rest) {
          return false
        }
      }
      return true
    }
  }

  private static func isWithin(_ scalar: Scalar, _ rest: inout Int) -> Bool {
    rest -= scalar.text.utf8.count / 32
    return rest > 0
  }
}
