extension Node {
  /// The first scalar of the tree that fulfils a condition, keys not counted; nil where none does.
  ///
  /// Goes by indices, which looks at nodes in place, where a loop over the nodes copies each; and asks of
  /// scalars, which most nodes are, without going into them.
  package func firstScalar(where isMeant: (Scalar) -> Bool) -> Node? {
    switch content {
    case .scalar(let scalar): return isMeant(scalar) ? self : nil
    case .sequence(let elements):
      for index in elements.indices {
        if case .scalar(let scalar) = elements[index].content {
          if isMeant(scalar) { return elements[index] }
        } else if let found = elements[index].firstScalar(where: isMeant) {
          return found
        }
      }
    case .mapping(let mapping):
      let entries = mapping.entries
      for index in entries.indices {
        if case .scalar(let scalar) = entries[index].value.content {
          if isMeant(scalar) { return entries[index].value }
        } else if let found = entries[index].value.firstScalar(where: isMeant) {
          return found
        }
      }
    }
    return nil
  }

  /// Whether the node or one beneath it fulfils a condition, keys not counted.
  package func contains(where isMeant: (Node) -> Bool) -> Bool {
    if isMeant(self) { return true }
    switch content {
    case .scalar: return false
    case .sequence(let elements):
      for index in elements.indices where elements[index].contains(where: isMeant) { return true }
    case .mapping(let mapping):
      let entries = mapping.entries
      for index in entries.indices where entries[index].value.contains(where: isMeant) {
        return true
      }
    }
    return false
  }
}
