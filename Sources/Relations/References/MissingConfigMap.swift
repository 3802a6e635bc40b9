import Diagnostics
import YAML

extension RelationRule {
  /// A ConfigMap that pods ask for is made by something.
  static let missingConfigMap = RelationRule(
    "relations/missing-configmap", "A ConfigMap that pods ask for is there.",
    why: "A container whose environment or volume needs it waits in CreateContainerConfigError or "
      + "ContainerCreating, at the next restart if not at once.",
    instead: "Correct the name, add the ConfigMap or a configMapGenerator for it, or mark the "
      + "reference optional: true where the pods can do without.",
    examples: Examples(
      passing: [
        .pod("envFrom: [{configMapRef: {name: settings}}]")
          + "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n",
        .pod("envFrom: [{configMapRef: {name: settings, optional: true}}]"),
        .pod("envFrom: [{configMapRef: {name: made}}]")
          + "\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: maker}\n"
          + "spec: {containers: [{name: maker, args: [--into=made]}]}\n",
        .pod(
          "env: [{name: A, valueFrom: {configMapKeyRef: {name: kube-root-ca.crt, key: ca.crt}}}]"),
      ],
      failing: [
        (
          .pod("envFrom: [{configMapRef: {name: 1️⃣setings}}]")
            + "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n",
          "nothing here makes the ConfigMap setings: the pods that need it do not start"
        ),
        (
          .pod(
            "env: []", volumes: "{name: files, projected: {sources: [{configMap: {name: 1️⃣files}}]}}"
          ),
          "nothing here makes the ConfigMap files: the pods that need it do not start"
        ),
      ])
  ) { graph, id in
    graph.references.names.filter { $0.kind == "ConfigMap" && $0.use == .needed }
      .filter { !graph.isThere($0.key) }
      .map { graph.missing($0, id, "the pods that need it do not start") }
  }
}
