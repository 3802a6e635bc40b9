package import YAML

/// Server-side apply by one field manager (KEP-555).
///
/// A field that is applied takes its new value; one that the manager applied before and applies no
/// more is removed; any other keeps the value that it has.
package enum ServerSideApply {
  /// What the server holds after `new` was applied to `live`.
  ///
  /// - Parameters:
  ///   - live: the object as the server holds it.
  ///   - last: what the same manager applied before; nil for an object that another one made.
  ///   - new: what is applied now.
  package static func merge(live: Node, last: Node?, new: Node, shape: MergeShape) -> Node {
    value(live: live, last: last, new: new, shape)
  }

  /// What an application takes hold of; nil where nothing is left.
  ///
  /// A list without elements is none of it, and neither is an object in which there is nothing else.
  package static func owned(_ new: Node, shape: MergeShape) -> Node? {
    switch (shape, new.content) {
    case (.fields(let child), .mapping(let mapping)):
      return owned(mapping, new.origin) { child($0) ?? .untyped }
    case (.untyped, .mapping(let mapping)):
      return owned(mapping, new.origin) { _ in .untyped }
    case (.values(let element), .mapping(let mapping)):
      return owned(mapping, new.origin) { _ in element }
    case (.keyed, _), (.set, _):
      return new.isNull || new.elements?.isEmpty == true ? nil : new
    default: return new
    }
  }

  private static func owned(
    _ mapping: Mapping, _ origin: Origin, child: (String) -> MergeShape
  ) -> Node? {
    let entries = mapping.entries.compactMap { entry in
      owned(entry.value, shape: child(entry.name)).map { Mapping.Entry(key: entry.key, value: $0) }
    }
    return entries.isEmpty && !mapping.isEmpty
      ? nil : Node(Mapping(entries: entries), origin: origin)
  }

  private static func value(live: Node?, last: Node?, new: Node, _ shape: MergeShape) -> Node {
    guard let live, !live.isNull else { return new }
    switch shape {
    case .scalar, .list, .atomic: return new
    case .fields(let child):
      return mapping(live: live, last: last, new: new) { child($0) ?? .untyped }
    case .untyped: return mapping(live: live, last: last, new: new) { _ in .untyped }
    case .values(let element):
      return mapping(live: live, last: last, new: new) { _ in element }
    case .keyed(let keys, let element):
      return list(live: live, last: last, new: new, element) { Self.key(of: $0, keys) }
    case .set(let element):
      return list(live: live, last: last, new: new, element) { $0.scalarText ?? "" }
    }
  }

  /// A null stands for an object without fields: what others set below it stays.
  private static func mapping(
    live: Node, last: Node?, new: Node, child: (String) -> MergeShape
  ) -> Node {
    guard let held = live.mapping, let applied = new.isNull ? Mapping() : new.mapping else {
      return new
    }
    if new.isNull, held.isEmpty { return new }
    let before = last?.mapping
    var entries: [Mapping.Entry] = []
    for entry in held.entries {
      if let next = applied[entry.name] {
        let merged = value(
          live: entry.value, last: before?[entry.name], new: next, child(entry.name))
        entries.append(Mapping.Entry(key: entry.key, value: merged))
      } else if before?[entry.name] == nil {
        entries.append(entry)
      }
    }
    entries += applied.entries.filter { held[$0.name] == nil }
    return Node(Mapping(entries: entries), origin: new.isNull ? live.origin : new.origin)
  }

  /// The applied order holds; what others added keeps its place among what was there.
  private static func list(
    live: Node, last: Node?, new: Node, _ element: MergeShape, key: (Node) -> String
  ) -> Node {
    guard let held = live.elements, let applied = new.isNull ? [] : new.elements else { return new }
    let heldByKey = Dictionary(held.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    let before = Dictionary(
      (last?.elements ?? []).map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    let appliedKeys = Set(applied.map(key))
    var rest = held[...]
    var elements: [Node] = []
    func keepOthers() {
      while let next = rest.first, !appliedKeys.contains(key(next)) {
        if before[key(next)] == nil { elements.append(next) }
        rest.removeFirst()
      }
    }
    for item in applied {
      keepOthers()
      let name = key(item)
      elements.append(value(live: heldByKey[name], last: before[name], new: item, element))
      if let next = rest.first, key(next) == name { rest.removeFirst() }
    }
    while !rest.isEmpty {
      keepOthers()
      rest = rest.dropFirst()
    }
    return Node(elements, origin: new.isNull ? live.origin : new.origin)
  }

  private static func key(of element: Node, _ keys: [MergeShape.Key]) -> String {
    keys.map { element[$0.name]?.scalarText ?? $0.fallback ?? "" }.joined(separator: "\u{0}")
  }
}
