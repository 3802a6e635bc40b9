import Diagnostics
import Values
package import YAML

/// What is edited in the kustomization of a directory before it is built, as Argo CD does by the
/// `kustomize` of an Application's source, with the rules of `kustomize edit`.
///
/// Each value keeps its own origin, which lies in the file that asks for the edit.
package struct KustomizationEdit: Sendable {
  /// In place of the kustomization's own; nil keeps it.
  package var namespace: SourcedText?
  /// In place of the kustomization's own; nil keeps it.
  package var namePrefix: SourcedText?
  /// In place of the kustomization's own; nil keeps it.
  package var nameSuffix: SourcedText?
  /// As `edit set image` takes them: `name=newName:tag`, `name@digest`; `*` keeps a part.
  package var images: [SourcedText] = []
  /// In place of the kustomization's entries of the same name.
  package var replicas: [(name: SourcedText, count: Sourced<Int>)] = []
  /// Beside the kustomization's own.
  package var labels = Labels()
  /// Beside the kustomization's own.
  package var annotations: [SourcedPair] = []
  /// Whether annotations that the kustomization has may be replaced.
  package var forcesAnnotations = false
  /// Entries of `patches`, behind the kustomization's own.
  package var patches: [Node] = []
  /// Behind the kustomization's own, but for those that it has.
  package var components: [SourcedText] = []
  /// Whether a component that is not there is left out.
  package var ignoresMissingComponents = false

  package init() {}

  /// Labels of every object.
  package struct Labels: Sendable {
    /// Keys with their values.
    package var pairs: [SourcedPair] = []
    /// Whether labels that the kustomization has may be replaced.
    package var areForced = false
    /// Whether selectors and templates have them too.
    package var isWithSelectors = true
    /// Whether templates have them where selectors do not.
    package var isWithTemplates = false
  }
}

extension KustomizationEdit {
  /// The kustomization of a directory, edited.
  func kustomization(
    in site: Site, _ context: RenderContext
  ) throws(RenderError) -> Kustomization {
    var result = try context.loader.kustomization(in: try context.kustomizationFile(in: site))
    if let namespace { result.namespace = namespace }
    if let namePrefix { result.namePrefix = namePrefix }
    if let nameSuffix { result.nameSuffix = nameSuffix }
    try ImageEdit(images).apply(to: &result.images)
    for entry in replicas {
      result.replicas.removeAll { $0.name.value == entry.name.value }
      result.replicas.append(ReplicaCount(name: entry.name, count: entry.count))
    }
    try addLabels(to: &result)
    try Self.add(
      annotations, to: &result.commonAnnotations, replacing: forcesAnnotations, "annotation")
    let log = FindingLog()
    result.patches += patches.map(EntryDecoder(log: log).patch)
    try log.check()
    for component in components {
      if result.components.contains(where: { $0.value == component.value }) { continue }
      if ignoresMissingComponents, !context.isThere(component, from: site) { continue }
      result.components.append(component)
    }
    return result
  }

  private func addLabels(to result: inout Kustomization) throws(RenderError) {
    guard !labels.pairs.isEmpty else { return }
    guard !labels.isWithSelectors else {
      return try Self.add(
        labels.pairs, to: &result.commonLabels, replacing: labels.areForced, "label")
    }
    let index = result.labels.firstIndex { set in
      !set.includesSelectors && set.includesTemplates == labels.isWithTemplates
    }
    if let index {
      return try Self.add(
        labels.pairs, to: &result.labels[index].pairs, replacing: labels.areForced, "label")
    }
    result.labels.append(
      LabelSet(
        pairs: labels.pairs.sortedByKey, includesSelectors: false,
        includesTemplates: labels.isWithTemplates, fields: []))
  }

  private static func add(
    _ pairs: [SourcedPair], to own: inout [SourcedPair], replacing: Bool, _ what: String
  ) throws(RenderError) {
    for pair in pairs {
      let key = pair.key.value
      if let index = own.firstIndex(where: { $0.key.value == key }) {
        guard replacing else {
          throw RenderError(
            .invalidField, "the \(what) \(key) stands in the kustomization already",
            at: pair.key.location, related: [Label("here", at: own[index].key.location)],
            help: "take one of them away, or force it")
        }
        own.remove(at: index)
      }
      own.append(pair)
    }
    own = own.sortedByKey
  }
}

/// What `kustomize edit set image` does to a list of images.
private struct ImageEdit {
  private let changes: [SourcedText]

  init(_ changes: [SourcedText]) { self.changes = changes }

  func apply(to images: inout [ImageChange]) throws(RenderError) {
    guard !changes.isEmpty else { return }
    var edited: [ImageChange] = []
    for change in changes {
      let image = try Self.image(change)
      edited.removeAll { $0.name.value == image.name.value }
      edited.append(image)
    }
    for index in edited.indices {
      let old = images.first { $0.name.value == edited[index].name.value }
      if edited[index].newName?.value == Self.keeps { edited[index].newName = old?.newName }
      if edited[index].newTag?.value == Self.keeps { edited[index].newTag = old?.newTag }
      if edited[index].digest?.value == Self.keeps { edited[index].digest = old?.digest }
    }
    let names = Set(edited.map(\.name.value))
    images = (images.filter { !names.contains($0.name.value) } + edited)
      .sorted { $0.name.value.precedesByBytes($1.name.value) }
  }

  private static let keeps = "*"

  private static func image(_ change: SourcedText) throws(RenderError) -> ImageChange {
    let text = change.value.utf8
    let node = change.node
    func part(_ slice: String.UTF8View.SubSequence) -> SourcedText? {
      let range = ByteRange(
        text.distance(from: text.startIndex, to: slice.startIndex),
        text.distance(from: text.startIndex, to: slice.endIndex))
      var origin = change.origin
      origin.location = node.location(of: range)
      let value = String(decoding: slice, as: UTF8.self)
      return value.isEmpty ? nil : SourcedText(value, origin)
    }
    let equal = text.firstIndex(of: UInt8(ascii: "="))
    let rest = equal.map { text[text.index(after: $0)...] } ?? text[...]
    let (name, tag, digest) = split(rest)
    guard equal != nil || tag != nil || digest != nil else {
      throw RenderError(
        .invalidField, "the image \(change.value) names neither tag nor digest nor another name",
        at: change.location, help: "write name:tag, name@digest or name=other:tag")
    }
    guard let image = equal.map({ part(text[..<$0]) }) ?? part(name) else {
      throw RenderError(
        .invalidField, "the image \(change.value) has no name", at: change.location)
    }
    return ImageChange(
      name: image, newName: equal == nil ? nil : part(name), newTag: tag.flatMap(part),
      digest: digest.flatMap(part))
  }

  private typealias Slice = String.UTF8View.SubSequence

  /// Takes name, tag and digest apart: what stands behind a colon is a tag unless it has a slash.
  private static func split(_ text: Slice) -> (name: Slice, tag: Slice?, digest: Slice?) {
    if let at = text.firstIndex(of: UInt8(ascii: "@")) {
      return (text[..<at], nil, text[text.index(after: at)...])
    }
    guard let colon = text.lastIndex(of: UInt8(ascii: ":")) else { return (text, nil, nil) }
    let tag = text[text.index(after: colon)...]
    guard !tag.contains(UInt8(ascii: "/")) else { return (text, nil, nil) }
    return (text[..<colon], tag, nil)
  }
}
