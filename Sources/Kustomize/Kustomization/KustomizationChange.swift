import Diagnostics
package import YAML

/// What is changed in the kustomization of a directory before it is built, as Flux does by the fields
/// of its own object of that name (github.com/fluxcd/pkg/kustomize).
///
/// A directory without a kustomization is built as if it had one that lists every manifest under it.
/// Each value keeps its own origin, which lies in the file that asks for the change.
package struct KustomizationChange: Sendable {
  /// What asks for the change, to point at where nothing closer is to blame.
  package var origin: Origin
  /// In place of the kustomization's own; an empty text takes it away.
  package var namespace: SourcedText?
  /// In place of the kustomization's own, not before it.
  package var namePrefix: SourcedText?
  /// In place of the kustomization's own.
  package var nameSuffix: SourcedText?
  /// Entries of `patches`, behind the kustomization's own.
  package var patches: [Node] = []
  /// Patches as text, behind the kustomization's own.
  package var patchesStrategicMerge: [SourcedText] = []
  /// Entries of `patchesJson6902`, behind the kustomization's own.
  package var patchesJSON6902: [Node] = []
  /// Behind the kustomization's own; each is a relative path.
  package var components: [SourcedText] = []
  /// Whether a component that is not there is left out.
  package var ignoresMissingComponents = false
  /// Entries of `images`, put together with those of the same name.
  package var images: [Node] = []
  /// In place of the kustomization's own, where there are any.
  package var buildMetadata: [SourcedText] = []

  package init(origin: Origin) { self.origin = origin }
}

extension KustomizationChange {
  /// The kustomization of a directory, changed.
  func kustomization(
    in site: Site, _ context: RenderContext
  ) throws(RenderError) -> Kustomization {
    var result: Kustomization
    if context.holdsKustomization(site) {
      result = try KustomizationDecoder.decodeLeniently(try context.kustomizationFile(in: site))
    } else {
      result = try context.generatedKustomization(in: site, for: origin)
    }
    if let namespace { result.namespace = namespace.filled }
    if let namePrefix { result.namePrefix = namePrefix.filled }
    if let nameSuffix { result.nameSuffix = nameSuffix.filled }
    let log = FindingLog()
    let entries = EntryDecoder(log: log, as: .plugin)
    result.patches += patches.map(entries.patch)
    result.patchesStrategicMerge += patchesStrategicMerge
    result.patchesJSON6902 += patchesJSON6902.map(entries.patch)
    for component in components {
      try check(component)
      if ignoresMissingComponents, !context.isThere(component, from: site) { continue }
      result.components.append(component)
    }
    for image in images.map(entries.image) { result.images.merge(image) }
    if !buildMetadata.isEmpty {
      result.buildMetadata = buildMetadata.compactMap { BuildMetadata(rawValue: $0.value) }
    }
    try log.check()
    return result
  }

  private func check(_ component: SourcedText) throws(RenderError) {
    guard component.value.hasPrefix("/") || RemoteReference(component.value) != nil else { return }
    throw RenderError(
      .invalidField, "the component \(component.value) must be a relative path",
      at: component.location, help: "name a directory of the repository")
  }
}

extension SourcedText {
  fileprivate var filled: SourcedText? { value.isEmpty ? nil : self }
}

extension [ImageChange] {
  /// Puts an entry together with the one of its name: tag and digest belong together, so that a new
  /// one of either takes the other's place.
  fileprivate mutating func merge(_ image: ImageChange) {
    guard let index = firstIndex(where: { $0.name.value == image.name.value }) else {
      append(image)
      return
    }
    if let newName = image.newName { self[index].newName = newName }
    guard image.newTag != nil || image.digest != nil else { return }
    self[index].newTag = image.newTag
    self[index].digest = image.digest
  }
}

extension RenderContext {
  /// Whether something stands where a path leads.
  func isThere(_ path: SourcedText, from site: Site) -> Bool {
    (try? loader.tree.resolve(path.value, from: site.directory)) != nil
  }

  func holdsKustomization(_ site: Site) -> Bool {
    KustomizationFileName.all.contains { isFile(SourcedText($0, .none), from: site) }
  }
}
