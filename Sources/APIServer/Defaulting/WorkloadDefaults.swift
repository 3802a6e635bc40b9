import Kubernetes
import YAML

extension DefaultingRule {
  /// Workloads of apps/v1.
  static func workloadDefaults(in release: KubernetesRelease) -> [String: DefaultingRule] {
    var rules = workloadDefaults
    rules["io.k8s.api.apps.v1.StatefulSetSpec"] = DefaultingRule { spec in
      fillStatefulSet(&spec, limitsUnavailable: release.limitsUnavailableOfStatefulSets)
    }
    return rules
  }

  private static let workloadDefaults: [String: DefaultingRule] = [
    "io.k8s.api.apps.v1.DeploymentSpec": DefaultingRule { spec in
      spec.fill("replicas", .integer(1))
      spec.fill("strategy", .object([:]))
      spec.changeMapping("strategy") { strategy in
        fillRollingUpdate(
          &strategy, ["maxSurge": .string("25%"), "maxUnavailable": .string("25%")])
      }
      spec.fill("revisionHistoryLimit", .integer(10))
      spec.fill("progressDeadlineSeconds", .integer(600))
    },
    "io.k8s.api.apps.v1.DaemonSetSpec": DefaultingRule { spec in
      spec.fill("updateStrategy", .object([:]))
      spec.changeMapping("updateStrategy") { strategy in
        fillRollingUpdate(&strategy, ["maxUnavailable": .integer(1), "maxSurge": .integer(0)])
      }
      spec.fill("revisionHistoryLimit", .integer(10))
    },
    "io.k8s.api.apps.v1.ReplicaSetSpec": DefaultingRule { $0.fill("replicas", .integer(1)) },
  ]

  /// - Parameter limitsUnavailable: whether the server has `maxUnavailable`, which is 1 then.
  private static func fillStatefulSet(_ spec: inout Mapping, limitsUnavailable: Bool) {
    spec.fillEmpty("podManagementPolicy", "OrderedReady")
    spec.fill("updateStrategy", .object([:]))
    spec.changeMapping("updateStrategy") { strategy in
      if strategy.text("type").isEmpty { strategy.fill("rollingUpdate", .object([:])) }
      strategy.fillEmpty("type", "RollingUpdate")
      guard strategy.text("type") == "RollingUpdate" else { return }
      strategy.changeMapping("rollingUpdate") { update in
        update.fill("partition", .integer(0))
        if limitsUnavailable { update.fill("maxUnavailable", .integer(1)) }
      }
    }
    spec.fill("persistentVolumeClaimRetentionPolicy", .object([:]))
    spec.changeMapping("persistentVolumeClaimRetentionPolicy") { policy in
      policy.fillEmpty("whenDeleted", "Retain")
      policy.fillEmpty("whenScaled", "Retain")
    }
    spec.fill("replicas", .integer(1))
    spec.fill("revisionHistoryLimit", .integer(10))
    spec.change("volumeClaimTemplates") { templates in
      templates.changeElements { template in
        template.changeMapping { claim in
          claim.fillEmpty("apiVersion", "v1")
          claim.fillEmpty("kind", "PersistentVolumeClaim")
        }
      }
    }
  }

  /// RollingUpdate when no type is given, and its settings when it is the type.
  private static func fillRollingUpdate(
    _ strategy: inout Mapping, _ settings: KeyValuePairs<String, Node>
  ) {
    strategy.fillEmpty("type", "RollingUpdate")
    guard strategy.text("type") == "RollingUpdate" else { return }
    strategy.fill("rollingUpdate", .object([:]))
    strategy.changeMapping("rollingUpdate") { update in
      for (name, value) in settings { update.fill(name, value) }
    }
  }
}
