import Kubernetes
import Values

/// Reads the tables of the built-in configuration.
enum BuiltInFieldSpecs {
  static func specs(_ list: String) -> [FieldSpec] { lists[list] ?? [] }

  static func nameReferences() -> [NameReferenceSpec] {
    NameReference.all.map { reference in
      NameReferenceSpec(
        target: ResourceSelector(followed(reference.target)),
        fields: reference.fields.map { FieldSpec($0.kind, $0.pattern) })
    }
  }

  /// Kustomize writes the version of ingress classes into their group, so that it follows none.
  private static func followed(_ target: KindPattern) -> KindPattern {
    guard target.kind == "IngressClass" else { return target }
    return KindPattern(
      group: "\(target.group)/\(target.version)", version: target.version, kind: target.kind)
  }

  private static let lists: [String: [FieldSpec]] = {
    var result: [String: [FieldSpec]] = [:]
    var name = ""
    for line in BuiltInFieldSpecTable.lists.split(atByte: "\n") {
      let words = line.split(atByte: " ")
      if words[0] == "#" {
        name = String(words[1])
        continue
      }
      let creates = words[0].hasPrefix("+")
      let pattern = PathPattern(String(creates ? words[0].dropFirst() : words[0]))
      result[name, default: []] += words.dropFirst().map {
        FieldSpec(KindPattern(notation: $0), pattern, creates: creates)
      }
    }
    return result
  }()
}
