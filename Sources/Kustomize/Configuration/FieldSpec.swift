import Kubernetes
import YAML

/// A kind of objects and the way to one of their fields.
struct FieldSpec: Hashable, Sendable {
  var group: String
  var version: String
  var kind: String
  /// Field names with `/` between them; `\/` stands for a slash in a name.
  var path: String
  /// Whether the field is made where it is missing.
  var creates: Bool
  /// The names on the path.
  let steps: [Step]

  /// One name on the path.
  struct Step: Hashable, Sendable {
    var name: String
    /// Whether `[]` behind the name says that the field is a sequence.
    var isSequence: Bool
  }

  init(
    group: String = "", version: String = "", kind: String = "", path: String,
    creates: Bool = false
  ) {
    self.group = group
    self.version = version
    self.kind = kind
    self.path = path
    self.creates = creates
    steps = PathSyntax.split(path, at: "/").map { name in
      name.hasSuffix("[]")
        ? Step(name: String(name.dropLast(2)), isSequence: true)
        : Step(name: name, isSequence: false)
    }
  }

  /// Whether objects of this kind are meant; empty parts of the spec mean any.
  func selects(_ gvk: GroupVersionKind) -> Bool {
    (kind.isEmpty || kind == gvk.kind) && (group.isEmpty || group == gvk.group)
      && (version.isEmpty || version == gvk.version)
  }

  /// The kinds that have the field.
  var selector: ResourceSelector { ResourceSelector(group: group, version: version, kind: kind) }

  /// Whether `other` means the same field of the same kinds, or of more.
  func isCovered(by other: FieldSpec) -> Bool {
    path == other.path && (other.kind.isEmpty || other.kind == kind)
      && (other.group.isEmpty || other.group == group)
      && (other.version.isEmpty || other.version == version)
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

/// How paths are written in kustomizations.
enum PathSyntax {
  /// Splits at a delimiter that no backslash stands before; one at the beginning counts for nothing.
  static func split(_ path: String, at delimiter: Character) -> [String] {
    var parts = path.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
    if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
    var result = [parts[0]]
    for part in parts.dropFirst() {
      if result[result.count - 1].hasSuffix("\\") {
        result[result.count - 1].removeLast()
        result[result.count - 1] += "\(delimiter)\(part)"
      } else {
        result.append(part)
      }
    }
    return result
  }

  /// Splits at dots outside brackets; brackets without `=` are taken off: `a.[b.c/d].[name=x.y]`.
  static func splitFieldPath(_ path: String) -> [String] {
    let parts = split(path, at: ".")
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
