import Diagnostics
import Kubernetes
import YAML

/// Puts a prefix before names, or a suffix behind them.
struct NameAffixTransformer: Transformer {
  var pluginName: String { side == .prefix ? "PrefixTransformer" : "SuffixTransformer" }
  var side: Side
  var text: SourcedText
  var fields: [FieldSpec]

  enum Side { case prefix, suffix }

  /// Kinds whose names other systems depend on.
  private static let skipped = [
    ResourceSelector(kind: "CustomResourceDefinition"),
    ResourceSelector(group: "apiregistration.k8s.io", kind: "APIService"),
    ResourceSelector(kind: "Namespace"),
  ]

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    for index in list.items.indices {
      try transform(&list.items[index], context)
    }
  }

  private func transform(_ resource: inout Resource, _ context: RenderContext) throws(RenderError) {
    let original = resource.originalID(context.schemas)
    guard !Self.skipped.contains(where: { $0.selects(original.gvk) }) else { return }
    for field in fields where field.selects(original.gvk) {
      if field.path == "metadata/name", !text.value.isEmpty {
        switch side {
        case .prefix: resource.prefixes.append(text.value)
        case .suffix: resource.suffixes.append(text.value)
        }
        resource.storePrevious(context.schemas)
      }
      guard field.selects(resource.gvk) else { continue }
      try field.visit(&resource.root, creating: .scalar) { (node) throws(RenderError) in
        try change(&node, context.recorder)
      }
    }
  }

  private func change(_ node: inout Node, _ recorder: OriginRecorder) throws(RenderError) {
    guard node.scalar != nil else {
      throw RenderError(
        .invalidConfiguration, "a name must be a string, not a \(node.kindName)",
        at: node.origin.location)
    }
    let name = side == .prefix ? text.value + node.text : node.text + text.value
    recorder.setUntagged(
      &node, to: name, source: text.origin, by: side == .prefix ? .namePrefix : .nameSuffix)
  }
}
