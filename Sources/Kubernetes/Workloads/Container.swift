/// A container of a pod.
package struct Container: Sendable {
  /// The container as it stands in one of the pod's lists.
  package let field: ObjectField
  /// The list that it stands in.
  package let role: Role

  /// When a container runs.
  ///
  /// The raw value is the name of the list in a pod's spec, and the cases come in the order in
  /// which the API server visits the lists.
  package enum Role: String, CaseIterable, Sendable {
    case initial = "initContainers"
    case main = "containers"
    case ephemeral = "ephemeralContainers"
  }

  init(_ field: ObjectField, role: Role) {
    self.field = field
    self.role = role
  }

  /// Empty where the container names none.
  package var name: String { field["name"]?.text ?? "" }

  /// The ports that the container says it listens on.
  package var ports: [ObjectField] { field["ports"]?.elements ?? [] }

  /// Whether it is an init container that runs as long as the pod does (KEP-753).
  package var isSidecar: Bool {
    role == .initial && field["restartPolicy"]?.text == "Always"
  }

  /// What the container asks for of each resource: the amount as it is written, with its place.
  ///
  /// A resource with a limit alone is not among the requests, although the server will add it.
  package var requests: [ResourceAmount] { amounts("requests") }

  /// What the container may use at most of each resource.
  package var limits: [ResourceAmount] { amounts("limits") }

  private func amounts(_ name: String) -> [ResourceAmount] {
    (field["resources"]?[name]?.entries ?? []).compactMap { name, field in
      field.text.map { ResourceAmount(resource: name, text: $0, field: field) }
    }
  }

  /// An amount of a resource.
  package struct ResourceAmount: Sendable {
    /// As `cpu`, `memory` or `nvidia.com/gpu`.
    package let resource: String
    /// A quantity as it is written, as `500m` or `1Gi`; it may be none.
    package let text: String
    /// The amount with its place.
    package let field: ObjectField
  }
}
