package import Kubernetes

extension ObjectGraph {
  /// What of `provided` stands for objects that are asked for here and that nothing here makes.
  package func used(of provided: [ObjectPattern]) -> Set<ObjectPattern> {
    guard !provided.isEmpty else { return [] }
    let asked =
      references.names + backends.map(\.reference) + scalers.map(\.reference) + grantedRoles
      + grantedAccounts + calledServices + governingServices + attachments.map(\.gateway)
    let open = Set(asked.map(\.key)).filter { key in
      object(key.kind, key.name, in: key.namespace) == nil && made.made(key) == nil
    }
    return Set(provided.filter { entry in open.contains { entry.matches($0) } })
  }
}

extension ObjectPattern {
  /// Whether it stands for the object of a key, in which the namespace `default` has no name.
  func matches(_ key: ObjectKey) -> Bool {
    let namespaces = key.namespace.isEmpty ? ["", "default"] : [key.namespace]
    return namespaces.contains { matches(kind: key.kind, namespace: $0, name: key.name) }
  }
}
