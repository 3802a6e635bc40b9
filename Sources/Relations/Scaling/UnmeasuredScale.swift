import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// An autoscaler that goes by utilisation has requests to measure it by.
  static let unmeasuredScale = RelationRule(
    "relations/unmeasured-scale",
    "The containers that an autoscaler measures by utilisation state a request.",
    why:
      "Utilisation is a share of the request. Where one container states none, the autoscaler says "
      + "FailedGetResourceMetric and never scales.",
    instead:
      "State resources.requests in every container, or let the autoscaler go by averageValue.",
    examples: Examples(
      passing: [.pod("resources: {requests: {cpu: 1}}") + autoscaler],
      failing: [
        (
          .pod("env: []").replacing("- name: web", with: "- name: 1️⃣web") + autoscaler,
          "container web states no request of cpu, by which HorizontalPodAutoscaler web scales: it "
            + "never does"
        )
      ])
  ) { graph, id in
    guard !graph.absent.mayHave(kind: "LimitRange") else { return [] }
    return graph.scalers.compactMap { scaler in
      let key = scaler.reference.key
      let metrics = scaler.measured
      guard !metrics.isEmpty,
        let pods = graph.pods(in: key.namespace).first(where: {
          $0.owner.kind == key.kind && $0.owner.name == key.name
            && graph.meet($0.owner, scaler.owner)
        })
      else { return nil }
      let defaults = ContainerDefaults(in: key.namespace, of: graph)
      for container in pods.running {
        for resource in metrics
        where pods.spec["resources"]?["requests"]?[resource] == nil
          && defaults.amount("requests", of: resource, for: container) == nil
        {
          return pods.owner.finding(
            id, .warning,
            "container \(container.name) states no request of \(resource), by which "
              + "\(scaler.owner.shown) scales: it never does", at: container.node["name"],
            pods.path(container.steps + ["resources", "requests", .key(resource)]),
            related: [scaler.owner.label("\(scaler.owner.shown) is here")],
            help: "state resources.requests.\(resource)")
        }
      }
      return nil
    }
  }

  private static let autoscaler = """

    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 3
      metrics:
        - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}
    """
}

extension Scaler {
  /// The resources whose utilisation over all containers decides.
  fileprivate var measured: [String] {
    guard owner.kind == "HorizontalPodAutoscaler", let spec = owner.object.root["spec"] else {
      return []
    }
    if spec["targetCPUUtilizationPercentage"] != nil { return ["cpu"] }
    return (spec["metrics"]?.elements ?? []).compactMap { metric in
      guard metric["type"]?.scalarText == "Resource", let resource = metric["resource"],
        resource["target"]?["averageUtilization"] != nil
          || resource["targetAverageUtilization"] != nil
      else { return nil }
      return resource["name"]?.scalarText
    }
  }
}
