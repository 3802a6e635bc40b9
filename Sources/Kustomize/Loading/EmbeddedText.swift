import Diagnostics
import YAML

/// YAML that stands as text inside a kustomization.
struct EmbeddedText {
  let source: SourcedText

  /// The documents of the text, whose nodes know their bytes in the kustomization.
  func documents(as schema: Schema) throws(RenderError) -> [Node] {
    let file = SourceFile(
      path: source.location?.file.path ?? "", bytes: Array(source.value.utf8))
    let parsed = file.parsed(as: schema)
    let map = ScalarSourceMap(source.node)
    guard parsed.errors.isEmpty else {
      throw RenderError(
        parsed.errors.map { error in
          var diagnostic = error.diagnostic
          diagnostic.primary = location(of: error.location, map)
          diagnostic.related = diagnostic.related.map { label in
            Label(label.message, at: label.location.flatMap { location(of: $0, map) })
          }
          return diagnostic
        })
    }
    return parsed.documents.map { document in
      var root = document.root
      place(&root, map)
      return root
    }
  }

  private func location(of inner: Location?, _ map: ScalarSourceMap?) -> Location? {
    guard var outer = source.location, let inner, let map else { return source.location }
    outer.range = map.range(of: inner.range)
    return outer
  }

  private func place(_ node: inout Node, _ map: ScalarSourceMap?) {
    node.origin.location = location(of: node.origin.location, map)
    switch node.content {
    case .scalar: break
    case .sequence(var elements):
      for index in elements.indices { place(&elements[index], map) }
      node.content = .sequence(elements)
    case .mapping(let mapping):
      node.content = .mapping(
        Mapping(
          entries: mapping.entries.map { entry in
            var entry = entry
            place(&entry.key, map)
            place(&entry.value, map)
            return entry
          }))
    }
  }
}
