extension ObjectGraph {
  /// What of `provided` stands for objects that are asked for here and that nothing here makes.
  package func used(of provided: [ProvidedObject]) -> Set<ProvidedObject> {
    guard !provided.isEmpty else { return [] }
    let asked =
      references.names + backends.map(\.reference) + scalers.map(\.reference) + grantedRoles
      + grantedAccounts + calledServices + governingServices + attachments.map(\.gateway)
    let open = Set(asked.map(\.key)).filter { key in
      object(key.kind, key.name, in: key.namespace) == nil && made.made(key) == nil
    }
    return Set(provided.filter { entry in open.contains(where: entry.isMeant) })
  }
}
