import Diagnostics
import Kustomize
import YAML

extension ArgoSource {
  /// What `kustomize` of the source edits in the kustomization; nil where it edits nothing.
  ///
  /// - Throws: ``PipelineError`` for values that Argo CD does not take.
  func edit(_ variables: ArgoVariables) throws(PipelineError) -> KustomizationEdit? {
    guard let options = node["kustomize"], let mapping = options.mapping, !mapping.isEmpty else {
      return nil
    }
    var edit = KustomizationEdit()
    edit.namespace = options.filledText("namespace")
    edit.namePrefix = options.filledText("namePrefix")
    edit.nameSuffix = options.filledText("nameSuffix")
    edit.images = options.texts("images").map { text in
      let value = variables.text(text.value)
      // Text that variables are put into has no bytes of its own.
      return value == text.value ? text : SourcedText(value, text.origin)
    }
    for entry in options["replicas"]?.elements ?? [] {
      edit.replicas.append(try Self.replicas(entry))
    }
    edit.labels.pairs = options.pairs("commonLabels").map { $0.substituted(variables) }
    edit.labels.areForced = options.flag("forceCommonLabels")
    edit.labels.isWithSelectors = !options.flag("labelWithoutSelector")
    edit.labels.isWithTemplates = options.flag("labelIncludeTemplates")
    edit.annotations = options.pairs("commonAnnotations")
    if options.flag("commonAnnotationsEnvsubst") {
      edit.annotations = edit.annotations.map { $0.substituted(variables) }
    }
    edit.forcesAnnotations = options.flag("forceCommonAnnotations")
    edit.patches = options["patches"]?.elements ?? []
    edit.components = options.texts("components")
    edit.ignoresMissingComponents = options.flag("ignoreMissingComponents")
    return edit
  }

  private static func replicas(
    _ entry: Node
  ) throws(PipelineError) -> (name: SourcedText, count: Sourced<Int>) {
    let name = entry["name"].map(SourcedText.init(of:)) ?? SourcedText("", entry.origin)
    guard let count = entry["count"]?.scalarText.flatMap({ Int($0) }) else {
      throw PipelineError([
        Diagnostic(
          rule: .argoSource, severity: .error,
          message: "expected integer value for count of replicas of \(name.value)",
          primary: entry["count"]?.origin.location ?? entry.origin.location)
      ])
    }
    return (name, Sourced(count, entry["count"]?.origin ?? entry.origin))
  }
}

extension SourcedText {
  /// The text of a scalar; nothing for anything else.
  init(of node: Node) {
    self.init(node.scalarText ?? "", node.origin, style: node.scalar?.style ?? .plain)
  }
}

extension SourcedPair {
  fileprivate func substituted(_ variables: ArgoVariables) -> SourcedPair {
    var pair = self
    pair.value.value = variables.text(value.value)
    return pair
  }
}

extension Node {
  fileprivate func filledText(_ field: String) -> SourcedText? {
    self[field].map(SourcedText.init(of:)).flatMap { $0.value.isEmpty ? nil : $0 }
  }

  fileprivate func texts(_ field: String) -> [SourcedText] {
    (self[field]?.elements ?? []).map(SourcedText.init(of:))
  }

  fileprivate func pairs(_ field: String) -> [SourcedPair] {
    (self[field]?.mapping?.entries ?? []).map { entry in
      SourcedPair(key: SourcedText(of: entry.key), value: SourcedText(of: entry.value))
    }
  }

  fileprivate func flag(_ field: String) -> Bool { self[field]?.scalar?.boolean ?? false }
}
