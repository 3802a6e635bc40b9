import Diagnostics
import Kubernetes
import Values
import YAML

extension RelationRule {
  /// Containers say what a quota of their namespace counts.
  static let unstatedInQuota = RelationRule(
    "relations/unstated-in-quota",
    "Containers state the requests and limits that a ResourceQuota of their namespace counts.",
    why:
      "Where a quota counts requests.memory, the API server refuses every pod with a container that "
      + "does not say it, unless a LimitRange fills it in (Resource Quotas, \"compute resource quota\").",
    instead: "State the request or limit, or add a LimitRange with defaults to the namespace.",
    examples: Examples(
      passing: [
        .pod("resources: {requests: {memory: 1Gi}}") + quota,
        .pod("resources: {limits: {memory: 1Gi}}") + quota,
        .pod("env: []") + quota + """

          ---
          apiVersion: v1
          kind: LimitRange
          metadata: {name: shop}
          spec: {limits: [{type: Container, defaultRequest: {memory: 64Mi}}]}
          """,
      ],
      failing: [
        (
          .pod("env: []").replacing("- name: web", with: "- name: 1️⃣web") + quota,
          "container web states no requests.memory, which ResourceQuota shop counts: every pod is "
            + "refused"
        )
      ])
  ) { graph, id in
    graph.objects(of: "ResourceQuota").flatMap { quota -> [Diagnostic] in
      let spec = quota.object.root["spec"]
      guard spec?["scopes"] == nil, spec?["scopeSelector"] == nil,
        !graph.absent.mayHave(kind: "LimitRange"), !graph.ownership.isUnseen(quota.namespace)
      else { return [] }
      let counted = (spec?["hard"]?.mapping?.entries ?? []).compactMap { entry in
        computed[entry.name].map { (entry.name, $0.list, $0.resource, entry.value) }
      }
      guard !counted.isEmpty else { return [] }
      let defaults = ContainerDefaults(in: quota.namespace, of: graph)
      return graph.pods(in: quota.namespace).compactMap { pods in
        for container in pods.containers {
          for (name, list, resource, node) in counted
          where pods.spec["resources"]?[list]?[resource] == nil
            && defaults.amount(list, of: resource, for: container) == nil
          {
            return pods.owner.finding(
              id, .error,
              "container \(container.name) states no \(name), which \(quota.shown) counts: every pod "
                + "is refused", at: container.node["name"],
              pods.path(container.steps + ["resources", .key(list), .key(resource)]),
              related: [Label("it is counted here", at: node.origin.location)],
              help: "state resources.\(list).\(resource)")
          }
        }
        return nil
      }
    }
  }

  /// What a quota counts of containers, by what it calls it.
  private static let computed: [String: (list: String, resource: String)] = [
    "cpu": ("requests", "cpu"), "memory": ("requests", "memory"),
    "requests.cpu": ("requests", "cpu"), "requests.memory": ("requests", "memory"),
    "limits.cpu": ("limits", "cpu"), "limits.memory": ("limits", "memory"),
  ]

  private static let quota = """

    ---
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: shop}
    spec: {hard: {requests.memory: 16Gi}}
    """
}
