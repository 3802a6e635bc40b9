package import YAML

extension Origin.Setter {
  /// A policy that mutates set the value; the origin is the part of its expression that did.
  package static let policy = Origin.Setter(rawValue: 65)
}

extension Node {
  /// The tree, where each value that a policy set remembers what it replaced in `old`.
  func remembering(_ old: Node) -> Node {
    var copy = self
    if origin.setter == .policy, origin.replaced == nil, old.origin.setter != .policy {
      copy.origin.replaced = Origin.Replaced(origin: old.origin, value: old.scalar)
    }
    switch (content, old.content) {
    case (.mapping(let mapping), .mapping(let before)):
      copy.content = .mapping(
        Mapping(
          entries: mapping.entries.map { entry in
            guard let old = before[entry.name] else { return entry }
            return Mapping.Entry(key: entry.key, value: entry.value.remembering(old))
          }))
    case (.sequence(let elements), .sequence(let before)) where elements.count == before.count:
      copy.content = .sequence(zip(elements, before).map { $0.remembering($1) })
    default: break
    }
    return copy
  }
}
