import Kubernetes
import YAML

extension DefaultingRule {
  /// Storage, scheduling, flow control, devices and custom resource definitions.
  static let platformDefaults: [String: DefaultingRule] = [
    "io.k8s.api.storage.v1.StorageClass": DefaultingRule { storage in
      storage.fill("reclaimPolicy", .string("Delete"))
      storage.fill("volumeBindingMode", .string("Immediate"))
    },
    "io.k8s.api.storage.v1.CSIDriverSpec": DefaultingRule { spec in
      spec.fill("attachRequired", .boolean(true))
      spec.fill("podInfoOnMount", .boolean(false))
      spec.fill("storageCapacity", .boolean(false))
      spec.fill("fsGroupPolicy", .string("ReadWriteOnceWithFSType"))
      spec.fill("requiresRepublish", .boolean(false))
      spec.fill("seLinuxMount", .boolean(false))
      if spec["volumeLifecycleModes"]?.elements?.isEmpty ?? true {
        spec["volumeLifecycleModes"] = Node([.string("Persistent")]).markedDefaulted
      }
    },
    "io.k8s.api.scheduling.v1.PriorityClass": DefaultingRule {
      $0.fill("preemptionPolicy", .string("PreemptLowerPriority"))
    },
    "io.k8s.api.flowcontrol.v1.FlowSchemaSpec": DefaultingRule { spec in
      guard spec["matchingPrecedence"]?.scalar?.isZero ?? true else { return }
      spec["matchingPrecedence"] = Node.integer(1_000).markedDefaulted
    },
    "io.k8s.api.flowcontrol.v1.LimitedPriorityLevelConfiguration": DefaultingRule { limited in
      limited.fill("nominalConcurrencyShares", .integer(30))
      limited.fill("lendablePercent", .integer(0))
    },
    "io.k8s.api.flowcontrol.v1.ExemptPriorityLevelConfiguration": DefaultingRule { exempt in
      exempt.fill("nominalConcurrencyShares", .integer(0))
      exempt.fill("lendablePercent", .integer(0))
    },
    "io.k8s.api.flowcontrol.v1.QueuingConfiguration": DefaultingRule { queuing in
      for (name, value) in [("handSize", 8), ("queues", 64), ("queueLengthLimit", 50)]
      where queuing[name]?.scalar?.isZero ?? true {
        queuing[name] = Node.integer(value).markedDefaulted
      }
    },
    "io.k8s.api.resource.v1.ExactDeviceRequest": DefaultingRule(fillDeviceCount),
    "io.k8s.api.resource.v1.DeviceSubRequest": DefaultingRule(fillDeviceCount),
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec":
      DefaultingRule { spec in
        spec.changeMapping("names") { names in
          let kind = names.text("kind")
          guard !kind.isEmpty else { return }
          names.fillEmpty("singular", kind.lowercased())
          names.fillEmpty("listKind", kind + "List")
        }
        spec.fill("conversion", .object(["strategy": .string("None")]))
      },
  ]

  private static let fillDeviceCount: @Sendable (inout Mapping) -> Void = { request in
    request.fillEmpty("allocationMode", "ExactCount")
    guard request.text("allocationMode") == "ExactCount" else { return }
    request.fill("count", .integer(1))
  }
}
