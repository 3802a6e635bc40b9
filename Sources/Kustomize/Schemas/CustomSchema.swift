import Diagnostics
import Kubernetes
import YAML

/// OpenAPI definitions that a kustomization names under `openapi.path`.
struct CustomSchema: Sendable {
  private let definitions: [String: Node]
  private let types: [GroupVersionKind: Node]
  private let scopes: [GroupVersionKind: Bool]
  /// Whether references may lead to the built-in definitions too.
  var extendsBuiltIn = false

  init(_ file: SourceFile) throws(RenderError) {
    let parsed = file.parsed(as: .kubernetes)
    guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
    guard let root = parsed.documents.first?.root, root.mapping != nil else {
      throw RenderError(
        .invalidSchema, "an OpenAPI schema must be a mapping",
        at: Location(file: file, range: ByteRange(0, 0)))
    }
    for name in ["definitions", "paths"] {
      guard let part = root[name], part.mapping == nil, !part.isNull else { continue }
      throw RenderError(
        .invalidSchema, "\(name) must be a mapping, not a \(part.kindName)",
        at: part.origin.location)
    }
    var definitions: [String: Node] = [:]
    var types: [GroupVersionKind: Node] = [:]
    for entry in root["definitions"]?.mapping?.entries ?? [] {
      definitions[entry.name] = entry.value
      for gvk in entry.value["x-kubernetes-group-version-kind"]?.elements ?? [] {
        guard let gvk = Self.gvk(gvk) else { continue }
        types[gvk] = entry.value
      }
    }
    self.definitions = definitions
    self.types = types
    scopes = Self.scopes(root["paths"])
  }

  private static func gvk(_ node: Node) -> GroupVersionKind? {
    guard let version = node["version"]?.string, let kind = node["kind"]?.string else {
      return nil
    }
    return GroupVersionKind(group: node["group"]?.string ?? "", version: version, kind: kind)
  }

  /// A kind belongs to namespaces where one of its paths names one.
  private static func scopes(_ paths: Node?) -> [GroupVersionKind: Bool] {
    var scopes: [GroupVersionKind: Bool] = [:]
    for entry in paths?.mapping?.entries ?? [] {
      guard let gvk = entry.value["get"]?["x-kubernetes-group-version-kind"].flatMap(gvk) else {
        continue
      }
      let isNamespaced = entry.name.contains("namespaces/{namespace}")
      scopes[gvk] = (scopes[gvk] ?? false) || isNamespaced
    }
    return scopes
  }

  func schema(of gvk: GroupVersionKind) -> MergeSchema? { types[gvk].map { .custom($0, self) } }

  /// Whether the kind belongs to namespaces; nil where the schema does not say.
  func isNamespaced(_ gvk: GroupVersionKind) -> Bool? { scopes[gvk] }

  func field(_ name: String, of schema: Node) -> MergeSchema? {
    if let property = schema["properties"]?[name] { return resolved(property) }
    guard let other = schema["additionalProperties"], other.mapping != nil else { return nil }
    return resolved(other)
  }

  func elements(of schema: Node) -> MergeSchema? {
    guard schema["type"]?.string == "array", let items = schema["items"] else { return nil }
    return resolved(items)
  }

  private func resolved(_ schema: Node) -> MergeSchema? {
    var schema = schema
    // A chain of references is short; one that never ends is no schema.
    for _ in 0..<64 {
      guard let reference = schema["$ref"]?.string else { return .custom(schema, self) }
      let name = String(reference.split(separator: "/").last ?? "")
      guard let next = definitions[name] else {
        guard extendsBuiltIn else { return nil }
        return StrategicMergeSchema.kustomize.type(definition: name).map { .builtIn(type: $0) }
      }
      schema = next
    }
    return nil
  }

  static func mergeKeys(of schema: Node) -> [String]? {
    guard let strategy = schema["x-kubernetes-patch-strategy"]?.string,
      strategy.split(separator: ",").contains("merge")
    else { return nil }
    if let keys = schema["x-kubernetes-list-map-keys"]?.elements { return keys.map(\.text) }
    return schema["x-kubernetes-patch-merge-key"]?.string.map { [$0] } ?? []
  }
}
