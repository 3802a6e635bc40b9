import Diagnostics
import YAML

/// One kustomization being carried out: its resources, then generators, components, transformers,
/// validators and vars.
struct Target {
  let site: Site
  let kustomization: Kustomization
  let context: RenderContext
  /// Where this kustomization stands for those who want objects to say where they come from.
  let provenance: Provenance?
  /// The namespace of the nearest kustomization that builds on this one and has one.
  var outerNamespace: String?

  /// - Throws: ``RenderError`` where the directory holds no kustomization, or several.
  init(_ site: Site, _ context: RenderContext, provenance: Provenance?) throws(RenderError) {
    let file = try context.kustomizationFile(in: site)
    let kustomization = try context.loader.kustomization(in: file)
    self.init(kustomization, at: site, context, provenance: provenance)
  }

  /// A kustomization that need not be what the directory's file says.
  init(
    _ kustomization: Kustomization, at site: Site, _ context: RenderContext,
    provenance: Provenance?
  ) {
    self.site = site
    self.context = context
    self.provenance = provenance
    self.kustomization = kustomization
    context.note(kustomization)
    for warning in kustomization.warnings { context.warn(warning) }
  }

  /// - Parameter start: what a component adds to; empty for a kustomization.
  func accumulate(onto start: Accumulation = Accumulation()) throws(RenderError) -> Accumulation {
    var result = start
    try add(kustomization.resources, to: &result)
    try result.merge(try configuration(), at: kustomization.configurations.first?.location)
    for path in kustomization.crds {
      let file = try context.load(path, from: site)
      try result.merge(try TransformerConfigurationDecoder.definitions(file), at: path.location)
    }
    try runGenerators(&result)
    try addComponents(to: &result)
    try transform(&result)
    try runValidators(&result)
    try result.add(kustomization.variables, context)
    return result
  }

  private func configuration() throws(RenderError) -> TransformerConfiguration {
    var result = TransformerConfiguration.builtIn
    for path in kustomization.configurations {
      let file = try context.load(path, from: site)
      do { try result.merge(try TransformerConfigurationDecoder.configuration(file)) } catch {
        if let error = error as? RenderError { throw error }
        throw RenderError(
          .invalidConfiguration,
          "the configuration disagrees with what is built in on whether a field is made",
          at: path.location)
      }
    }
    return result
  }

  // MARK: Resources

  /// Adds what entries name: files of resources, or directories with kustomizations.
  func add(
    _ entries: [SourcedText], to result: inout Accumulation
  ) throws(RenderError) {
    for (position, entry) in entries.enumerated() {
      if try addFile(entry, to: &result) { continue }
      let directory = try context.enter(entry, from: site)
      let base = try base(directory, entry, before: entries[(position + 1)...])
      try result.merge(base, at: entry.location, context)
      try checkCount(result, at: entry.location)
    }
  }

  /// Adds a file's resources; false where the entry names none.
  private func addFile(
    _ entry: SourcedText, to result: inout Accumulation
  ) throws(RenderError) -> Bool {
    if RemoteReference.isURL(entry.value), RemoteReference(entry.value) == nil {
      throw .remote(entry)
    }
    guard context.isFile(entry, from: site) else { return false }
    let file = try context.load(entry, from: site)
    var resources = try context.loader.resources(in: file)
    if let provenance {
      let place = provenance.appending(entry.value)
      for index in resources.indices { resources[index].setProvenance(place) }
    }
    try result.list.append(resources, context.schemas, at: entry.location)
    try checkCount(result, at: entry.location)
    return true
  }

  private func checkCount(_ result: Accumulation, at place: Location?) throws(RenderError) {
    let limit = context.loader.limits.objects
    guard result.list.items.count > limit else { return }
    throw RenderError(.limit, "there are more than \(limit) objects", at: place)
  }

  private func addComponents(to result: inout Accumulation) throws(RenderError) {
    for entry in kustomization.components {
      let directory = try context.enter(entry, from: site)
      var target = try Target(directory, context, provenance: provenance?.appending(entry.value))
      target.outerNamespace = chartNamespace
      guard target.kustomization.isComponent else {
        throw RenderError(
          .wrongKind, "\(context.shown(directory.directory)) is no component",
          at: entry.location, help: "set its kind to Component, or list it under resources")
      }
      try target.chooseSchema()
      result = try target.accumulate(onto: result)
    }
  }

  /// Puts the schema into use that the kustomization names.
  func chooseSchema() throws(RenderError) {
    let path = kustomization.openAPI["path"]
    let version = kustomization.openAPI["version"]
    guard let path else {
      guard let version, !version.value.isEmpty else { return }
      guard version.value == "v1.21.2" else {
        throw RenderError(
          .invalidSchema, "the schema of \(version.value) is not built in", at: version.location,
          help: "Kustomize has v1.21.2 built in")
      }
      context.schemas.chooseBuiltIn()
      return
    }
    let file = try context.load(path, from: site)
    guard version == nil else {
      throw RenderError(
        .invalidSchema, "a schema can be named by path or by version, not by both",
        at: version?.location)
    }
    context.schemas.choose(try CustomSchema(file))
  }
}

// MARK: - Steps

extension Target {
  private func transform(_ result: inout Accumulation) throws(RenderError) {
    var transformers: [(any Transformer, Provenance?)] = []
    for transformer in try builtInTransformers(result.configuration) {
      transformers.append((transformer, builtInProvenance(transformer.pluginName)))
    }
    for configuration in try plugins(kustomization.transformers) {
      let plugin = PluginConfiguration(resource: configuration, site: site, context: context)
      for transformer in try plugin.transformers() {
        transformers.append((transformer, configuration.pluginProvenance))
      }
    }
    for (transformer, provenance) in transformers {
      try transformer.transform(&result.list, context)
      if let provenance {
        for index in result.list.items.indices where !result.list.items[index].root.isNullOrEmpty {
          result.list.items[index].addTransformation(provenance)
        }
      }
      result.list.dropEmpty()
    }
  }

  /// The transformers that the kustomization's own fields ask for, in Kustomize's order.
  private func builtInTransformers(
    _ configuration: TransformerConfiguration
  ) throws(RenderError) -> [any Transformer] {
    var result: [any Transformer] = []
    if !kustomization.patchesStrategicMerge.isEmpty {
      result.append(
        try StrategicMergeTransformer(kustomization.patchesStrategicMerge, from: site, context))
    }
    for entry in kustomization.patches {
      result.append(try PatchTransformer(entry, from: site, context))
    }
    if let namespace = kustomization.namespace {
      result.append(NamespaceTransformer(namespace: namespace, fields: configuration.namespace))
    }
    if let prefix = kustomization.namePrefix {
      result.append(
        NameAffixTransformer(side: .prefix, text: prefix, fields: configuration.namePrefix))
    }
    if let suffix = kustomization.nameSuffix {
      result.append(
        NameAffixTransformer(side: .suffix, text: suffix, fields: configuration.nameSuffix))
    }
    result += try labelTransformers(configuration)
    if !kustomization.commonAnnotations.isEmpty {
      result.append(
        PairTransformer(
          pairs: kustomization.commonAnnotations, fields: configuration.commonAnnotations,
          setter: .annotations))
    }
    for entry in kustomization.patchesJSON6902 {
      result.append(try JSONPatchTransformer(entry, from: site, context))
    }
    for replica in kustomization.replicas {
      result.append(ReplicaTransformer(replica: replica, fields: configuration.replicas))
    }
    // One walk for all, where no object tells of each change that was made to it.
    let images = provenance == nil ? [kustomization.images] : kustomization.images.map { [$0] }
    for images in images where !images.isEmpty {
      result.append(ImageTransformer(images: images, fields: configuration.images))
    }
    if !kustomization.replacements.isEmpty {
      result.append(
        try ReplacementTransformer(kustomization.replacements, from: site, context))
    }
    return result
  }

  private func labelTransformers(
    _ configuration: TransformerConfiguration
  ) throws(RenderError) -> [any Transformer] {
    guard !kustomization.labels.isEmpty || !kustomization.commonLabels.isEmpty else { return [] }
    var result: [any Transformer] = []
    for label in kustomization.labels {
      do {
        result.append(
          PairTransformer(
            pairs: label.pairs, fields: try label.fieldSpecs(configuration), setter: .labels))
      } catch {
        throw RenderError(
          .invalidConfiguration,
          "the field \(error.spec.path) is configured both to be made and not to be",
          at: label.pairs.first?.key.location)
      }
    }
    result.append(
      PairTransformer(
        pairs: kustomization.commonLabels, fields: configuration.commonLabels, setter: .labels))
    return result
  }

  /// Validators may add a label that says so, and nothing else.
  private func runValidators(_ result: inout Accumulation) throws(RenderError) {
    for configuration in try plugins(kustomization.validators) {
      let plugin = PluginConfiguration(resource: configuration, site: site, context: context)
      for transformer in try plugin.transformers() {
        var changed = result.list
        try transformer.transform(&changed, context)
        let isSame =
          changed.items.count == result.list.items.count
          && zip(changed.items, result.list.items).allSatisfy { new, old in
            var root = new.root
            _ = root.update("metadata") { metadata in
              _ = metadata.update("labels") { $0["validated-by"] = nil }
              if metadata["labels"]?.isEmptyMapping == true { metadata["labels"] = nil }
            }
            return root.isEqual(to: old.root)
          }
        guard isSame else {
          throw RenderError(
            .unsupportedPlugin, "the validator \(configuration.name) changes resources",
            at: configuration.definition?.start)
        }
        result.list = changed
      }
    }
  }
}

extension LabelSet {
  fileprivate func fieldSpecs(
    _ configuration: TransformerConfiguration
  ) throws(ConflictingFieldSpecs) -> [FieldSpec] {
    var result = fields
    try result.merge(configuration.labels)
    if includesSelectors {
      try result.merge(configuration.commonLabels)
      return result
    }
    if includesTemplates { try result.merge(configuration.templateLabels) }
    try result.merge(FieldSpec(path: "metadata/labels", creates: true))
    return result
  }
}

extension Resource {
  /// Where the plug-in that this object configures is configured.
  var pluginProvenance: Provenance? {
    guard let text = annotations[Provenance.originAnnotation] else { return nil }
    var result = Provenance()
    result.configuredIn = Provenance.path(in: text)
    result.apiVersion = apiVersion
    result.kind = kind
    result.name = name
    result.namespace = namespace
    return result
  }
}
