extension Node {
  /// Changes the entries in place; does nothing and returns nil where the node is no mapping.
  package mutating func updateMapping<Result, Failure: Error>(
    _ change: (inout Mapping) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard case .mapping(var mapping) = content else { return nil }
    // Freed first, so that the mapping is changed in place rather than copied.
    content = .sequence([])
    defer { content = .mapping(mapping) }
    return try change(&mapping)
  }

  /// Changes the elements in place; does nothing and returns nil where the node is no sequence.
  package mutating func updateElements<Result, Failure: Error>(
    _ change: (inout [Node]) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard case .sequence(var elements) = content else { return nil }
    content = .sequence([])
    defer { content = .sequence(elements) }
    return try change(&elements)
  }

  /// Changes the value of a key in place; does nothing and returns nil where it is absent.
  package mutating func update<Result, Failure: Error>(
    _ key: String, _ change: (inout Node) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let changed = try updateMapping { (mapping) throws(Failure) -> Result? in
      guard let position = mapping.index(of: key) else { return nil }
      return try mapping.update(at: position, change)
    }
    return changed ?? nil
  }

  /// Changes every node of the tree in place, a collection before what is inside it.
  package mutating func updateAll(_ change: (inout Node) -> Void) {
    change(&self)
    _ = updateMapping { mapping in
      for position in mapping.entries.indices {
        mapping.update(at: position) { $0.updateAll(change) }
      }
    }
    _ = updateElements { elements in
      for position in elements.indices { elements[position].updateAll(change) }
    }
  }
}
