import Diagnostics
import Kubernetes
import YAML

/// Reads the files of `configurations` and `crds`.
enum TransformerConfigurationDecoder {
  /// Field specs and name references, strictly.
  static func configuration(_ file: SourceFile) throws(RenderError) -> TransformerConfiguration {
    let parsed = file.parsed(as: .kubernetes)
    guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
    let log = FindingLog()
    let entries = EntryDecoder(log: log, as: .configuration)
    let reader = StrictMapping(
      parsed.documents.first?.root ?? .null(),
      describing: "a configuration",
      known: TransformerConfiguration.lists.map(\.name) + ["nameReference"], as: .configuration,
      log: log)
    var result = TransformerConfiguration()
    for (name, path) in TransformerConfiguration.lists {
      result[keyPath: path] = reader.elements(name).map(entries.fieldSpec)
    }
    result.nameReferences = reader.elements("nameReference").map { node in
      let reference = StrictMapping(
        node, describing: "a name reference", known: ["group", "version", "kind", "fieldSpecs"],
        as: .configuration, log: log)
      return NameReferenceSpec(
        target: entries.kindSelector(reference),
        fields: reference.elements("fieldSpecs").map(entries.fieldSpec))
    }
    try log.check()
    result.sort()
    return result
  }

  /// What the OpenAPI definitions of custom resources say with Kustomize's own extensions.
  static func definitions(_ file: SourceFile) throws(RenderError) -> TransformerConfiguration {
    let parsed = file.parsed(as: .kubernetes)
    guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
    let root = parsed.documents.first?.root ?? .null()
    try checkDefinitions(root)
    var result = TransformerConfiguration()
    for entry in root.mapping?.entries ?? [] {
      guard let properties = entry.value["Schema"]?["properties"],
        ["kind", "apiVersion", "metadata"].allSatisfy({ properties[$0] != nil })
      else { continue }
      let kind = entry.name.split(separator: ".").last.map(String.init) ?? entry.name
      do {
        try addFields(of: [entry.name], kind: kind, at: [], root, to: &result)
      } catch {
        throw RenderError(
          .invalidConfiguration, "\(error.spec.path) is there twice",
          at: entry.key.origin.location)
      }
    }
    result.sort()
    return result
  }

  private static func checkDefinitions(_ root: Node) throws(RenderError) {
    func check(_ node: Node?, _ what: String) throws(RenderError) {
      guard let node, node.mapping == nil, !node.isNull else { return }
      throw RenderError(
        .invalidConfiguration, "\(what) must be a mapping, not a \(node.kindName)",
        at: node.origin.location,
        help: "crds takes OpenAPI definitions by the names of types, not manifests")
    }
    try check(root, "a file of crds")
    for entry in root.mapping?.entries ?? [] {
      try check(entry.value, "the definition \(entry.name)")
      try check(entry.value["Schema"], "the schema of \(entry.name)")
    }
  }

  /// - Parameter types: the definition, behind those that lead to it.
  private static func addFields(
    of types: [String], kind: String, at path: [String], _ root: Node,
    to result: inout TransformerConfiguration
  ) throws(ConflictingFieldSpecs) {
    for entry in root[types[types.count - 1]]?["Schema"]?["properties"]?.mapping?.entries ?? [] {
      let property = entry.value
      let path = path + [entry.name]
      let spec = FieldSpec(kind: kind, path: path.joined(separator: "/"))
      if property["x-kubernetes-annotation"]?.string != nil {
        try result.commonAnnotations.merge(spec)
      }
      if property["x-kubernetes-label-selector"]?.string != nil {
        try result.commonLabels.merge(spec)
      }
      if property["x-kubernetes-identity"]?.string != nil { try result.namePrefix.merge(spec) }
      if let version = property["x-kubernetes-object-ref-api-version"]?.string,
        let target = property["x-kubernetes-object-ref-kind"]?.string
      {
        let key = property["x-kubernetes-object-ref-name-key"]?.string ?? "name"
        try result.merge(
          NameReferenceSpec(
            target: ResourceSelector(version: version, kind: target),
            fields: [FieldSpec(kind: kind, path: (path + [key]).joined(separator: "/"))]))
      }
      // Definitions that refer to each other have no end.
      if let reference = property["$ref"]?.string, !types.contains(reference) {
        try addFields(of: types + [reference], kind: kind, at: path, root, to: &result)
      }
    }
  }
}
