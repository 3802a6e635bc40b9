import Kubernetes
import YAML

extension DefaultingRule {
  /// The other kinds of core/v1.
  static let coreDefaults: [String: DefaultingRule] = [
    "io.k8s.api.core.v1.Secret": DefaultingRule { $0.fillEmpty("type", "Opaque") },
    "io.k8s.api.core.v1.Namespace": DefaultingRule { namespace in
      let name = namespace["metadata"]?["name"]?.string ?? ""
      guard !name.isEmpty else { return }
      namespace.changeMapping("metadata") { metadata in
        metadata.fill("labels", .object([:]))
        metadata.changeMapping("labels") {
          guard $0.text("kubernetes.io/metadata.name") != name else { return }
          $0["kubernetes.io/metadata.name"] = Node.string(name).markedDefaulted
        }
      }
    },
    "io.k8s.api.core.v1.PersistentVolumeSpec": DefaultingRule { spec in
      spec.fillEmpty("persistentVolumeReclaimPolicy", "Retain")
      spec.fill("volumeMode", .string("Filesystem"))
    },
    "io.k8s.api.core.v1.PersistentVolumeClaimSpec": DefaultingRule {
      $0.fill("volumeMode", .string("Filesystem"))
    },
    "io.k8s.api.core.v1.PersistentVolumeClaim": DefaultingRule { claim in
      claim.fill("status", .object([:]))
      claim.changeMapping("status") { $0.fillEmpty("phase", "Pending") }
    },
    "io.k8s.api.core.v1.LimitRangeItem": DefaultingRule(fillLimit),
    "io.k8s.api.core.v1.ReplicationController": DefaultingRule { controller in
      guard let labels = controller["spec"]?["template"]?["metadata"]?["labels"],
        labels.mapping != nil
      else { return }
      controller.changeMapping("spec") { spec in
        if spec["selector"]?.mapping?.isEmpty ?? true {
          spec["selector"] = labels.markedDefaulted
        }
      }
      controller.changeMapping("metadata") { metadata in
        if metadata["labels"]?.mapping?.isEmpty ?? true {
          metadata["labels"] = labels.markedDefaulted
        }
      }
    },
    "io.k8s.api.core.v1.NodeStatus": DefaultingRule { status in
      if let capacity = status["capacity"] { status.fill("allocatable", capacity) }
    },
  ]

  /// The limit is the maximum, the request the limit, and both fall back on the minimum.
  private static let fillLimit: @Sendable (inout Mapping) -> Void = { item in
    guard item.text("type") == "Container" else { return }
    func fill(_ target: String, from source: String) {
      guard let values = item[source]?.mapping else { return }
      if !item.has(target) { item[target] = Node.object([:]).markedDefaulted }
      item.changeMapping(target) {
        for value in values.entries { $0.fill(value.name, value.value) }
      }
    }
    fill("default", from: "max")
    fill("defaultRequest", from: "default")
    fill("defaultRequest", from: "min")
  }
}
