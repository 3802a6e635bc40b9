/// Objects by their names, as files list them: `Kind/name`, or `Kind/namespace/name`.
///
/// A `*` in a namespace or a name stands for any text; a kind is whole.
package struct ObjectPattern: Hashable, Sendable {
  /// The kind, without its group.
  package let kind: String
  /// Nil for any namespace, and for objects of the cluster's own.
  package let namespace: String?
  /// The name, or the pattern of several.
  package let name: String

  /// Reads the notation; nil for text of another form.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
      !parts[0].contains("*")
    else { return nil }
    kind = parts[0]
    namespace = parts.count == 3 ? parts[1] : nil
    name = parts[parts.count - 1]
  }

  /// Whether it stands for an object of these names.
  package func matches(kind: String, namespace: String, name: String) -> Bool {
    self.kind == kind && self.namespace.map { Self.matches(namespace, pattern: $0) } ?? true
      && Self.matches(name, pattern: self.name)
  }

  /// Whether it stands for an object that is called as ``ObjectIdentity`` is for people.
  package func matches(_ object: String) -> Bool {
    let parts = object.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count) else { return false }
    return matches(
      kind: parts[0], namespace: parts.count == 3 ? parts[1] : "", name: parts[parts.count - 1])
  }

  private static func matches(_ text: String, pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, parts.count > 1 else {
      return text == pattern
    }
    guard text.hasPrefix(first) else { return false }
    var rest = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
