import Kubernetes

/// The built-in schema, read once from its table.
struct BuiltInSchema: Sendable {
  static let shared = BuiltInSchema()

  struct Field: Sendable {
    /// The merge keys where lists are joined: none for a list of scalars; nil for any other field.
    var mergeKeys: [String]?
    var isList: Bool
    /// The index of the type of the field, or of the list's elements.
    var type: Int?
  }

  private var fieldsByType: [[String: Field]] = []
  private var typeByName: [String: Int] = [:]
  private var typeByKind: [String: Int] = [:]
  private let clusterScoped: Set<String>

  private init() {
    let lines = BuiltInSchemaTable.types.split(separator: "\n").map { $0.split(separator: " ") }
    for (index, line) in lines.enumerated() { typeByName[String(line[0])] = index }
    for line in lines {
      var fields: [String: Field] = [:]
      for text in line.dropFirst() {
        let (name, field) = Self.field(text, typeByName)
        fields[name] = field
      }
      fieldsByType.append(fields)
    }
    var clusterScoped: Set<String> = []
    for line in BuiltInSchemaTable.kinds.split(separator: "\n") {
      let words = line.split(separator: " ")
      for kind in words.dropFirst(2) {
        typeByKind["\(words[0]) \(kind)"] = typeByName[String(words[1])]
      }
    }
    for line in BuiltInSchemaTable.clusterScopedKinds.split(separator: "\n") {
      let words = line.split(separator: " ")
      for kind in words.dropFirst() { clusterScoped.insert("\(words[0]) \(kind)") }
    }
    self.clusterScoped = clusterScoped
  }

  private static func field(
    _ text: Substring, _ types: [String: Int]
  ) -> (name: String, field: Field) {
    let parts = text.split(separator: "=")
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

  func isClusterScoped(_ gvk: GroupVersionKind) -> Bool {
    clusterScoped.contains("\(gvk.apiVersion) \(gvk.kind)")
  }

  func type(of gvk: GroupVersionKind) -> Int? { typeByKind["\(gvk.apiVersion) \(gvk.kind)"] }

  /// The type that an OpenAPI definition such as `io.k8s.api.core.v1.PodSpec` stands for.
  func type(definition name: String) -> Int? {
    guard name.hasPrefix("io.k8s.") else { return nil }
    return name.split(separator: ".").last.flatMap { typeByName[String($0)] }
  }

  func field(_ name: String, ofType type: Int) -> Field? { fieldsByType[type][name] }
}
