extension Node {
  /// The first scalar of the tree that fulfils a condition, keys not counted; nil where none does.
  ///
  /// Goes by indices, which looks at nodes in place: a loop over the nodes copies each.
  package func firstScalar(where isMeant: (Scalar) -> Bool) -> Node? {
    switch content {
    case .scalar(let scalar): return isMeant(scalar) ? self : nil
    case .sequence(let elements):
      for index in elements.indices {
        if let found = elements[index].firstScalar(where: isMeant) { return found }
      }
    case .mapping(let mapping):
      let entries = mapping.entries
      for index in entries.indices {
        if let found = entries[index].value.firstScalar(where: isMeant) { return found }
      }
    }
    return nil
  }
}
