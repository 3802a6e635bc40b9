import Diagnostics
import YAML

extension RelationRule {
  /// A key that pods ask a ConfigMap or Secret for is one of its keys.
  static let missingKey = RelationRule(
    "relations/missing-key", "A ConfigMap or Secret has the keys that pods ask it for.",
    why: "A container that needs the key waits in CreateContainerConfigError, and a volume that "
      + "needs it is never mounted.",
    instead: "Correct the key in the reference, or add it to the ConfigMap or Secret.",
    examples: Examples(
      passing: [
        .pod("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: level}}}]")
          + "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: info}\n",
        .pod(
          "env: []", volumes: "{name: a, secret: {secretName: token, items: [{key: b, path: b}]}}")
          + "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: token}\nstringData: {b: x}\n",
      ],
      failing: [
        (
          .pod("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: 1️⃣levle}}}]")
            + "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: info}\n",
          "the ConfigMap settings has no key levle: the pods that need it do not start"
        ),
        (
          .pod("env: [{name: A, valueFrom: {secretKeyRef: {name: token, key: 1️⃣pasword}}}]") + """

            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: token}
            spec: {data: [{secretKey: password, remoteRef: {key: shop}}]}
            """,
          "the Secret token has no key pasword: the pods that need it do not start"
        ),
      ]), needsAll: false
  ) { graph, id in
    graph.references.keys.compactMap { asked in
      let reference = asked.reference
      guard reference.use == .needed, let key = asked.key.scalarText, !asked.key.isPlaceholder,
        let (holder, keys) = graph.keys(
          of: reference.key, near: reference.owner.target, without: key)
      else { return nil }
      let nearest = Spelling.nearest(to: key, among: keys.sorted())
      let word = holder.kind == reference.kind ? "has" : "is made by"
      return reference.owner.finding(
        id, .error,
        "the \(reference.kind) \(reference.name.writtenName) has no key \(key): "
          + "the pods that need it do not start", at: asked.key, asked.path.fieldPath,
        related: [
          holder.label(
            word == "has"
              ? "its keys are here: \(keys.shownKeys)"
              : "\(holder.shown) makes it, with \(keys.shownKeys)")
        ], help: nearest.map { "did you mean \($0)?" })
    }
  }
}

extension Set<String> {
  /// Some of the keys, for people.
  fileprivate var shownKeys: String {
    let shown = sorted().prefix(6).joined(separator: ", ")
    return count > 6 ? "\(shown) and \(count - 6) more" : shown
  }
}
