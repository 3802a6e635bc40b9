/// A kind of the built-in APIs in one version, with its history.
package struct KindFacts: Sendable {
  let table: FactTable
  let row: Int

  private func text(_ column: Int) -> String? { table.string(table.word(table.kinds, row, column)) }
  private var flags: UInt32 { table.word(table.kinds, row, 6) }

  /// Group, version and kind, by which the facts are found.
  package var gvk: GroupVersionKind {
    GroupVersionKind(group: text(1) ?? "", version: text(2) ?? "", kind: text(3) ?? "")
  }

  /// The type of its objects; nil for a kind that the described release does not
  /// know.
  package var schema: ObjectSchema? {
    let index = table.word(table.kinds, row, 4)
    return index == FactTable.none ? nil : ObjectSchema(table: table, row: Int(index))
  }

  /// How a server of the described release serves it; nil when it does not.
  package var resource: APIResource? {
    guard let name = text(5) else { return nil }
    return APIResource(
      name: name, isNamespaced: flags & 2 != 0, isCreatable: flags & 4 != 0)
  }

  /// The release that the type and the resource are of.
  package var described: KubernetesRelease { table.release }

  /// The release that brought the kind.
  package var introduced: KubernetesRelease? { KubernetesRelease(byte: flags >> 8 & 255) }
  /// The release that began to warn of it.
  package var deprecated: KubernetesRelease? { KubernetesRelease(byte: flags >> 16 & 255) }
  /// The first release that no longer serves it, which may be yet to come.
  package var removed: KubernetesRelease? { KubernetesRelease(byte: flags >> 24 & 255) }

  /// The kind to use instead of one that is removed.
  package var replacement: GroupVersionKind? {
    guard let parts = text(7)?.split(separator: "/").map(String.init), parts.count >= 2 else {
      return nil
    }
    return GroupVersionKind(
      group: parts.count == 3 ? parts[0] : "", version: parts[parts.count - 2],
      kind: parts[parts.count - 1])
  }
}

/// The name under which a server keeps the objects of a kind, and how.
package struct APIResource: Hashable, Sendable {
  /// The plural, as in URLs and rules: `deployments`.
  package let name: String
  /// Whether its objects belong to namespaces rather than to the cluster.
  package let isNamespaced: Bool
  /// Whether the server takes a request to create one, as it does not for a ComponentStatus.
  package let isCreatable: Bool

  /// A resource of a kind that is not built in.
  package init(name: String, isNamespaced: Bool, isCreatable: Bool) {
    self.name = name
    self.isNamespaced = isNamespaced
    self.isCreatable = isCreatable
  }
}
