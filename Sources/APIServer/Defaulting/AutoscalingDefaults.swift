import Kubernetes
import YAML

extension DefaultingRule {
  /// HorizontalPodAutoscaler (autoscaling/v1 and v2).
  static let autoscalingDefaults: [String: DefaultingRule] = [
    "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec": DefaultingRule { spec in
      spec.fill("minReplicas", .integer(1))
      if spec["metrics"]?.elements?.isEmpty ?? true {
        spec["metrics"] = Node([averageCPU]).markedDefaulted
      }
      spec.changeMapping("behavior") { behavior in
        behavior.fill("scaleUp", .object([:]))
        behavior.fill("scaleDown", .object([:]))
        behavior.changeMapping("scaleUp") { rules in
          rules.fill("stabilizationWindowSeconds", .integer(0))
          rules.fill("selectPolicy", .string("Max"))
          rules.fill("policies", Node([policy("Pods", 4), policy("Percent", 100)]))
        }
        behavior.changeMapping("scaleDown") { rules in
          rules.fill("selectPolicy", .string("Max"))
          rules.fill("policies", Node([policy("Percent", 100)]))
        }
      }
    },
    "io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec": DefaultingRule { spec in
      spec.fill("minReplicas", .integer(1))
      spec.fill("targetCPUUtilizationPercentage", .integer(80))
    },
  ]

  private static let averageCPU = Node.object([
    "type": .string("Resource"),
    "resource": .object([
      "name": .string("cpu"),
      "target": .object([
        "type": .string("Utilization"), "averageUtilization": .integer(80),
      ]),
    ]),
  ])

  /// A policy over a quarter of a minute.
  private static func policy(_ type: String, _ value: Int) -> Node {
    .object(["type": .string(type), "value": .integer(value), "periodSeconds": .integer(15)])
  }
}
