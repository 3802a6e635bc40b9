import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// An object is one target's.
  static let ownedTwice = RelationRule(
    "relations/owned-twice", "One target alone of an environment defines an object.",
    why:
      "Each controller that applies one of them puts its own back, and takes the object away for "
      + "both when one of them is removed.",
    instead: "Leave the object to one of the targets.",
    examples: Examples(
      passing: [
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata: {a: b}\n"
      ],
      failing: [
        (
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: settings, namespace: shop}
          data: {level: info}
          # Another target:
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: 1️⃣settings, namespace: shop}
          data: {level: debug}

          """,
          "ConfigMap settings is defined by two targets of the environment"
        )
      ]), needsAll: false
  ) { graph, id in
    graph.shared.flatMap { objects in
      let first = objects[0]
      return objects.dropFirst().compactMap { object -> Diagnostic? in
        guard object.target != first.target, object.group == first.group,
          !object.namespace.isEmpty || object.isOfCluster
        else { return nil }
        let isSame = object.object.root.isEqual(to: first.object.root)
        // A Namespace or a definition that several bring alike is the same whoever applies it.
        if isSame, object.isOfCluster { return nil }
        // Both are made of one source: that is where the two meet.
        return object.finding(
          id, isSame ? .warning : .error,
          "\(object.shown) is defined by two targets of the environment", at: nil, [],
          related: [first.label("the other definition, which is \(isSame ? "alike" : "different")")]
        )
      }
    }
  }
}

extension GraphObject {
  /// Whether the object's kind is one of the cluster's own, whatever the API server has of it.
  var isOfCluster: Bool {
    if kind == "CustomResourceDefinition" || kind == "Namespace" { return true }
    let resource =
      Facts.standard.resource(of: object.gvk) ?? Facts.newest.resource(of: object.gvk)
    return resource.map { !$0.isNamespaced } ?? false
  }
}
