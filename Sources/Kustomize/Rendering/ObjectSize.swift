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
    case .scalar(let scalar):
      rest -= scalar.text.utf8.count / 32
      return rest > 0
    case .sequence(let elements):
      for index in elements.indices where !elements[index].isWithin(&rest) { return false }
      return true
    case .mapping(let mapping):
      let entries = mapping.entries
      for index in entries.indices where !entries[index].value.isWithin(&rest) { return false }
      return true
    }
  }
}
