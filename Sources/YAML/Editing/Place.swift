/// A value in its document, with the collections around it.
struct Place {
  private(set) var path = FieldPath.root
  /// From the root to the collection that holds the value, each with the position of what is next.
  private(set) var ancestors: [(collection: SyntaxNode, position: Int)] = []
  private(set) var node: SyntaxNode

  init(root: SyntaxNode) { node = root }

  /// The positions that lead here from the root.
  var positions: [Int] { ancestors.map(\.position) }

  var isInFlow: Bool { ancestors.contains { !$0.collection.isBlockCollection } }

  /// The collection that the value is in, as a place of its own; nil for the root.
  var parent: Place? {
    guard let last = ancestors.last else { return nil }
    var place = self
    place.path = path.parent
    place.node = last.collection
    place.ancestors.removeLast()
    return place
  }

  /// The entry that the value belongs to when it is a mapping's.
  var entry: SyntaxNode.Entry? {
    guard let last = ancestors.last, case .mapping(let entries, _) = last.collection.content else {
      return nil
    }
    return entries[last.position]
  }

  /// The value one step further in, or nil where there is none.
  func child(_ step: FieldPath.Step) -> Place? {
    switch (step, node.content) {
    case (.key(let name), .mapping(let entries, _)):
      guard let position = entries.lastIndex(where: { $0.name == name && !$0.isMerge }) else {
        return nil
      }
      return child(at: position, step)
    case (.index(let index), .sequence(let elements, _)):
      return elements.indices.contains(index) ? child(at: index, step) : nil
    default: return nil
    }
  }

  private func child(at position: Int, _ step: FieldPath.Step) -> Place {
    var place = self
    place.path = path.appending(step)
    place.ancestors.append((node, position))
    place.node = node.children[position]
    return place
  }
}
