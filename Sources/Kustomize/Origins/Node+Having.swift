package import YAML

extension Node {
  /// The tree with one origin throughout, keys included: for what a program has made.
  package func having(_ origin: Origin) -> Node {
    switch content {
    case .scalar(let scalar): return Node(scalar, origin: origin)
    case .sequence(let elements): return Node(elements.map { $0.having(origin) }, origin: origin)
    case .mapping(let mapping):
      let entries = mapping.entries.map { entry in
        Mapping.Entry(key: entry.key.having(origin), value: entry.value.having(origin))
      }
      return Node(Mapping(entries: entries), origin: origin)
    }
  }
}
