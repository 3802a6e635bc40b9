import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// The Service that names the pods of a StatefulSet is there.
  static let missingGoverningService = RelationRule(
    "relations/missing-governing-service",
    "The Service that gives the pods of a StatefulSet their names is there.",
    why: "The pods start, and their names (web-0.web) lead nowhere.",
    instead: "Correct spec.serviceName, or add a Service of the name with clusterIP: None.",
    examples: Examples(
      passing: [
        set(service: "db")
          + "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {clusterIP: None}\n"
      ],
      failing: [
        (
          set(service: "1️⃣dbs")
            + "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {clusterIP: None}\n",
          "nothing here makes the Service dbs: its pods have no names that lead to them"
        )
      ])
  ) { graph, id in
    graph.governingServices.compactMap { reference in
      guard !graph.isThere(reference.key) else { return nil }
      return graph.missing(
        reference, id, severity: .warning, "its pods have no names that lead to them")
    }
  }

  private static func set(service: String) -> String {
    """
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      serviceName: \(service)
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec: {containers: [{name: db, image: example.org/db:1}]}
    """
  }
}

extension ObjectGraph {
  /// The Services that give the pods of StatefulSets their names.
  var governingServices: [Reference] {
    objects(of: "StatefulSet").compactMap { set in
      guard let name = set.object.root["spec"]?["serviceName"],
        name.scalarText?.isEmpty == false, !name.isPlaceholder
      else { return nil }
      return Reference(
        owner: set, kind: "Service", name: name, namespace: set.namespace,
        path: ReferencePath(root: ["spec", "serviceName"], tail: []))
    }
  }
}
