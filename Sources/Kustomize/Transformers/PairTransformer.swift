import Diagnostics
import YAML

/// Adds labels or annotations to every field that holds some.
struct PairTransformer: Transformer {
  var pluginName: String {
    setter == .labels ? "LabelTransformer" : "AnnotationsTransformer"
  }
  /// Each key once, in ascending order.
  var pairs: [SourcedPair]
  var fields: [FieldSpec]
  var setter: Origin.Setter

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    for index in list.items.indices {
      for pair in pairs { try add(pair, to: &list.items[index], context.recorder) }
    }
  }

  private func add(
    _ pair: SourcedPair, to resource: inout Resource, _ recorder: OriginRecorder
  ) throws(RenderError) {
    let gvk = resource.gvk
    // Kustomize adds one cell to all fields that have not got the key, so that whatever changes one
    // of these later changes all.
    let cell = resource.newCell()
    let source = Origin(pair.value.location, by: setter)
    for position in fields.indices where fields[position].selects(gvk) {
      let field = fields[position]
      var written: [Node] = []
      try field.visit(&resource.root, creating: .mapping, origin: source) {
        (node) throws(RenderError) in
        if node.isNull { return }
        guard node.mapping != nil else {
          throw RenderError(
            .invalidResource, "\(field.path) must be a mapping, not a \(node.kindName)",
            at: node.origin.location)
        }
        let key = pair.key.value
        let value = Scalar.tagged(pair.value.value)
        let changed: Void? = node.update(key) { old in
          recorder.set(&old, to: value, source: source, by: setter)
          if old.origin.cell != 0 { written.append(old) }
        }
        guard changed == nil else { return }
        var origin = source
        origin.cell = cell
        _ = node.updateMapping { mapping in
          mapping.append(
            Mapping.Entry(
              key: Node(.untagged(key), origin: Origin(pair.key.location, by: setter)),
              value: Node(value, origin: origin)))
        }
      }
      for node in written { resource.spread(node) }
    }
  }
}
