import Diagnostics

extension RelationRule {
  /// The class that an object names is there.
  static let missingClass = RelationRule(
    "relations/missing-class",
    "The PriorityClass, RuntimeClass, StorageClass or IngressClass that an object names is there.",
    why: "Pods of a priority or runtime that is not there are refused, claims of a storage class "
      + "that is not there stay pending, and nobody serves an Ingress of an unknown class. Classes "
      + "mostly come with the cluster or with a chart, so all but priorities are missed only where the "
      + "name is that of one made here but for a letter or two.",
    instead: "Correct the name, add the class, or list it under provided: in pipeline.yaml.",
    examples: Examples(
      passing: [
        .pod("env: []", spec: "priorityClassName: system-cluster-critical"),
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: data}
        spec: {storageClassName: gp2}
        ---
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: fast}
        provisioner: example.org/disk
        """,
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: data}
        spec: {storageClassName: fast}
        """,
      ],
      failing: [
        (
          """
          apiVersion: v1
          kind: PersistentVolumeClaim
          metadata: {name: data}
          spec: {storageClassName: 1️⃣fst}
          ---
          apiVersion: storage.k8s.io/v1
          kind: StorageClass
          metadata: {name: fast}
          provisioner: example.org/disk
          """,
          "nothing here makes the StorageClass fst: the claim stays pending"
        ),
        (
          .pod("env: []", spec: "priorityClassName: 1️⃣urgent"),
          "nothing here makes the PriorityClass urgent: every pod is refused"
        ),
      ])
  ) { graph, id in
    graph.references.names.compactMap { reference in
      guard let consequence = consequences[reference.kind] else { return nil }
      guard !graph.isThere(reference.key) else { return nil }
      let isMissed =
        reference.kind == "PriorityClass"
        || graph.objects(of: reference.kind).contains { known in
          Spelling.nearest(to: reference.key.name, among: [known.name], within: 2) != nil
        }
      guard isMissed else { return nil }
      return graph.missing(reference, id, severity: .warning, consequence)
    }
  }

  private static let consequences = [
    "PriorityClass": "every pod is refused", "RuntimeClass": "every pod is refused",
    "StorageClass": "the claim stays pending", "IngressClass": "nobody serves it",
  ]
}
