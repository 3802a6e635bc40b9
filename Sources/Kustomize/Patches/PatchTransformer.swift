import Diagnostics
import YAML

/// Applies an entry of `patches`.
struct PatchTransformer: Transformer {
  var pluginName: String { "PatchTransformer" }
  var entry: PatchEntry
  var content: PatchContent

  init(_ entry: PatchEntry, from site: Site, _ context: RenderContext) throws(RenderError) {
    self.entry = entry
    var text = entry.patch
    if let patch = text, patch.value.allSatisfy(\.isWhitespace) { text = nil }
    let roots = try context.patchDocuments(
      path: entry.path, text: text, of: entry.origin, from: site)
    guard !PatchContent.isJSON(roots) else {
      content = .json(
        try PatchContent.operations(
          try context.patchDocuments(
            path: entry.path, text: text, schema: .kubernetes, of: entry.origin, from: site)))
      return
    }
    var patches = try PatchContent.patches(roots)
    for index in patches.indices {
      patches[index].allowsNameChange = entry.allowsNameChange
      patches[index].allowsKindChange = entry.allowsKindChange
    }
    content = .strategicMerge(patches)
  }

  private var place: Location? { (entry.path ?? entry.patch)?.location ?? entry.origin.location }

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    switch content {
    case .strategicMerge(let patches): try merge(patches, into: &list, context)
    case .json(let patch):
      guard let target = entry.target else {
        throw RenderError(
          .patchWithoutTarget, "a JSON 6902 patch must have a target", at: place)
      }
      for index in try select(target, in: list, context) {
        list.items[index].storePrevious(context.schemas)
        try list.items[index].apply(patch, context)
      }
    }
  }

  private func merge(
    _ patches: [Resource], into list: inout ResourceList, _ context: RenderContext
  ) throws(RenderError) {
    guard let target = entry.target else {
      for patch in patches {
        let index = try list.position(of: patch, context.schemas, setting: patch.definition?.start)
        try list.merge(patch, at: index, context)
      }
      return
    }
    guard patches.count <= 1 else {
      throw RenderError(
        .invalidPatch, "an entry with a target must hold one patch, not \(patches.count)",
        at: patches[1].definition?.start)
    }
    guard let patch = patches.first else { return }
    let selected = try select(target, in: list, context)
    let ids = Set(selected.map { list.items[$0].id(context.schemas) })
    try list.merge(patch.asSelected(), into: ids, context)
  }

  private func select(
    _ target: Selector, in list: ResourceList, _ context: RenderContext
  ) throws(RenderError) -> [Int] {
    let selector = try target.compiled()
    let selected = list.items.indices.filter {
      selector.selects(list.items[$0], context.schemas)
    }
    if selected.isEmpty { context.warn(.patchWithoutEffect(target)) }
    return selected
  }
}

/// Applies the entries of `patchesStrategicMerge`.
struct StrategicMergeTransformer: Transformer {
  var pluginName: String { "PatchStrategicMergeTransformer" }
  var patches: [Resource]

  init(_ entries: [SourcedText], from site: Site, _ context: RenderContext) throws(RenderError) {
    patches = []
    for entry in entries { patches += try Self.patches(entry, from: site, context) }
    guard patches.isEmpty, let first = entries.first else { return }
    throw RenderError(.invalidPatch, "the patches are empty", at: first.location)
  }

  init(patches: [Resource]) { self.patches = patches }

  /// An entry is a patch, or failing that the path of one.
  private static func patches(
    _ entry: SourcedText, from site: Site, _ context: RenderContext
  ) throws(RenderError) -> [Resource] {
    if let roots = try? EmbeddedText(source: entry).documents(as: .kustomize),
      let patches = try? PatchContent.patches(roots)
    {
      return patches
    }
    let file = try context.load(entry, from: site)
    let parsed = file.parsed(as: .kustomize)
    guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
    return try PatchContent.patches(parsed.documents.map(\.root))
  }

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    for patch in patches {
      let index = try list.position(of: patch, context.schemas, setting: patch.definition?.start)
      try list.merge(patch.asSelected(), into: [list.items[index].id(context.schemas)], context)
    }
  }
}

/// Applies an entry of `patchesJson6902`.
struct JSONPatchTransformer: Transformer {
  var pluginName: String { "PatchJson6902Transformer" }
  var target: Selector
  var patch: JSON6902Patch

  init(_ entry: PatchEntry, from site: Site, _ context: RenderContext) throws(RenderError) {
    guard let target = entry.target, !target.resource.name.isEmpty else {
      throw RenderError(
        .patchWithoutTarget, "an entry of patchesJson6902 must have a target with a name",
        at: entry.target?.origin.location?.start ?? entry.origin.location?.start)
    }
    self.target = target
    let roots = try context.patchDocuments(
      path: entry.path, text: entry.patch, schema: .kubernetes, of: entry.origin, from: site)
    patch = try PatchContent.operations(roots)
    guard patch.operations.isEmpty else { return }
    throw RenderError(
      .invalidPatch, "the patch is empty",
      at: (entry.path ?? entry.patch)?.location ?? entry.origin.location)
  }

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    let selector = try target.compiled()
    var isFound = false
    for index in list.items.indices where selector.selects(list.items[index], context.schemas) {
      isFound = true
      try list.items[index].apply(patch, context)
    }
    if !isFound { context.warn(.patchWithoutEffect(target)) }
  }
}

extension Diagnostic {
  /// That a patch's target is not there, of which Kustomize says nothing.
  fileprivate static func patchWithoutEffect(_ target: Selector) -> Diagnostic {
    Diagnostic(
      rule: .patchWithoutTarget, severity: .warning,
      message: "the patch's target matches no resource", primary: target.origin.location?.start)
  }
}
