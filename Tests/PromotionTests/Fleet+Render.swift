import Diagnostics
import Kubernetes
import Kustomize
import Promotion
import YAML

extension Fleet {
  /// A stand-in for Kustomize that knows what the fleet of these tests needs.
  static func render(
    _ tree: any FileTree, _ environment: PromotionEnvironment
  ) throws(RenderError) -> RenderedEnvironment {
    let objects: [Node]
    do { objects = try load(environment.directory, tree) } catch {
      throw RenderError(Diagnostic(rule: .missingFile, severity: .error, message: error.reason))
    }
    return RenderedEnvironment(
      name: environment.name, objects: objects.map { KubernetesObject($0) },
      text: Array(objects.map(\.json).joined(separator: "\n").utf8))
  }

  /// As ``render(_:_:)``, for overlays whose generators only merge.
  static func renderWithoutGenerators(
    _ tree: any FileTree, _ environment: PromotionEnvironment
  ) throws(RenderError) -> RenderedEnvironment {
    var rendered = try render(tree, environment)
    rendered.objects.removeAll { $0.kind == "ConfigMap" }
    return rendered
  }

  private static func load(
    _ directory: String, _ tree: any FileTree
  ) throws(FileTreeError) -> [Node] {
    let root = try parse("\(directory)/kustomization.yaml", tree)[0]
    var objects: [Node] = []
    for resource in root["resources"]?.elements ?? [] {
      let path = TreePath.cleaned("\(directory)/\(resource.string ?? "")")
      objects += path.hasSuffix(".yaml") ? try parse(path, tree) : try load(path, tree)
    }
    for generator in root["configMapGenerator"]?.elements ?? [] {
      objects.append(configMap(generator))
    }
    let names = objects.compactMap {
      $0["kind"]?.string == "ConfigMap" ? $0["metadata"]?["name"]?.string : nil
    }
    return objects.map { transform($0, root, names) }
  }

  private static func parse(
    _ path: String, _ tree: any FileTree
  ) throws(FileTreeError) -> [Node] {
    try tree.file(at: path, limit: 1 << 20).parsed(as: .kustomize).documents.map(\.root)
  }

  private static func configMap(_ generator: Node) -> Node {
    var data = Mapping()
    for literal in generator["literals"]?.elements ?? [] {
      let parts = (literal.string ?? "").split(separator: "=", maxSplits: 1).map(String.init)
      data[parts[0]] = .string(parts[1], origin: literal.origin)
    }
    let alphabet = Array("bcdfghkmt2456789")
    var hash = Node(data).json.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
    var suffix = ""
    for _ in 0..<10 {
      suffix.append(alphabet[Int(hash % 16)])
      hash /= 16
    }
    let name = "\(generator["name"]?.string ?? "")-\(suffix)"
    return Node(
      Mapping(entries: [
        .init(key: .string("apiVersion"), value: .string("v1")),
        .init(key: .string("kind"), value: .string("ConfigMap")),
        .init(
          key: .string("metadata"),
          value: Node(Mapping(entries: [.init(key: .string("name"), value: .string(name))]))),
        .init(key: .string("data"), value: Node(data)),
      ]))
  }

  private static func transform(_ node: Node, _ root: Node, _ names: [String]) -> Node {
    switch node.content {
    case .scalar: return node
    case .sequence(let elements):
      return Node(elements.map { transform($0, root, names) }, origin: node.origin)
    case .mapping(let mapping):
      var result = Mapping()
      for entry in mapping.entries {
        var value = transform(entry.value, root, names)
        if entry.name == "image", let text = value.string { value = image(text, root) ?? value }
        if entry.name == "configMapRef", let name = value["name"]?.string,
          let generated = names.first(where: { $0.hasPrefix(name + "-") })
        {
          value["name"] = .string(generated)
        }
        if entry.name == "replicas", let count = root["replicas"]?.elements?.first?["count"] {
          value = count
        }
        result[entry.name] = value
      }
      return Node(result, origin: node.origin)
    }
  }

  private static func image(_ text: String, _ root: Node) -> Node? {
    guard let reference = ImageReference(text),
      let entry = root["images"]?.elements?.last(where: { $0["name"]?.string == reference.name }),
      let tag = entry["newTag"]
    else { return nil }
    let name = entry["newName"]?.string ?? reference.name
    let digest = entry["digest"]?.string.map { "@\($0)" } ?? ""
    return .string("\(name):\(tag.scalarText ?? "")\(digest)", origin: tag.origin)
  }
}
