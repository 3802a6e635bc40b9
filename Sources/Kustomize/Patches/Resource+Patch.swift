import Diagnostics
import Kubernetes
import Values
import YAML

extension Resource {
  /// Merges a strategic merge patch; an empty object is left where the patch deletes this one.
  mutating func merge(_ patch: Resource, _ context: RenderContext) throws(RenderError) {
    let (name, namespace, kind) = (name, namespace, kind)
    let identity = identityNodes
    if patch.allowsNameChange || patch.allowsKindChange { storePrevious(context.schemas) }
    let losesNotes = patch.takesAnnotationsAway
    var merge = StrategicMerge(context.schemas, context.recorder)
    guard let merged = try merge.merge(patch.root, into: root) else {
      root = Node(Mapping(), origin: root.origin)
      return
    }
    root = merged
    removed.append(merge.removed)
    for node in merge.shared { spread(node) }
    if losesNotes { dropNotes() }
    guard !root.isNullOrEmpty else { return }
    if !patch.allowsKindChange, self.kind != kind {
      root["kind"] = Node(.untagged(kind), origin: root["kind"]?.origin ?? root.origin)
    }
    if !patch.allowsNameChange { restoreMetadata("name", to: name) }
    if namespace.isEmpty {
      removeMetadata("namespace")
    } else {
      restoreMetadata("namespace", to: namespace)
    }
    keep(identity)
  }

  /// The fields by which a patch names its target.
  private var identityNodes: [(field: String, node: Node)] {
    ["apiVersion", "kind"].compactMap { field in root[field].map { (field, $0) } }
      + ["name", "namespace"].compactMap { field in
        root["metadata"]?[field].map { ("metadata/" + field, $0) }
      }
  }

  /// Puts fields back that a patch has set to what they were, for it only named its target by them.
  private mutating func keep(_ identity: [(field: String, node: Node)]) {
    for (field, node) in identity {
      let steps = field.split(separator: "/").map(String.init)
      let path = FieldPath(steps.map { .key($0) })
      guard let current = root[path], current.isEqual(to: node) else { continue }
      if steps.count == 1 { root[field] = node } else { setMetadata(steps[1]) { $0 = node } }
    }
  }

  /// Whether a patch replaces or removes all annotations, and Kustomize's notes with them.
  private var takesAnnotationsAway: Bool {
    guard let metadata = root["metadata"] else { return false }
    if metadata.isNull || metadata["$patch"] != nil { return true }
    guard let annotations = metadata["annotations"] else { return false }
    return annotations.isNull || annotations["$patch"] != nil
  }

  private mutating func dropNotes() {
    previous = []
    prefixes = []
    suffixes = []
    behavior = .unspecified
    needsNameSuffixHash = false
  }

  /// A patch as Kustomize applies it to selected targets: its labels and annotations are strings,
  /// even those that are null to be removed.
  func asSelected() -> Resource {
    var result = self
    for field in ["labels", "annotations"] {
      guard let old = root["metadata"]?[field] else { continue }
      // What holds no entry says nothing, not even where it is null.
      guard old.mapping?.isEmpty == false else {
        result.removeMetadata(field)
        continue
      }
      result.setMetadata(field) { $0 = $0.withTextValues }
    }
    return result
  }

  /// Applies a JSON 6902 patch.
  mutating func apply(_ patch: JSON6902Patch, _ context: RenderContext) throws(RenderError) {
    let id = id(context.schemas)
    warnOfStrayStarts(patch, context)
    // Kustomize keeps its notes in the annotations, so that operations find some there.
    let lendsAnnotations = hasNotes && root["metadata"]?["annotations"] == nil
    if lendsAnnotations { setMetadata("annotations") { $0 = Node(Mapping()) } }
    try root.readBackAsJSON()
    try patch.apply(to: &root, of: id.description, noting: &removed, context.recorder)
    try root.readBackAsJSON()
    dropCells()
    stringifyAnnotations()
  }

  private func warnOfStrayStarts(_ patch: JSON6902Patch, _ context: RenderContext) {
    let pointers = patch.operations.flatMap {
      [($0.change.path, $0.path), ($0.change.from, $0.from)]
    }
    for (pointer, place) in pointers where pointer.hasStrayStart {
      context.warn(
        Diagnostic(
          rule: .invalidPatch, severity: .warning,
          message: "a JSON pointer begins with /; what stands before it is passed over",
          primary: place))
    }
  }

  /// Makes every annotation a string, and takes the field out where there is none.
  mutating func stringifyAnnotations() {
    guard let annotations = root["metadata"]?["annotations"] else { return }
    guard annotations.mapping?.isEmpty == false else {
      removeMetadata("annotations")
      return
    }
    let areStrings =
      annotations.mapping?.entries.allSatisfy {
        $0.value.string != nil && $0.value.scalar?.printed == nil
      } ?? false
    if !areStrings { setMetadata("annotations") { $0 = $0.withTextValues } }
  }
}

extension Node {
  /// The mapping with each value as a string: a scalar's text, null included, or nothing.
  var withTextValues: Node {
    guard let mapping else { return self }
    let entries = mapping.entries.map { entry in
      Mapping.Entry(
        key: Node(.untagged(entry.name), origin: entry.key.origin),
        value: Node(.tagged(entry.value.text), origin: entry.value.origin))
    }
    return Node(Mapping(entries: entries), origin: origin)
  }
}

extension ResourceList {
  /// Merges a patch into one resource, of which nothing is left where the patch deletes it.
  mutating func merge(
    _ patch: Resource, at position: Int, _ context: RenderContext
  ) throws(RenderError) {
    // Kept only where it may be needed: what is held twice cannot be changed in place.
    let doomed = PatchDirective.stands(in: patch.root) ? items[position] : nil
    try items[position].merge(patch, context)
    guard let doomed, items[position].root.isNullOrEmpty else { return }
    deleted.append(DeletedObject(doomed, deletedBy: PatchDirective.remover(in: patch.root)))
  }

  /// Merges a patch into the resources of some identities and drops those that it deletes.
  mutating func merge(
    _ patch: Resource, into ids: Set<ResourceID>, _ context: RenderContext
  ) throws(RenderError) {
    var patch = patch
    for position in items.indices where ids.contains(items[position].id(context.schemas)) {
      // The target keeps its API version, whatever that of the patch.
      patch.root["apiVersion"] = items[position].root["apiVersion"]
      try merge(patch, at: position, context)
    }
    let remaining = items.filter { !$0.root.isNullOrEmpty }
    items = []
    try append(remaining, context.schemas, at: patch.definition?.start)
  }
}
