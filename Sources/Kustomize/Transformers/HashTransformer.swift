import YAML

/// Puts a digest of their content behind the names of generated objects.
struct HashTransformer: Transformer {
  var pluginName: String { "HashTransformer" }

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    for index in list.items.indices where list.items[index].needsNameSuffixHash {
      let hash = try NameSuffixHash.of(list.items[index])
      list.items[index].storePrevious(context.schemas)
      list.items[index].setMetadata("name") { node in
        let source = Origin(node.origin.location, by: .nameSuffixHash)
        context.recorder.setUntagged(
          &node, to: "\(node.text)-\(hash)", source: source, by: .nameSuffixHash)
      }
    }
  }
}
