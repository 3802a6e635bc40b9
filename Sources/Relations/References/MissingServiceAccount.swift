import Diagnostics

extension RelationRule {
  /// The account that pods run as is there.
  static let missingServiceAccount = RelationRule(
    "relations/missing-service-account", "The ServiceAccount that pods run as is there.",
    why: "The API server refuses every pod of the workload, which stays without any.",
    instead: "Correct serviceAccountName, or add the ServiceAccount.",
    examples: Examples(
      passing: [
        .pod("env: []", spec: "serviceAccountName: default"),
        .pod("env: []", spec: "serviceAccountName: web")
          + "\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n",
      ],
      failing: [
        (
          .pod("env: []", spec: "serviceAccountName: 1️⃣wbe")
            + "\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n",
          "nothing here makes the ServiceAccount wbe: every pod is refused"
        )
      ])
  ) { graph, id in
    graph.references.names.filter { $0.kind == "ServiceAccount" && !graph.isThere($0.key) }
      .map { graph.missing($0, id, "every pod is refused") }
  }
}
