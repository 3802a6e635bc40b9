import Kubernetes
import YAML

extension RemovedFields {
  /// Notes the value that field names, indices and `[name=value]` lead to, if they lead to one.
  ///
  /// - Parameter isReplaced: whether another value takes its place, so that only its parts can be
  ///   lost.
  mutating func note(
    _ names: [String], of root: Node, removedBy origin: Origin, isReplaced: Bool = false
  ) {
    var path: [Step] = []
    var node = root
    for name in names {
      guard let next = FieldLookup.next(name, in: node) else { return }
      path.append(FieldLookup.position(name, in: node).map { next.step(at: $0) } ?? .key(name))
      node = next
    }
    if isReplaced, node.scalar != nil { return }
    note(node, at: path, removedBy: origin)
  }
}

extension Node {
  /// What tells this element from the others of its list.
  fileprivate func step(at index: Int) -> RemovedFields.Step {
    if let scalar { return .element(["": scalar.text]) }
    return self["name"]?.scalarText.map { .element(["name": $0]) } ?? .index(index)
  }
}
