/// The type of a Kubernetes object: API group, version and kind.
package struct GroupVersionKind: Hashable, Sendable, CustomStringConvertible {
  /// Empty for the core group.
  package var group: String
  /// As in an `apiVersion`: `v1`.
  package var version: String
  /// In the singular, with capitals: `Deployment`.
  package var kind: String

  /// The type of these names, whether anybody serves it or not.
  package init(group: String, version: String, kind: String) {
    self.group = group
    self.version = version
    self.kind = kind
  }

  /// Splits an `apiVersion` as the API machinery does: `apps/v1`, or `v1` for the core group.
  package init(apiVersion: String, kind: String) {
    let bytes = apiVersion.utf8.span
    if let offset = bytes.indices.first(where: { bytes[$0] == UInt8(ascii: "/") }) {
      let slash = apiVersion.utf8.index(apiVersion.startIndex, offsetBy: offset)
      group = String(Substring(apiVersion.utf8[..<slash]))
      version = String(Substring(apiVersion.utf8[apiVersion.utf8.index(after: slash)...]))
    } else {
      group = ""
      version = apiVersion
    }
    self.kind = kind
  }

  /// Leaves the version out, which hardly ever tells two apart that the rest does not.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(group)
    hasher.combine(kind)
  }

  /// As objects have it: `apps/v1`, or `v1` for the core group.
  package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// As `kubectl` writes it: `Deployment.v1.apps`.
  package var description: String {
    group.isEmpty ? "\(kind).\(version)" : "\(kind).\(version).\(group)"
  }
}
