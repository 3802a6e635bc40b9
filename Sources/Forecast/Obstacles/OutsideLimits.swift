import Diagnostics
import Kubernetes
import YAML

extension ObstacleRule {
  /// A LimitRange lets the pods in.
  static let limitRange = ObstacleRule(
    "forecast/limit-range", "What a pod asks for is within the LimitRange of its namespace.",
    why: "The API server refuses every pod, so that the rollout waits for its first one for ever.",
    instead: "Ask for an amount between min and max, or change the LimitRange.",
    examples: Examples(
      passing: [
        Example(
          after: Example.deployment(container: "resources: {limits: {cpu: 1}}")
            + range("{type: Container, min: {cpu: 600m}}")),
        // What is not said is filled in from the range itself.
        Example(after: Example.deployment() + range("{type: Container, max: {cpu: 1}}")),
      ],
      failing: [
        Example(
          after: Example.deployment(container: "resources: {requests: {cpu: 500m}}")
            + range("{type: Container, min: {cpu: 1️⃣600m}}"),
          message: "LimitRange team refuses every pod: container web requests 500m of cpu, and the "
            + "least is 600m", isCertain: true),
        Example(
          after: Example.deployment(container: "resources: {limits: {memory: 4Gi}}")
            + range("{type: Pod, max: {memory: 1️⃣2Gi}}"),
          message: "LimitRange team refuses every pod: a pod is limited to 4Gi of memory, and the "
            + "most is 2Gi", isCertain: true),
        Example(
          after: Example.deployment(
            container: "resources: {requests: {cpu: 100m}, limits: {cpu: 1}}")
            + range("{type: Container, maxLimitRequestRatio: {cpu: 1️⃣4}}"),
          message:
            "LimitRange team refuses every pod: container web is limited to 10 times the cpu "
            + "that it requests, and the most is 4", isCertain: true),
      ])
  ) { outlook in
    guard outlook.startsPods,
      let violation = outlook.namespace.violation(by: outlook.workload.podSpec)
    else { return [] }
    return [Finding(true, violation.message, at: violation.location)]
  }

  private static func range(_ item: String) -> String {
    """

    ---
    apiVersion: v1
    kind: LimitRange
    metadata: {name: team}
    spec: {limits: [\(item)]}

    """
  }
}
