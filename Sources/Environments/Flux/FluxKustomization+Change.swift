import Kubernetes
import Kustomize
import YAML

extension FluxKustomization {
  /// What the object's fields change in the kustomization of its path.
  var change: KustomizationChange {
    var change = KustomizationChange(origin: spec["path"]?.origin ?? object.root.origin)
    change.namespace = text("targetNamespace")
    change.namePrefix = text("namePrefix")
    change.nameSuffix = text("nameSuffix")
    change.patches = elements("patches")
    // The older API has patches as values, where Kustomize takes text.
    change.patchesStrategicMerge = elements("patchesStrategicMerge").map {
      SourcedText($0.json, $0.origin)
    }
    change.patchesJSON6902 = elements("patchesJson6902").map { entry in
      var entry = entry
      _ = entry.update("patch") { $0.content = .scalar(Scalar(string: $0.json)) }
      return entry
    }
    change.components = elements("components").map(SourcedText.init(scalar:))
    change.ignoresMissingComponents = spec["ignoreMissingComponents"]?.scalar?.boolean ?? false
    change.images = elements("images")
    change.buildMetadata = elements("buildMetadata").map(SourcedText.init(scalar:))
    return change
  }

  private func text(_ field: String) -> SourcedText? { spec[field].map(SourcedText.init(scalar:)) }

  private func elements(_ field: String) -> [Node] { spec[field]?.elements ?? [] }
}

extension SourcedText {
  /// The text of a scalar; nothing for anything else.
  fileprivate init(scalar node: Node) {
    self.init(node.scalarText ?? "", node.origin, style: node.scalar?.style ?? .plain)
  }
}
