import Values

/// Which lists a strategic merge patch joins, and by which keys, in one release's schema.
///
/// Today's server has this in its own schema (``FieldSchema/patchMergeKey``), and server-side apply
/// tells elements apart by yet other keys (``MergeShape``).
package struct StrategicMergeSchema: Sendable {
  /// The schema that Kustomize embeds, and with it `kubectl -k`: that of Kubernetes 1.21.2.
  ///
  /// What it does not know, as fields that came later, is replaced by a patch rather than joined;
  /// who asks for what a server would do must not ask it.
  package static let kustomize = StrategicMergeSchema()

  /// A type of objects that holds such a list, at any depth.
  package struct ObjectType: Hashable, Sendable {
    fileprivate let index: Int
  }

  /// A field that is such a list or holds one.
  package struct Field: Sendable {
    /// The merge keys where lists are joined: none for a list of scalars; nil for any other field.
    package let mergeKeys: [String]?
    /// Whether the field is a list, which a patch replaces where there are no merge keys.
    package let isList: Bool
    /// The type of the field, or of the list's elements; nil where it holds no such list.
    package let type: ObjectType?
  }

  private var fieldsByType: [[String: Field]] = []
  private var typeByName: [String: ObjectType] = [:]
  /// By the kind alone; what two groups call the same is few.
  private var typesByKind: [String: [(gvk: GroupVersionKind, type: ObjectType)]] = [:]

  private init() {
    let lines = StrategicMergeTable.types.split(atByte: "\n").map {
      $0.split(atByte: " ")
    }
    for (index, line) in lines.enumerated() {
      typeByName[String(line[0])] = ObjectType(index: index)
    }
    for line in lines {
      var fields: [String: Field] = [:]
      for text in line.dropFirst() {
        let (name, field) = Self.field(text, typeByName)
        fields[name] = field
      }
      fieldsByType.append(fields)
    }
    for line in StrategicMergeTable.kinds.split(atByte: "\n") {
      let words = line.split(atByte: " ").map { String($0) }
      guard let type = typeByName[words[1]] else { continue }
      for kind in words.dropFirst(2) {
        let gvk = GroupVersionKind(apiVersion: words[0], kind: kind)
        typesByKind[kind, default: []].append((gvk, type))
      }
    }
  }

  private static func field(
    _ text: Substring, _ types: [String: ObjectType]
  ) -> (name: String, field: Field) {
    let parts = text.split(atByte: "=")
    let type = parts.count > 1 ? types[String(parts[1])] : nil
    if let star = parts[0].firstIndex(of: "*") {
      let keys = parts[0][parts[0].index(after: star)...].split(separator: ",").map(String.init)
      return (String(parts[0][..<star]), Field(mergeKeys: keys, isList: true, type: type))
    }
    if parts[0].hasSuffix("[]") {
      return (String(parts[0].dropLast(2)), Field(mergeKeys: nil, isList: true, type: type))
    }
    return (String(parts[0]), Field(mergeKeys: nil, isList: false, type: type))
  }

  /// The type of the objects of a kind; nil where no list of theirs is joined.
  package func type(of gvk: GroupVersionKind) -> ObjectType? {
    typesByKind[gvk.kind]?.first { $0.gvk == gvk }?.type
  }

  /// The type that an OpenAPI definition such as `io.k8s.api.core.v1.PodSpec` stands for.
  package func type(definition name: String) -> ObjectType? {
    guard name.hasPrefix("io.k8s.") else { return nil }
    return name.split(separator: ".").last.flatMap { typeByName[String($0)] }
  }

  /// A field of a type; nil where it neither is a list nor holds one that is joined.
  package func field(_ name: String, of type: ObjectType) -> Field? {
    fieldsByType[type.index][name]
  }
}
