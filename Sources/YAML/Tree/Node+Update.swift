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

  /// Changes nodes of the tree, a collection before what is inside it; what `change` leaves as it is
  /// stays shared with the copies of the tree.
  package mutating func updateAll(_ change: (inout Node) -> Void) {
    change(&self)
    switch content {
    case .scalar: break
    case .sequence(let elements):
      var result: [Node]?
      for position in elements.indices {
        var element = elements[position]
        element.updateAll(change)
        guard !element.isCopy(of: elements[position]) else { continue }
        if result == nil { result = elements }
        result?[position] = element
      }
      if let result { content = .sequence(result) }
    case .mapping(let mapping):
      var result: Mapping?
      for position in mapping.entries.indices {
        var value = mapping.entries[position].value
        value.updateAll(change)
        guard !value.isCopy(of: mapping.entries[position].value) else { continue }
        if result == nil { result = mapping }
        result?.update(at: position) { $0 = value }
      }
      if let result { content = .mapping(result) }
    }
  }
}
