import Diagnostics
import YAML

/// Decodes the entries that kustomizations and the configurations of plug-ins have in common.
struct EntryDecoder {
  private let log: FindingLog
  private let dialect: MappingDialect

  init(log: FindingLog, as dialect: MappingDialect = .kustomization) {
    self.log = log
    self.dialect = dialect
  }

  private func reader(_ node: Node, _ known: [String], _ what: String) -> StrictMapping {
    StrictMapping(node, describing: what, known: known, as: dialect, log: log)
  }

  func labelSet(_ node: Node) -> LabelSet {
    let reader = reader(
      node,
      ["pairs", "includeSelectors", "includeTemplates", "fields"], "an entry of labels")
    return LabelSet(
      pairs: reader.pairs("pairs").sortedByKey,
      includesSelectors: reader.flag("includeSelectors"),
      includesTemplates: reader.flag("includeTemplates"),
      fields: reader.elements("fields").map(fieldSpec))
  }

  /// Group, version and kind are strings in every dialect, for Kustomize reads them by another way.
  func fieldSpec(_ node: Node) -> FieldSpec {
    let reader = reader(
      node, ["group", "version", "kind", "path", "create"], "a field spec")
    return FieldSpec(
      group: reader.string("group")?.value ?? "", version: reader.string("version")?.value ?? "",
      kind: reader.string("kind")?.value ?? "", path: reader.text("path")?.value ?? "",
      creates: reader.flag("create"))
  }

  func image(_ node: Node) -> ImageChange {
    let reader = reader(
      node, ["name", "newName", "tagSuffix", "newTag", "digest"], "an entry of images")
    return ImageChange(
      name: reader.text("name") ?? SourcedText("", node.origin),
      newName: reader.filledText("newName"), newTag: reader.filledText("newTag"),
      digest: reader.filledText("digest"), tagSuffix: reader.filledText("tagSuffix"))
  }

  func replicaCount(_ node: Node) -> ReplicaCount {
    let reader = reader(
      node, ["name", "count"], "an entry of replicas")
    return ReplicaCount(
      name: reader.text("name") ?? SourcedText("", node.origin),
      count: reader.integer("count") ?? Sourced(0, node.origin))
  }

  func patch(_ node: Node) -> PatchEntry {
    let reader = reader(
      node, ["path", "patch", "target", "options"], "a patch")
    let options = reader.mapping(
      "options", describing: "the options of a patch",
      known: ["allowNameChange", "allowKindChange"])
    return PatchEntry(
      path: reader.filledText("path"), patch: reader.filledText("patch"),
      target: reader.value("target").map(selector),
      allowsNameChange: options?.flag("allowNameChange") ?? false,
      allowsKindChange: options?.flag("allowKindChange") ?? false, origin: node.origin)
  }

  func selector(_ node: Node) -> Selector {
    let reader = reader(
      node,
      [
        "group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector",
      ], "a selector")
    return Selector(
      resource: resourceSelector(reader),
      labels: reader.text("labelSelector") ?? SourcedText("", node.origin),
      annotations: reader.text("annotationSelector") ?? SourcedText("", node.origin),
      origin: node.origin)
  }

  func resourceSelector(_ reader: StrictMapping) -> ResourceSelector {
    var result = kindSelector(reader)
    result.name = reader.string("name")?.value ?? ""
    result.namespace = reader.string("namespace")?.value ?? ""
    return result
  }

  /// A selector of all objects of a kind.
  func kindSelector(_ reader: StrictMapping) -> ResourceSelector {
    ResourceSelector(
      group: reader.string("group")?.value ?? "", version: reader.string("version")?.value ?? "",
      kind: reader.string("kind")?.value ?? "")
  }

  func generator(_ node: Node, isSecret: Bool) -> GeneratorArguments {
    let known = [
      "namespace", "name", "behavior", "literals", "files", "envs", "env", "options",
    ]
    let reader = reader(
      node, isSecret ? known + ["type"] : known,
      "an entry of \(isSecret ? "secretGenerator" : "configMapGenerator")")
    var result = GeneratorArguments(origin: node.origin)
    result.name = reader.filledText("name")
    result.namespace = reader.filledText("namespace")
    result.behavior = reader.text("behavior")
    result.literals = reader.texts("literals")
    result.files = reader.texts("files")
    result.environments = reader.texts("envs")
    result.oldEnvironment = reader.filledText("env")
    result.type = isSecret ? reader.filledText("type") : nil
    result.options = reader.value("options").map(generatorOptions)
    return result
  }

  func generatorOptions(_ node: Node) -> GeneratorOptions {
    let reader = reader(
      node, ["labels", "annotations", "disableNameSuffixHash", "immutable"], "generatorOptions")
    return GeneratorOptions(
      labels: reader.pairs("labels"), annotations: reader.pairs("annotations"),
      disablesNameSuffixHash: reader.flag("disableNameSuffixHash"),
      isImmutable: reader.flag("immutable"),
      immutableOrigin: reader.value("immutable")?.origin ?? .none)
  }
}
