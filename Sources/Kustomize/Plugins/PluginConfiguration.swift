import Diagnostics
import YAML

/// A built-in plug-in that a kustomization configures as an object of its own, under `generators`,
/// `transformers` or `validators`.
struct PluginConfiguration {
  let resource: Resource
  let site: Site
  let context: RenderContext

  private static let generatorKinds = [
    "ConfigMapGenerator", "SecretGenerator", "IAMPolicyGenerator", ChartGenerator.pluginName,
  ]
  private static let transformerKinds = [
    "AnnotationsTransformer", "HashTransformer", "ImageTagTransformer", "LabelTransformer",
    "NamespaceTransformer", "PatchJson6902Transformer", "PatchStrategicMergeTransformer",
    "PatchTransformer", "PrefixSuffixTransformer", "PrefixTransformer", "SuffixTransformer",
    "ReplacementTransformer", "ReplicaCountTransformer", "ValueAddTransformer",
  ]

  /// - Throws: ``RenderError`` where the plug-in is none that Kustomize has built in.
  private func checkBuiltIn() throws(RenderError) {
    let place = resource.root["kind"]?.origin.location ?? resource.definition
    guard resource.apiVersion == "builtin" else {
      throw RenderError(
        .unsupportedPlugin,
        "\(resource.kind) of \(resource.apiVersion) is a plug-in of its own, which is not run",
        at: place, help: "only the plug-ins of apiVersion builtin are part of the renderer")
    }
    let known = Self.generatorKinds + Self.transformerKinds
    guard known.contains(resource.kind) else {
      throw RenderError(
        .unsupportedPlugin, "there is no built-in plug-in \(resource.kind)", at: place,
        help: Spelling.nearest(to: resource.kind, among: known).map { "did you mean \"\($0)\"?" })
    }
  }

  private func reader(_ known: [String], _ log: FindingLog) -> StrictMapping {
    StrictMapping(
      resource.root, describing: "a \(resource.kind)", known: known, as: .plugin, log: log)
  }

  // MARK: Generators

  /// The objects that a generator makes.
  func generated() throws(RenderError) -> [Resource] {
    try checkBuiltIn()
    switch resource.kind {
    case "ConfigMapGenerator", "SecretGenerator": return [try dataGenerator().generate()]
    case "IAMPolicyGenerator": return [try serviceAccount()]
    case ChartGenerator.pluginName: return try charted()
    default:
      throw RenderError(
        .unsupportedPlugin, "\(resource.kind) is no generator", at: resource.definition?.start)
    }
  }

  private func charted() throws(RenderError) -> [Resource] {
    guard context.loader.charts != nil else {
      throw ChartGenerator.notRun(resource.kind, at: resource.definition?.start)
    }
    let log = FindingLog()
    let chart = ChartDecoder(log, as: .plugin).generator(resource.root)
    try log.check()
    return try ChartGenerator(chart: chart, site: site, context: context).generate()
  }

  private func dataGenerator() throws(RenderError) -> DataGenerator {
    let log = FindingLog()
    let isSecret = resource.kind == "SecretGenerator"
    var arguments = EntryDecoder(log: log, as: .plugin)
      .generator(resource.root, isSecret: isSecret)
    let metadata = resource.root["metadata"]
    func text(_ field: String) -> SourcedText? {
      metadata?[field].flatMap { node in
        node.text.isEmpty ? nil : SourcedText(node.text, node.origin)
      }
    }
    arguments.name = arguments.name ?? text("name")
    arguments.namespace = arguments.namespace ?? text("namespace")
    try log.check()
    return DataGenerator(arguments: arguments, isSecret: isSecret, site: site, context: context)
  }

  /// The ServiceAccount of a Google cloud identity.
  private func serviceAccount() throws(RenderError) -> Resource {
    let log = FindingLog()
    let fields = reader(["cloud", "kubernetesService", "serviceAccount"], log)
    let service = fields.mapping(
      "kubernetesService", describing: "kubernetesService", known: ["namespace", "name"])
    let account = fields.mapping(
      "serviceAccount", describing: "serviceAccount", known: ["name", "projectId"])
    try log.check()
    guard fields.text("cloud")?.value == "gke" else {
      throw RenderError(
        .invalidGenerator, "cloud must be gke",
        at: fields.text("cloud")?.location ?? resource.definition?.start)
    }
    let source = Origin(resource.definition, by: .generator)
    func text(_ reader: StrictMapping?, _ name: String) -> Node {
      let found = reader?.text(name)
      return Node(
        .untagged(found?.value ?? ""), origin: Origin(found?.location, by: .generator))
    }
    var root = Node(Mapping(), origin: source)
    root["apiVersion"] = .string("v1", origin: source)
    root["kind"] = .string("ServiceAccount", origin: source)
    var annotations = Node(Mapping(), origin: source)
    let identity = text(account, "name").text + "@" + text(account, "projectId").text
    annotations["iam.gke.io/gcp-service-account"] = .string(
      identity + ".iam.gserviceaccount.com", origin: source)
    var metadata = Node(Mapping(), origin: source)
    metadata["annotations"] = annotations
    metadata["name"] = text(service, "name")
    if service?.filledText("namespace") != nil {
      metadata["namespace"] = text(service, "namespace")
    }
    root["metadata"] = metadata
    return Resource(root: root, definition: resource.definition)
  }
}

// MARK: - Transformers

extension PluginConfiguration {
  /// The transformers that the object configures; `PrefixSuffixTransformer` is two.
  func transformers() throws(RenderError) -> [any Transformer] {
    try checkBuiltIn()
    let log = FindingLog()
    let result = try transformers(log)
    try log.check()
    guard let result else {
      throw RenderError(
        .unsupportedPlugin, "\(resource.kind) is no transformer", at: resource.definition?.start)
    }
    return result
  }

  private func transformers(_ log: FindingLog) throws(RenderError) -> [any Transformer]? {
    let entries = EntryDecoder(log: log, as: .plugin)
    let fields = reader(
      [
        "annotations", "labels", "metadata", "unsetOnly", "setRoleBindingSubjects", "prefix",
        "suffix", "replica", "imageTag", "path", "patch", "target", "options", "paths", "patches",
        "jsonOp", "replacements", "fieldSpecs",
      ], log)
    let specs = fields.elements("fieldSpecs").map(entries.fieldSpec)
    switch resource.kind {
    case "AnnotationsTransformer":
      return [
        PairTransformer(
          pairs: fields.pairs("annotations").sortedByKey, fields: specs, setter: .annotations)
      ]
    case "LabelTransformer":
      return [
        PairTransformer(pairs: fields.pairs("labels").sortedByKey, fields: specs, setter: .labels)
      ]
    case "NamespaceTransformer": return try namespaceTransformer(fields, specs)
    case "PrefixTransformer": return affixes(fields, specs, [.prefix])
    case "SuffixTransformer": return affixes(fields, specs, [.suffix])
    case "PrefixSuffixTransformer": return affixes(fields, specs, [.prefix, .suffix])
    case "ReplicaCountTransformer":
      return [
        ReplicaTransformer(
          replica: entries.replicaCount(fields.value("replica") ?? .null()), fields: specs)
      ]
    case "ImageTagTransformer":
      return [
        ImageTransformer(
          images: [entries.image(fields.value("imageTag") ?? .null())], fields: specs)
      ]
    case "HashTransformer": return [HashTransformer()]
    case "ReplacementTransformer":
      let decoder = ReplacementDecoder(log, as: .plugin)
      let replacements = fields.elements("replacements").map(decoder.entry)
      try log.check()
      return [try ReplacementTransformer(replacements, from: site, context)]
    case "ValueAddTransformer": return [try ValueAddTransformer(resource.root, from: site, context)]
    default: return try patchTransformers(fields, entries)
    }
  }

  private func patchTransformers(
    _ fields: StrictMapping, _ entries: EntryDecoder
  ) throws(RenderError) -> [any Transformer]? {
    let options = fields.mapping(
      "options", describing: "the options of a patch",
      known: ["allowNameChange", "allowKindChange"])
    var entry = PatchEntry(
      path: fields.filledText("path"), patch: nil,
      target: fields.value("target").map(entries.selector),
      allowsNameChange: options?.flag("allowNameChange") ?? false,
      allowsKindChange: options?.flag("allowKindChange") ?? false, origin: resource.root.origin)
    switch resource.kind {
    case "PatchTransformer":
      entry.patch = fields.filledText("patch")
      return [try PatchTransformer(entry, from: site, context)]
    case "PatchJson6902Transformer":
      entry.patch = fields.filledText("jsonOp")
      return [try JSONPatchTransformer(entry, from: site, context)]
    case "PatchStrategicMergeTransformer":
      let paths = fields.texts("paths")
      var patches = try StrategicMergeTransformer(paths, from: site, context).patches
      if let text = fields.filledText("patches") {
        patches += try PatchContent.patches(
          try EmbeddedText(source: text).documents(as: .kustomize))
      }
      guard !patches.isEmpty else {
        throw RenderError(
          .invalidPatch, "the patches are empty", at: resource.definition?.start)
      }
      return [StrategicMergeTransformer(patches: patches)]
    default: return nil
    }
  }

  private func affixes(
    _ fields: StrictMapping, _ specs: [FieldSpec], _ sides: [NameAffixTransformer.Side]
  ) -> [any Transformer] {
    sides.map { side in
      let text = fields.text(side == .prefix ? "prefix" : "suffix")
      return NameAffixTransformer(
        side: side, text: text ?? SourcedText("", resource.root.origin), fields: specs)
    }
  }

  private func namespaceTransformer(
    _ fields: StrictMapping, _ specs: [FieldSpec]
  ) throws(RenderError) -> [any Transformer] {
    let metadata = fields.value("metadata")
    guard let namespace = metadata?["namespace"], !namespace.text.isEmpty else { return [] }
    var transformer = NamespaceTransformer(
      namespace: SourcedText(namespace.text, namespace.origin), fields: specs)
    transformer.setsOnlyMissing = fields.flag("unsetOnly")
    if let mode = fields.filledText("setRoleBindingSubjects") {
      guard let subjects = NamespaceTransformer.Subjects(rawValue: mode.value) else {
        let names = NamespaceTransformer.Subjects.allCases.map(\.rawValue)
        throw RenderError(
          .invalidField,
          "setRoleBindingSubjects must be one of \(names.joined(separator: ", "))",
          at: mode.location)
      }
      transformer.subjects = subjects
    }
    return [transformer]
  }
}
