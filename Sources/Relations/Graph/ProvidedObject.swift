import YAML

/// An object that the cluster has though nothing here makes it, as `provided` in pipeline.yaml says.
///
/// Written `Kind/name` or `Kind/namespace/name`; a `*` stands for any text without a slash.
package struct ProvidedObject: Hashable, Sendable {
  /// Whole, without a `*`.
  let kind: String
  /// Nil for any namespace, and for objects of the cluster's own.
  let namespace: String?
  let name: String

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

  func isMeant(_ key: ObjectKey) -> Bool {
    guard kind == key.kind else { return false }
    if let namespace,
      !Self.matches(Substring(key.namespace), GraphObject.key(ofNamespace: namespace)[...])
    {
      return false
    }
    return Self.matches(key.name[...], name[...])
  }

  /// Whether a text is one that a pattern stands for.
  private static func matches(_ text: Substring, _ pattern: Substring) -> Bool {
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
