/// What is copied into each pod of a workload, or a pod itself.
package struct PodTemplate: Sendable {
  /// The mapping with `metadata` and `spec`.
  package let field: ObjectField

  init(_ field: ObjectField) { self.field = field }

  /// The labels that each pod gets.
  package var labels: [String: String] {
    Dictionary(
      (field["metadata"]?["labels"]?.entries ?? []).map { ($0.name, $0.field.text ?? "") },
      uniquingKeysWith: { $1 })
  }

  /// The pod's spec; nil where there is none.
  package var spec: ObjectField? { field["spec"] }

  /// The containers of these roles, role by role, each list in its order.
  package func containers(
    _ roles: [Container.Role] = Container.Role.allCases
  ) -> [Container] {
    roles.flatMap { role in
      (spec?[role.rawValue]?.elements ?? []).map { Container($0, role: role) }
    }
  }

  /// The volumes that the pod's containers can mount.
  package var volumes: [ObjectField] { spec?["volumes"]?.elements ?? [] }
}
