import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// The Service that an API server is to call is there.
  static let missingWebhookService = RelationRule(
    "relations/missing-webhook-service",
    "The Service that a webhook or an aggregated API leads to is there, with its port.",
    why:
      "A webhook that cannot be reached makes the API server refuse every object that it is for, "
      + "unless its failurePolicy is Ignore. Services in namespaces that are not made here are not "
      + "looked for.",
    instead: "Correct clientConfig.service, or add the Service.",
    examples: Examples(
      passing: [webhook(service: "hook"), webhook(service: "hook") + namespace + service],
      failing: [
        (
          webhook(service: "1️⃣hok") + namespace + service,
          "nothing here makes the Service hok: the API server cannot ask the webhook"
        )
      ])
  ) { graph, id in
    graph.calledServices.compactMap { reference in
      guard case .whole = graph.ownership.claim(on: reference.namespace),
        !graph.isThere(reference.key)
      else { return nil }
      return graph.missing(
        reference, id,
        reference.owner.kind == "APIService"
          ? "the API server cannot ask for its objects" : "the API server cannot ask the webhook")
    }
  }

  private static func webhook(service: String) -> String {
    """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingWebhookConfiguration
    metadata: {name: hook}
    webhooks:
      - name: hook.example.org
        clientConfig: {service: {name: \(service), namespace: hooks}}
    """
  }

  private static let namespace = "\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: hooks}\n"
  private static let service =
    "---\napiVersion: v1\nkind: Service\nmetadata: {name: hook, namespace: hooks}\nspec: {}\n"
}

extension ObjectGraph {
  /// The Services that the API server calls.
  var calledServices: [Reference] {
    var found: [Reference] = []
    func look(_ owner: GraphObject, _ service: Node?, at path: FieldPath) {
      guard let service, let name = service["name"], name.scalarText?.isEmpty == false,
        !name.isPlaceholder
      else { return }
      found.append(
        Reference(
          owner: owner, kind: "Service", name: name,
          namespace: GraphObject.key(ofNamespace: service["namespace"]?.scalarText ?? ""),
          path: ReferencePath(root: path + ["name"], tail: [])))
    }
    for kind in ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"] {
      for owner in objects(of: kind) {
        for (index, hook) in (owner.object.root["webhooks"]?.elements ?? []).enumerated() {
          look(
            owner, hook["clientConfig"]?["service"],
            at: ["webhooks", .index(index), "clientConfig", "service"])
        }
      }
    }
    for owner in objects(of: "APIService") {
      look(owner, owner.object.root["spec"]?["service"], at: ["spec", "service"])
    }
    return found
  }
}
