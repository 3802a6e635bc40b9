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
        ),
        (
          three + "# Another target:\n"
            + three.replacing("name: settings", with: "name: 1️⃣settings"),
          "ConfigMap settings and 2 more objects are defined by two targets of the environment"
        ),
      ]), needsAll: false
  ) { graph, id in
    // Two targets that bring the same files have one cause, however many objects that is.
    var pairs: [Pair] = []
    var known: [[Int]: Int] = [:]
    for objects in graph.shared {
      let first = objects[0]
      for object in objects.dropFirst() {
        guard object.target != first.target, object.group == first.group,
          !object.namespace.isEmpty || object.isOfCluster
        else { continue }
        let isSame = object.object.root.isEqual(to: first.object.root)
        // A Namespace or a definition that several bring alike is the same whoever applies it.
        if isSame, object.isOfCluster { continue }
        let both = (object, other: first, isSame)
        if let index = known[[first.target, object.target]] {
          pairs[index].objects.append(both)
        } else {
          known[[first.target, object.target]] = pairs.count
          pairs.append(Pair(objects: [both]))
        }
      }
    }
    return pairs.map { $0.finding(id) }
  }

  private static let three = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings, namespace: shop}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: words, namespace: shop}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: colours, namespace: shop}

    """

  /// The objects that two targets define.
  private struct Pair {
    var objects: [(object: GraphObject, other: GraphObject, isSame: Bool)]

    /// At the first object that they define differently, or else at the first.
    func finding(_ id: RuleID) -> Diagnostic {
      let index = objects.firstIndex { !$0.isSame } ?? 0
      let (object, other, isSame) = objects[index]
      let rest = objects.indices.filter { $0 != index }.map { objects[$0] }
      let who =
        switch rest.count {
        case 0: "\(object.shown) is"
        case 1: "\(object.shown) and 1 more object are"
        default: "\(object.shown) and \(rest.count) more objects are"
        }
      let further = rest.prefix(3).map { object, _, isSame in
        object.label("so is \(object.shown), \(isSame ? "alike" : "differently")")
      }
      // Both are made of one source: that is where the two meet.
      return object.finding(
        id, isSame ? .warning : .error, "\(who) defined by two targets of the environment",
        at: nil, [],
        related: [other.label("the other definition, which is \(isSame ? "alike" : "different")")]
          + further)
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
