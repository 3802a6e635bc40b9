import Kubernetes
import YAML

/// A kind of objects and the way to one of their fields.
struct FieldSpec: Hashable, Sendable {
  /// The kinds that have the field.
  let kinds: KindPattern
  let pattern: PathPattern
  /// Whether the field is made where it is missing.
  let creates: Bool

  init(_ kinds: KindPattern, _ pattern: PathPattern, creates: Bool = false) {
    self.kinds = kinds
    self.pattern = pattern
    self.creates = creates
  }

  init(
    group: String = "", version: String = "", kind: String = "", path: String,
    creates: Bool = false
  ) {
    self.init(
      KindPattern(group: group, version: version, kind: kind), PathPattern(path), creates: creates)
  }

  /// The way to the field as it is written.
  var path: String { pattern.text }

  /// Whether objects of this kind are meant.
  func selects(_ gvk: GroupVersionKind) -> Bool { kinds.matches(gvk) }

  /// The kinds that have the field, as a selector.
  var selector: ResourceSelector { ResourceSelector(kinds) }

  /// Whether `other` means the same field of the same kinds, or of more.
  func isCovered(by other: FieldSpec) -> Bool {
    path == other.path && (other.kinds.kind.isEmpty || other.kinds.kind == kinds.kind)
      && (other.kinds.group.isEmpty || other.kinds.group == kinds.group)
      && (other.kinds.version.isEmpty || other.kinds.version == kinds.version)
  }
}

/// Two specs of one field that do not agree on whether it is made.
struct ConflictingFieldSpecs: Error {
  var spec: FieldSpec
}

extension [FieldSpec] {
  /// Adds a spec that is not there yet.
  mutating func merge(_ spec: FieldSpec) throws(ConflictingFieldSpecs) {
    if let known = first(where: { $0.isCovered(by: spec) }) {
      guard known.creates == spec.creates else { throw ConflictingFieldSpecs(spec: spec) }
      return
    }
    append(spec)
  }

  mutating func merge(_ specs: [FieldSpec]) throws(ConflictingFieldSpecs) {
    for spec in specs { try merge(spec) }
  }
}

/// How replacements and vars write paths.
enum PathSyntax {
  /// Splits at dots outside brackets; brackets without `=` are taken off: `a.[b.c/d].[name=x.y]`.
  static func splitFieldPath(_ path: String) -> [String] {
    let parts = PathPattern.split(path, at: ".")
    var result: [String] = []
    var index = 0
    while index < parts.count {
      var part = parts[index]
      index += 1
      guard part.hasPrefix("["), !part.hasSuffix("]") else {
        result.append(part)
        continue
      }
      while index < parts.count {
        part += ".\(parts[index])"
        index += 1
        if part.hasSuffix("]") { break }
      }
      if part.contains("=") {
        result.append(part)
      } else {
        let isBracket = { (character: Character) in character == "[" || character == "]" }
        let inner = part.drop(while: isBracket)
        result.append(String(inner.reversed().drop(while: isBracket).reversed()))
      }
    }
    return result
  }
}
