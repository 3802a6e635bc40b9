import Diagnostics
import Kubernetes
import YAML

/// The directory that is rendered: what is done to its resources once, at the end.
struct Build {
  private let target: Target
  private let context: RenderContext
  private let metadata: [BuildMetadata]
  private let order: Renderer.Order

  init(
    _ kustomization: Kustomization, at site: Site, _ context: RenderContext, order: Renderer.Order
  ) throws(RenderError) {
    self.context = context
    self.order = order
    metadata = kustomization.buildMetadata
    target = Target(
      kustomization, at: site, context, provenance: metadata.isEmpty ? nil : Provenance())
    if let mistake = kustomization.sortOptions?.mistake { throw RenderError(mistake) }
  }

  func run() throws(RenderError) -> ResourceList {
    try target.chooseSchema()
    var result = try target.accumulate()
    try HashTransformer().transform(&result.list, context)
    let names = NameReferenceResolver(result.list, result.configuration, context)
    try names.resolve(in: &result.list)
    try resolveVariables(&result)
    for resource in result.list.items { try check(resource) }
    dropLocal(&result.list)
    sort(&result.list)
    if metadata.contains(.managedByLabel) { try addManagedByLabel(&result.list) }
    for index in result.list.items.indices {
      guard !result.list.items[index].root.isTooLarge else {
        let resource = result.list.items[index]
        throw .tooLarge(resource.id(context.schemas).description, at: resource.definition)
      }
      try finish(&result.list.items[index])
    }
    return result.list
  }

  /// Leaves out the objects that are for the build alone.
  private func dropLocal(_ list: inout ResourceList) {
    for resource in list.items {
      guard let annotation = resource.localConfiguration else { continue }
      let origin = Origin(annotation.origin.location, by: .localConfiguration)
      list.deleted.append(DeletedObject(resource, deletedBy: origin))
    }
    list.items.removeAll { $0.localConfiguration != nil }
  }

  /// Patches may have taken away what makes an object one.
  private func check(_ resource: Resource) throws(RenderError) {
    guard !resource.root.isNullOrEmpty else { return }
    guard !resource.kind.isEmpty else {
      throw RenderError(
        .invalidResource, "an object is left without a kind", at: resource.definition)
    }
    guard !resource.name.isEmpty || resource.kind.hasSuffix("List") else {
      throw RenderError(
        .invalidResource, "a \(resource.kind) is left without a metadata.name",
        at: resource.definition)
    }
  }

  private func resolveVariables(_ result: inout Accumulation) throws(RenderError) {
    guard !result.variables.isEmpty else { return }
    let variables = result.variables.values.sorted { $0.name.value < $1.name.value }
    var resolver = try VariableResolver(
      variables, result.list, fields: result.configuration.variableReferences, context)
    try resolver.resolve(in: &result.list, variables)
  }

  private func sort(_ list: inout ResourceList) {
    let options = target.kustomization.sortOptions
    guard (options?.order?.value ?? order.rawValue) == Renderer.Order.legacy.rawValue else {
      return
    }
    let order: KindOrder =
      options?.first == nil && options?.last == nil
      ? .standard : KindOrder(first: options?.first ?? [], last: options?.last ?? [])
    let places = order.places(of: list.items.map { $0.id(context.schemas) })
    list.items = list.items.indices.sorted { places[$0].isBefore(places[$1]) }
      .map { list.items[$0] }
  }

  private func addManagedByLabel(_ list: inout ResourceList) throws(RenderError) {
    let origin = Origin(nil, by: .buildMetadata)
    let pair = SourcedPair(
      key: SourcedText("app.kubernetes.io/managed-by", origin),
      value: SourcedText("kustomize-\(Renderer.kustomizeVersion)", origin))
    let transformer = PairTransformer(
      pairs: [pair], fields: [FieldSpec(path: "metadata/labels", creates: true)],
      setter: .buildMetadata)
    try transformer.transform(&list, context)
  }

  /// Kustomize writes text of several lines as a block, whose first character cannot be a tab.
  private func checkTabs(_ root: Node) throws(RenderError) {
    let found = root.firstScalar {
      $0.text.utf8.first == UInt8(ascii: "\t") && $0.isWrittenAsBlock
    }
    guard let found else { return }
    throw RenderError(
      .unprintableValue, "text of several lines cannot begin with a tab", at: found.origin.location)
  }

  private func finish(_ resource: inout Resource) throws(RenderError) {
    if resource.root["metadata"]?["annotations"] != nil { removeNotes(from: &resource) }
    resource.root.ensureMapping("metadata", origin: resource.root.origin)
    resource.stringifyAnnotations()
    // Most objects are printed as they are, which one look tells.
    guard resource.root.firstScalar(where: { !$0.isPrintedAsItIs }) != nil else { return }
    try checkTabs(resource.root)
    resource.root.readForOutput()
  }

  private func removeNotes(from resource: inout Resource) {
    for key in Self.notes { resource.removeAnnotation(key) }
    if !metadata.contains(.originAnnotations) {
      resource.removeAnnotation(Provenance.originAnnotation)
    }
    if !metadata.contains(.transformerAnnotations) {
      resource.removeAnnotation(Provenance.transformationsAnnotation)
    }
  }

  /// The annotations in which Kustomize keeps its own notes; none of them is printed.
  private static let notes =
    [
      "previousKinds", "previousNames", "prefixes", "suffixes", "previousNamespaces",
      "allowNameChange", "allowKindChange", "refBy", "generatorBehavior", "needsHashSuffix", "path",
      "index", "seqindent", "id", "annotations-migration-resource-id", "helm-generated",
    ].map { "internal.config.kubernetes.io/\($0)" } + [
      "config.kubernetes.io/path", "config.kubernetes.io/index", "config.k8s.io/id",
    ]
}

extension Resource {
  /// The annotation that says the object is for the kustomization's own use and not to be printed.
  fileprivate var localConfiguration: Node? {
    let annotation = root["metadata"]?["annotations"]?["config.kubernetes.io/local-config"]
    return annotation.flatMap { $0.text == "false" ? nil : $0 }
  }
}
