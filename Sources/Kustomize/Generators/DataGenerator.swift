import Diagnostics
import Kubernetes
import Values
import YAML

/// Makes a ConfigMap or a Secret.
struct DataGenerator {
  var arguments: GeneratorArguments
  var isSecret: Bool
  let site: Site
  let context: RenderContext

  var pluginName: String { isSecret ? "SecretGenerator" : "ConfigMapGenerator" }

  func generate() throws(RenderError) -> Resource {
    guard let name = arguments.name else {
      throw RenderError(
        .invalidGenerator, "a generator must have a name", at: arguments.origin.location?.start)
    }
    let entries = try KeyValueSources(site: site, context: context).entries(of: arguments)
    let source = Origin(arguments.origin.location, by: .generator)
    var root = Node(Mapping(), origin: source)
    root["apiVersion"] = .string("v1", origin: source)
    root["kind"] = .string(isSecret ? "Secret" : "ConfigMap", origin: source)
    root["metadata"] = metadata(name, source)
    if isSecret {
      let type = arguments.type ?? SourcedText("Opaque", source)
      root["type"] = text(type)
      root["data"] = Node(Mapping(), origin: source)
    }
    for entry in entries { add(entry, to: &root, source) }
    if let options = arguments.options, options.isImmutable {
      root["immutable"] = .boolean(
        true, origin: Origin(options.immutableOrigin.location, by: .generator))
    }
    var resource = Resource(root: root, definition: name.location)
    resource.behavior =
      GenerationBehavior(rawValue: arguments.behavior?.value ?? "") ?? .unspecified
    resource.needsNameSuffixHash = arguments.options?.disablesNameSuffixHash != true
    return resource
  }

  private func text(_ source: SourcedText) -> Node {
    Node(.tagged(source.value), origin: Origin(source.location, by: .generator))
  }

  private func metadata(_ name: SourcedText, _ source: Origin) -> Node {
    var metadata = Node(Mapping(), origin: source)
    metadata["name"] = text(name)
    if let namespace = arguments.namespace { metadata["namespace"] = text(namespace) }
    let options = arguments.options
    for (field, pairs) in [("labels", options?.labels), ("annotations", options?.annotations)] {
      guard let pairs, !pairs.isEmpty else { continue }
      var mapping = Mapping()
      for pair in pairs.sortedByKey {
        mapping.append(
          Mapping.Entry(
            key: Node(
              .untagged(pair.key.value), origin: Origin(pair.key.location, by: .generator)),
            value: text(pair.value)))
      }
      metadata[field] = Node(mapping, origin: source)
    }
    return metadata
  }

  private func add(_ entry: DataEntry, to root: inout Node, _ source: Origin) {
    let plain = isSecret ? nil : String(validating: entry.value, as: UTF8.self)
    let field = plain == nil && !isSecret ? "binaryData" : "data"
    root.ensureMapping(field, origin: source)
    // Kustomize writes keys without a tag, so that one that looks like a number is refused later.
    let key = Node(.untagged(entry.key), origin: entry.origin)
    let value = Node(.tagged(plain ?? Base64.lines(entry.value)), origin: entry.origin)
    _ = root.update(field) { data in
      data.updateMapping { $0.append(Mapping.Entry(key: key, value: value)) }
    }
  }
}
