import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A kind of a group whose definitions are here is one of them.
  static let missingDefinition = RelationRule(
    "relations/missing-definition",
    "A custom kind is one that the definitions of its group define.",
    why: "The API server has no matches for a kind that nobody defines, and whoever applies the "
      + "object stops there. Kinds of groups that nothing here defines mostly come with programs "
      + "that are installed elsewhere, so they are not looked for.",
    instead: "Correct the kind or its apiVersion, or add the CustomResourceDefinition.",
    examples: Examples(
      passing: [
        definition + "---\napiVersion: example.org/v1\nkind: Widget\nmetadata: {name: a}\n"
      ],
      failing: [
        (
          definition + "---\napiVersion: example.org/v1\nkind: 1️⃣Wigdet\nmetadata: {name: a}\n",
          "no CustomResourceDefinition of example.org defines Wigdet"
        )
      ]), needsAll: false
  ) { graph, id in
    let defined = Dictionary(
      grouping: graph.objects(of: "CustomResourceDefinition").compactMap {
        CustomResourceDefinition($0.object)
      }, by: \.group)
    guard !defined.isEmpty else { return [] }
    return graph.objects.compactMap { object in
      guard let definitions = defined[object.group] else { return nil }
      let kinds = definitions.map(\.kind)
      guard !definitions.contains(where: { $0.kind == object.kind }),
        // A program may bring definitions of one group in several places.
        let nearest = Spelling.nearest(to: object.kind, among: kinds),
        abs(nearest.utf8.count - object.kind.utf8.count) <= 2,
        let other = definitions.first(where: { $0.kind == nearest })
      else { return nil }
      return object.finding(
        id, .error, "no CustomResourceDefinition of \(object.group) defines \(object.kind)",
        at: object.object.root["kind"], ["kind"],
        related: [
          Label("\(nearest) is defined here", at: GraphObject(other.object, target: 0).place)
        ],
        help: "did you mean \(nearest)?")
    }
  }

  private static let definition = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: widgets.example.org}
    spec:
      group: example.org
      scope: Namespaced
      names: {kind: Widget, plural: widgets}
      versions: [{name: v1, served: true, storage: true}]

    """
}
