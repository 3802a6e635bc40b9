extension Node {
  /// Whether the value has more bytes as JSON than a limit, told without writing it.
  ///
  /// What JSON escapes is counted as it stands, so that the answer may be no for a text that is a little
  /// longer.
  package func isLongerInJSON(than limit: Int) -> Bool {
    var left = limit
    return !take(from: &left)
  }

  /// Takes the length away from what is left; false as soon as that does not suffice.
  private func take(from left: inout Int) -> Bool {
    switch content {
    case .scalar(let scalar):
      switch scalar.type {
      case .null: left -= 4
      case .boolean, .integer, .float: left -= scalar.text.utf8.count
      case .string: left -= scalar.text.utf8.count + 2
      }
    case .sequence(let elements):
      // The brackets, and a comma between two.
      left -= max(2, elements.count + 1)
      for element in elements where !element.take(from: &left) { return false }
    case .mapping(let mapping):
      left -= max(2, mapping.entries.count + 1)
      for entry in mapping.entries {
        left -= entry.name.utf8.count + 3
        guard entry.value.take(from: &left) else { return false }
      }
    }
    return left >= 0
  }
}
