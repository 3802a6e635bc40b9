import Diagnostics
import YAML

/// Decodes a kustomization file, strictly.
struct KustomizationDecoder {
  private let file: SourceFile
  private let dialect: MappingDialect
  private let log = FindingLog()

  private static let fields = [
    "apiVersion", "kind", "metadata", "openapi", "namePrefix", "nameSuffix", "namespace",
    "commonLabels", "labels", "commonAnnotations", "patchesStrategicMerge", "patchesJson6902",
    "patches", "images", "imageTags", "replacements", "replicas", "vars", "sortOptions",
    "resources", "components", "crds", "bases", "configMapGenerator", "secretGenerator",
    "helmGlobals", "helmCharts", "helmChartInflationGenerator", "generatorOptions",
    "configurations", "generators", "transformers", "validators", "buildMetadata",
  ]

  /// Reads the first document of `file` as Kustomize does.
  static func decode(_ file: SourceFile) throws(RenderError) -> Kustomization {
    try decode(file, as: .kustomization)
  }

  /// Reads the first document of `file` as Flux does, which drops what it does not know and writes an
  /// origin into generated objects where no resources are listed.
  static func decodeLeniently(_ file: SourceFile) throws(RenderError) -> Kustomization {
    var result: Kustomization
    do { result = try decode(file, as: .kustomization) } catch {
      result = try decode(file, as: .plugin)
      result.warnings += error.diagnostics.filter { $0.rule == .unknownField }.map { finding in
        var finding = finding
        finding.severity = .warning
        finding.help = "Flux drops the field" + (finding.help.map { "; \($0)" } ?? "")
        return finding
      }
    }
    if result.listsNoResources { result.buildMetadata = [.originAnnotations] }
    return result
  }

  private static func decode(
    _ file: SourceFile, as dialect: MappingDialect
  ) throws(RenderError) -> Kustomization {
    let decoder = KustomizationDecoder(file: file, dialect: dialect)
    // Kustomize reads its own file with YAML 1.1, unlike the resources.
    let parsed = file.parsed(as: .kubernetes, repeatedKeys: .lastWins)
    let errors = parsed.errors.filter { $0.kind != .duplicateKey }
    guard errors.isEmpty else { throw RenderError(errors.map(\.diagnostic)) }
    let root = parsed.documents.first?.root ?? .null()
    var result = decoder.decode(root)
    try decoder.log.check()
    result.warnings += decoder.log.findings
    for error in parsed.errors {
      var warning = error.diagnostic
      warning.severity = .warning
      warning.help = "Kustomize takes the last one"
      result.warnings.append(warning)
    }
    if parsed.documents.dropFirst().contains(where: { !$0.isEmpty }) {
      result.warnings.append(
        Diagnostic(
          rule: .invalidField, severity: .warning,
          message: "only the first document of a kustomization is read",
          primary: parsed.documents.dropFirst().first { !$0.isEmpty }.map {
            Location(file: file, range: $0.range)
          }))
    }
    return result
  }

  private init(file: SourceFile, dialect: MappingDialect) {
    self.file = file
    self.dialect = dialect
  }

  private func decode(_ root: Node) -> Kustomization {
    var result = Kustomization(file: file)
    let reader = StrictMapping(
      root, describing: "a kustomization", known: Self.fields, as: dialect, log: log)
    checkType(reader, &result)
    if dialect.unknownFields == .refused { checkEmpty(root) }
    decodeReferences(reader, &result)
    decodeTransformers(reader, &result)
    decodePatches(reader, &result)
    decodeGenerators(reader, &result)
    result.replacements = reader.elements("replacements").map {
      ReplacementDecoder(log).entry($0)
    }
    result.variables = reader.elements("vars").compactMap { decodeVariable($0) }
    result.sortOptions = decodeSortOptions(reader)
    for option in reader.texts("buildMetadata") {
      guard let known = BuildMetadata(rawValue: option.value) else { continue }
      result.buildMetadata.append(known)
    }
    for pair in reader.pairs("openapi") { result.openAPI[pair.key.value] = pair.value }
    checkMetadata(reader)
    warnOfDeprecations(root, &result)
    return result
  }

  private func checkType(_ reader: StrictMapping, _ result: inout Kustomization) {
    let kind = reader.filledText("kind")
    switch kind?.value {
    case nil, "Kustomization": break
    case "Component": result.isComponent = true
    default:
      log.error(
        .wrongKind, "kind must be Kustomization or Component", at: kind?.location)
    }
    let expected =
      "kustomize.config.k8s.io/" + (result.isComponent ? "v1alpha1" : "v1beta1")
    if let version = reader.filledText("apiVersion"), version.value != expected {
      log.error(
        .wrongKind,
        "apiVersion of a \(result.isComponent ? "Component" : "Kustomization") must be \(expected)",
        at: version.location)
    }
  }

  private func checkEmpty(_ root: Node) {
    let says = root.mapping?.entries.contains { entry in
      let name = entry.name.lowercased()
      return name != "apiversion" && name != "kind" && !entry.value.isNull
        && entry.value.string != ""
    }
    guard says != true else { return }
    log.error(
      .emptyKustomization, "\(TreePath.name(of: file.path)) says nothing to build",
      at: Location(file: file, range: ByteRange(0, 0)))
  }

  /// What has no effect must be well formed all the same.
  private func checkMetadata(_ reader: StrictMapping) {
    let metadata = reader.mapping(
      "metadata", describing: "metadata", known: ["name", "namespace", "labels", "annotations"])
    _ = metadata?.text("name")
    _ = metadata?.text("namespace")
    _ = metadata?.pairs("labels")
    _ = metadata?.pairs("annotations")
  }

  private func decodeReferences(_ reader: StrictMapping, _ result: inout Kustomization) {
    result.resources = reader.texts("resources")
    result.listsNoResources = result.resources.isEmpty
    result.resources += reader.texts("bases")
    result.components = reader.texts("components")
    result.crds = reader.texts("crds")
    result.configurations = reader.texts("configurations")
    result.generators = reader.texts("generators")
    result.transformers = reader.texts("transformers")
    result.validators = reader.texts("validators")
  }

  private func decodeTransformers(_ reader: StrictMapping, _ result: inout Kustomization) {
    let entries = EntryDecoder(log: log, as: dialect)
    result.namePrefix = reader.filledText("namePrefix")
    result.nameSuffix = reader.filledText("nameSuffix")
    result.namespace = reader.filledText("namespace")
    result.commonLabels = reader.pairs("commonLabels").sortedByKey
    result.commonAnnotations = reader.pairs("commonAnnotations").sortedByKey
    result.labels = reader.elements("labels").map(entries.labelSet)
    result.images = (reader.elements("images") + reader.elements("imageTags")).map(entries.image)
    result.replicas = reader.elements("replicas").map(entries.replicaCount)
  }

  private func decodePatches(_ reader: StrictMapping, _ result: inout Kustomization) {
    let entries = EntryDecoder(log: log, as: dialect)
    result.patchesStrategicMerge = reader.texts("patchesStrategicMerge")
    result.patchesJSON6902 = reader.elements("patchesJson6902").map(entries.patch)
    result.patches = reader.elements("patches").map(entries.patch)
  }

  private func decodeGenerators(_ reader: StrictMapping, _ result: inout Kustomization) {
    let entries = EntryDecoder(log: log, as: dialect)
    result.configMapGenerators = reader.elements("configMapGenerator").map {
      entries.generator($0, isSecret: false).withOldEnvironment
    }
    result.secretGenerators = reader.elements("secretGenerator").map {
      entries.generator($0, isSecret: true).withOldEnvironment
    }
    result.generatorOptions = reader.value("generatorOptions").map(entries.generatorOptions)
    result.charts = ChartDecoder(log, as: dialect).charts(reader)
  }

  private func decodeVariable(_ node: Node) -> Variable? {
    let reader = StrictMapping(
      node, describing: "a var", known: ["name", "objref", "fieldref"], as: .kustomization, log: log
    )
    let target = reader.mapping(
      "objref", describing: "objref",
      known: ["apiVersion", "group", "version", "kind", "name", "namespace"])
    let field = reader.mapping("fieldref", describing: "fieldref", known: ["fieldPath"])
    var selector = ResourceSelector()
    if let target {
      selector.group = target.text("group")?.value ?? ""
      selector.version = target.text("version")?.value ?? ""
      selector.kind = target.text("kind")?.value ?? ""
      selector.name = target.text("name")?.value ?? ""
      selector.namespace = target.text("namespace")?.value ?? ""
      if let apiVersion = target.filledText("apiVersion")?.value {
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2 { selector.group = String(parts[0]) }
        if parts.count <= 2 { selector.version = String(parts[parts.count - 1]) }
      }
    }
    return Variable(
      name: reader.text("name") ?? SourcedText("", node.origin), target: selector,
      fieldPath: field?.filledText("fieldPath")?.value ?? "metadata.name")
  }

  private func decodeSortOptions(_ reader: StrictMapping) -> SortOptions? {
    guard
      let options = reader.mapping(
        "sortOptions", describing: "sortOptions", known: ["order", "legacySortOptions"])
    else { return nil }
    let legacy = options.mapping(
      "legacySortOptions", describing: "legacySortOptions", known: ["orderFirst", "orderLast"])
    let order = options.text("order")
    var result = SortOptions(
      order: order, first: legacy?.texts("orderFirst").map(\.value),
      last: legacy?.texts("orderLast").map(\.value), origin: options.origin)
    switch order?.value {
    case "legacy": break
    case "fifo" where legacy != nil:
      result.mistake = .sorting(
        "legacySortOptions is of use only with order legacy", at: legacy?.origin.location)
    case "fifo": break
    default:
      result.mistake = .sorting(
        "sortOptions.order must be legacy or fifo",
        at: order?.location ?? options.origin.location)
    }
    return result
  }

  private func warnOfDeprecations(_ root: Node, _ result: inout Kustomization) {
    for (name, replacement) in Succession.fields {
      guard
        let entry = root.mapping?.entries.first(where: {
          $0.name.lowercased() == name.lowercased() && !$0.value.isNull
        })
      else { continue }
      result.warnings.append(
        Diagnostic(
          rule: .deprecatedField, severity: .warning,
          message: "\(name) is deprecated", primary: entry.key.origin.location,
          help: "use \(replacement) instead"))
    }
  }
}

extension GeneratorArguments {
  fileprivate var withOldEnvironment: GeneratorArguments {
    var result = self
    if let oldEnvironment { result.environments.append(oldEnvironment) }
    return result
  }
}

extension Diagnostic {
  fileprivate static func sorting(_ message: String, at place: Location?) -> Diagnostic {
    Diagnostic(rule: .invalidField, severity: .error, message: message, primary: place)
  }
}
