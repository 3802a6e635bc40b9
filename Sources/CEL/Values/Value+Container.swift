import Values

extension Value {
  /// How many elements a list has; nil for any other value.
  package var elementCount: Int? {
    switch self {
    case .list(let elements): return elements.count
    case .host(let host):
      if case .list(let count) = host.content { return count }
      return nil
    default: return nil
    }
  }

  /// How many entries a map has; nil for any other value.
  package var entryCount: Int? {
    switch self {
    case .map(let map): return map.count
    case .host(let host):
      if case .map(let count) = host.content { return count }
      return nil
    default: return nil
    }
  }

  /// The element of a list.
  ///
  /// - Precondition: the value is a list and `index` lies inside its count.
  package func element(at index: Int) -> Value {
    switch self {
    case .list(let elements): return elements[index]
    case .host(let host): return host.element(at: index).value
    default: preconditionFailure("the value is no list")
    }
  }

  /// The elements of a list; empty for any other value.
  package var elements: [Value] {
    switch self {
    case .list(let elements): return elements
    case .host(let host):
      guard case .list(let count) = host.content else { return [] }
      return (0..<count).map { host.element(at: $0).value }
    default: return []
    }
  }

  /// The entries of a map in their order; empty for any other value.
  package var entries: [(key: Value, value: Value)] {
    switch self {
    case .map(let map): return map.entries
    case .host(let host):
      guard case .map = host.content else { return [] }
      return host.memberNames.compactMap { name in
        host.member(named: name).map { (.string(name), $0.value) }
      }
    default: return []
    }
  }

  /// The keys of a map in their order; empty for any other value.
  package var keys: [Value] {
    switch self {
    case .map(let map): return map.keys
    case .host(let host):
      guard case .map = host.content else { return [] }
      return host.memberNames.map(Value.string)
    default: return []
    }
  }

  /// The value of a map's key or a structure's field; nil when it is lacking, or the value is neither.
  package func lookUp(_ key: Value) -> Value? {
    switch self {
    case .map(let map): return map[key]
    case .host(let host):
      guard case .string(let name) = key, case .map = host.content else { return nil }
      return host.memberValue(named: name)
    case .opaque(let structure as StructureValue): return structure.fields[key]
    default: return nil
    }
  }

  /// Whether a list holds an equal element or a map has the key; nil for any other value.
  func contains(_ member: Value) -> Bool? {
    if let count = elementCount {
      return (0..<count).contains { element(at: $0).isEqual(to: member) == true }
    }
    guard entryCount != nil else { return nil }
    return lookUp(member) != nil
  }

  /// What `size()` answers; nil for a value that has no size.
  package var size: Int? {
    switch self {
    case .string(let text): text.scalarCount
    case .bytes(let bytes): bytes.count
    default: elementCount ?? entryCount
    }
  }

  /// How many units a value counts as in the cost of a call.
  var costSize: UInt64 {
    switch self {
    case .optional(let wrapped?): wrapped.costSize
    case .opaque(let value): UInt64(value.size)
    default: UInt64(size ?? 1)
    }
  }

  /// Whether the value is what a missing field of its type would be: 0, empty, null, false.
  var isZero: Bool {
    switch self {
    case .null: true
    case .bool(let value): !value
    case .int(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string(let value): value.isEmpty
    case .bytes(let value): value.isEmpty
    case .timestamp(let value): value == Value.earliestTimestamp
    case .duration(let value): value == Duration.zero
    case .optional(let wrapped): wrapped?.isZero ?? true
    case .list, .map, .host: size == 0
    case .opaque(let structure as StructureValue): structure.fields.count == 0
    case .type, .opaque, .error: false
    }
  }
}
