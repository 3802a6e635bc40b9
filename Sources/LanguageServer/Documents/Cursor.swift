import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Where in a text a request points: the value, and the way to it in its document.
struct Cursor {
  let file: SourceFile
  /// The offset in the file.
  let offset: Int
  /// The document's value.
  let root: Node
  /// The way from there to the innermost value that the place is in, or that belongs to the key there.
  let path: FieldPath
  /// That value.
  let node: Node
  /// The key or value that the place is on.
  let range: ByteRange
  /// Whether it is on the key of the value.
  let isOnKey: Bool

  /// Nil where the text cannot be read as far as that, or nothing stands there.
  init?(_ file: SourceFile, at offset: Int) {
    let documents = file.parsed(as: .kubernetes).documents
    guard
      let document = documents.last(where: { $0.range.lowerBound <= offset }),
      let found = document.root.place(of: offset, at: .root)
    else { return nil }
    self.file = file
    self.offset = offset
    root = document.root
    (path, node, range, isOnKey) = found
  }

  /// The object that the document is.
  var object: KubernetesObject { KubernetesObject(root) }

  /// Whether the file says how others are built.
  var isKustomization: Bool {
    KustomizationFileName.all.contains(TreePath.name(of: file.treePath))
  }

  /// Whether a place in the files that were read is where the cursor is.
  ///
  /// On a key it is that of the key's value.
  func isAt(_ location: Location) -> Bool {
    guard location.file.path == file.path else { return false }
    let place = isOnKey ? node.origin.location?.range.lowerBound ?? offset : offset
    return location.range.lowerBound <= place && place <= location.range.upperBound
  }
}

extension Node {
  /// What the innermost value around an offset is.
  fileprivate func place(
    of offset: Int, at path: FieldPath
  ) -> (path: FieldPath, node: Node, range: ByteRange, isOnKey: Bool)? {
    guard let location = origin.location, location.range.touches(offset) else { return nil }
    switch content {
    case .scalar: break
    case .sequence(let elements):
      for (index, element) in elements.enumerated() {
        if let place = element.place(of: offset, at: path.appending(.index(index))) { return place }
      }
    case .mapping(let mapping):
      for entry in mapping.entries {
        let inner = path.appending(.key(entry.name))
        if let key = entry.key.origin.location?.range, key.touches(offset) {
          return (inner, entry.value, key, true)
        }
        if let place = entry.value.place(of: offset, at: inner) { return place }
      }
    }
    return (path, self, location.range, false)
  }
}

extension ByteRange {
  /// Whether an offset is in the range or just behind it.
  func touches(_ offset: Int) -> Bool { lowerBound <= offset && offset <= upperBound }
}
