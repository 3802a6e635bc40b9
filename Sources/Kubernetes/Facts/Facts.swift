/// What is known about the built-in APIs: their kinds, resources, types and history.
package struct Facts: Sendable {
  let table: FactTable

  /// The facts of Kubernetes 1.36, with what is known of the releases before it.
  package static let standard = Facts(table: .standard)

  /// The release whose server is meant where nobody names one.
  package static let release = KubernetesRelease(minor: 36)

  /// The newest release of which anything is known.
  package static let newest = Facts.of(KubernetesRelease.supported.upperBound)

  /// What the server of a release is judged by.
  ///
  /// A release before 1.36 is told from it by the history of kinds and fields.
  package static func of(_ release: KubernetesRelease) -> Facts {
    Facts(table: release < FactTable.next.release ? .standard : .next)
  }

  /// The release that the schemas and resources describe.
  package var described: KubernetesRelease { table.release }

  /// What is known of a kind, whether it is served, was served once, or is yet to come.
  package func kind(_ gvk: GroupVersionKind) -> KindFacts? {
    table.kindRow(of: gvk).map { KindFacts(table: table, row: $0) }
  }

  /// Every kind that is or was part of the built-in APIs, sorted by group, version and kind.
  package var kinds: [KindFacts] {
    (0..<table.kinds.count).map { KindFacts(table: table, row: $0) }
  }

  /// The resource that serves a kind, or nil when the server has none.
  package func resource(of gvk: GroupVersionKind) -> APIResource? { kind(gvk)?.resource }

  /// The kind behind a resource name such as `deployments` of `apps/v1`.
  package func kind(ofResource name: String, group: String, version: String) -> GroupVersionKind? {
    kinds.first {
      $0.gvk.group == group && $0.gvk.version == version && $0.resource?.name == name
    }?.gvk
  }

  /// The type of the objects of a kind, or nil when the kind is not served.
  package func schema(of gvk: GroupVersionKind) -> ObjectSchema? { kind(gvk)?.schema }

  /// The type with a full name such as `io.k8s.api.core.v1.Container`.
  package func schema(named name: String) -> ObjectSchema? {
    table.row(of: name, in: table.types, rows: 0..<table.types.count)
      .map { ObjectSchema(table: table, row: $0) }
  }

  /// Every type, sorted by name.
  package var schemas: [ObjectSchema] {
    (0..<table.types.count).map { ObjectSchema(table: table, row: $0) }
  }

  /// When a field of a type was part of the API, for fields that were not there in all releases since 1.20.
  ///
  /// - Parameter type: the type's short name, as `Container`.
  package func history(
    ofField field: String, type: String, group: String, version: String
  ) -> FieldHistory? {
    table.row(
      of: "\(group)/\(version).\(type).\(field)", in: table.formerFields,
      rows: 0..<table.formerFields.count
    ).map { FieldHistory(packed: table.word(table.formerFields, $0, 1)) }
  }
}

/// A minor release of Kubernetes 1.
package struct KubernetesRelease: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The number behind `1.`.
  package let minor: Int
  /// A release of Kubernetes 1, whether objects can be judged for it or not.
  package init(minor: Int) { self.minor = minor }

  /// Reads `1.36` or `v1.36`, with or without a patch number.
  package init?(_ text: String) {
    let parts = text.drop { $0 == "v" }.split(separator: ".")
    guard parts.count >= 2, parts[0] == "1", let minor = Int(parts[1]) else { return nil }
    self.minor = minor
  }

  init?(byte: UInt32) {
    guard byte != 255 else { return nil }
    minor = Int(byte)
  }

  /// The releases that objects can be judged for.
  package static let supported = KubernetesRelease(minor: 20)...KubernetesRelease(minor: 37)

  /// Earlier releases come first.
  package static func < (left: Self, right: Self) -> Bool { left.minor < right.minor }
  /// Without a patch number: `1.36`.
  package var description: String { "1.\(minor)" }
}

/// The first release that has a field, and the first that no longer has it.
package struct FieldHistory: Hashable, Sendable {
  /// The first release with the field; nil where it was there in 1.20.
  package let since: KubernetesRelease?
  /// The first release without it; nil where it is still there.
  package let until: KubernetesRelease?

  init(packed: UInt32) {
    since = KubernetesRelease(byte: packed & 255)
    until = KubernetesRelease(byte: packed >> 8 & 255)
  }

  /// Whether a release has the field.
  package func contains(_ release: KubernetesRelease) -> Bool {
    since.map { $0 <= release } ?? true && until.map { release < $0 } ?? true
  }
}
