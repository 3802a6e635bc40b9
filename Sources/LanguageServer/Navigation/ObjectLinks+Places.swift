import Diagnostics
import Environments
import Kubernetes
import Pipeline
import Relations
import YAML

extension RecordedEnvironments {
  /// What objects say of each other, in each environment.
  var links: [ObjectLink] {
    environments.flatMap { ObjectGraph($0.targets.map(\.objects)).links }
  }

  /// The objects that what the cursor is on means, as places.
  func targets(of cursor: Cursor) -> [Location] {
    links.filter { link in
      link.isName
        ? link.node.isSet(at: cursor)
        : link.node.mapping?.entries.contains { entry in
          entry.value.isSet(at: cursor)
        } ?? false
    }.flatMap(\.targets).compactMap(\.nameLocation).uniqued()
  }

  /// What means the object whose name, kind or workload the cursor is on, as places.
  ///
  /// A Service means the workloads that it selects.
  func users(of cursor: Cursor) -> [Location] {
    guard cursor.isOnName else { return [] }
    let meant = Set(
      environments.flatMap(\.objects).filter { $0.nameNode?.isSet(at: cursor) ?? false }
        .map(\.identity))
    return links.filter { link in link.targets.contains { meant.contains($0.identity) } }
      .compactMap { link in
        link.isName
          ? link.node.sourceLocation : link.node.origin.location ?? link.owner.nameLocation
      }.uniqued()
  }
}

extension Cursor {
  /// Whether the cursor is on the name of the object that the document is, or on its kind.
  var isOnName: Bool { path == ["metadata", "name"] || path == ["kind"] || isOnEntryName }

  /// Whether it is on the name of what a kustomization generates.
  private var isOnEntryName: Bool {
    isKustomization && path.steps.count == 3 && path.steps.last == "name"
  }
}

extension KubernetesObject {
  /// The name with all that made it.
  var nameNode: Node? { metadata?["name"] }
  /// Where the name stands in a file, before anything renamed the object.
  var nameLocation: Location? { nameNode?.sourceLocation ?? location }
}

extension Node {
  /// Where the value stands that was there first.
  var sourceLocation: Location? {
    origin.chain.last { $0.origin.location != nil }?.origin.location
  }

  /// Whether what stands at a cursor set the value at some time.
  ///
  /// An object's kind stands for its name.
  func isSet(at cursor: Cursor) -> Bool {
    origin.chain.contains { link in
      guard let location = link.origin.location else { return false }
      if cursor.path == ["kind"] {
        return location.file.path == cursor.file.path
          && cursor.root["metadata"]?["name"]?.origin.location?.range == location.range
      }
      return cursor.isAt(location)
    }
  }
}
