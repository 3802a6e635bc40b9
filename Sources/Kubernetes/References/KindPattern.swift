import Values

/// Some kinds of objects: those of a group, of a version and of a name, of which each may be any.
package struct KindPattern: Hashable, Sendable {
  /// Empty for any group; the core group cannot be asked for.
  package var group: String
  /// Empty for any version.
  package var version: String
  /// Empty for any kind.
  package var kind: String

  /// The kinds of which these parts are given; `KindPattern()` is all kinds.
  package init(group: String = "", version: String = "", kind: String = "") {
    self.group = group
    self.version = version
    self.kind = kind
  }

  /// Whether objects of this kind are meant.
  package func matches(_ gvk: GroupVersionKind) -> Bool {
    (kind.isEmpty || kind == gvk.kind) && (group.isEmpty || group == gvk.group)
      && (version.isEmpty || version == gvk.version)
  }
}

extension KindPattern {
  /// Reads `Kind`, `Kind@group:version`, or `*` for any kind, as the tables of fields have it.
  package init(notation: Substring) {
    let parts = notation.split(atByte: "@")
    self.init(kind: parts[0] == "*" ? "" : String(parts[0]))
    guard parts.count > 1 else { return }
    let rest = parts[1].split(atByte: ":")
    group = String(rest[0])
    version = String(rest[1])
  }
}
