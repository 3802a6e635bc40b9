import Diagnostics
import Kubernetes
import YAML

/// Carries out replacements in order.
struct ReplacementTransformer: Transformer {
  var pluginName: String { "ReplacementTransformer" }
  var replacements: [Replacement]

  init(
    _ entries: [ReplacementEntry], from site: Site, _ context: RenderContext
  ) throws(RenderError) {
    replacements = []
    for entry in entries {
      guard let path = entry.path else {
        replacements.append(entry.replacement)
        continue
      }
      let file = try context.load(path, from: site)
      let parsed = file.parsed(as: .kubernetes)
      guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
      let log = FindingLog()
      replacements += ReplacementDecoder(log, as: .plugin).file(
        parsed.documents.first?.root ?? .null())
      try log.check()
    }
  }

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    for replacement in replacements {
      let place = replacement.origin.location?.start
      guard let targets = replacement.targets, !targets.isEmpty,
        replacement.source != nil || replacement.sourceValue != nil
      else {
        throw RenderError(
          .invalidReplacement, "a replacement must have a source and targets", at: place)
      }
      let value = try value(of: replacement, in: list, context)
      for target in targets { try copy(value, to: target, in: &list, context) }
    }
  }

  // MARK: Source

  private func value(
    of replacement: Replacement, in list: ResourceList, _ context: RenderContext
  ) throws(RenderError) -> Node {
    guard let source = replacement.source else {
      let text = replacement.sourceValue ?? SourcedText("", replacement.origin)
      return Node(.untagged(text.value), origin: Origin(text.location, by: .replacement))
    }
    guard replacement.sourceValue == nil else {
      throw RenderError(
        .invalidReplacement, "a replacement cannot have both a source and a sourceValue",
        at: replacement.sourceValue?.location)
    }
    let resource = try select(source, in: list, context)
    let path = PathSyntax.splitFieldPath(source.fieldPath.value)
    guard let found = FieldLookup.find(path, in: resource.root), !found.isNullOrEmpty else {
      throw RenderError(
        .invalidReplacement,
        "\(resource.id(context.schemas).description) has no \(source.fieldPath.value)",
        at: source.fieldPath.location,
        related: [Label("the source is here", at: resource.definition)])
    }
    return try part(of: found, source)
  }

  private func select(
    _ source: Replacement.Source, in list: ResourceList, _ context: RenderContext
  ) throws(RenderError) -> Resource {
    let matches = list.items.filter { resource in
      resource.identities(context.schemas).contains { id in
        var id = id
        // Kustomize compares as if every kind had a namespace.
        id.isClusterScoped = false
        return source.resource.selects(id)
      }
    }
    guard let first = matches.first, matches.count == 1 else {
      throw RenderError(
        .invalidReplacement,
        matches.isEmpty ? "no resource is the source" : "\(matches.count) resources are the source",
        at: source.origin.location?.start,
        related: matches.map { Label("one is here", at: $0.definition) })
    }
    return first
  }

  private func part(of node: Node, _ source: Replacement.Source) throws(RenderError) -> Node {
    guard !source.options.delimiter.isEmpty else { return node }
    guard let scalar = node.scalar else {
      throw RenderError(
        .invalidReplacement, "only a scalar can be split at a delimiter",
        at: source.fieldPath.location)
    }
    let parts = (node.scalarText ?? "").parts(separatedBy: source.options.delimiter)
    guard parts.indices.contains(source.options.index) else {
      throw RenderError(
        .invalidReplacement,
        "there is no part \(source.options.index) among the \(parts.count) of the source",
        at: source.origin.location?.start)
    }
    var result = scalar
    result.text = parts[source.options.index]
    return Node(result, origin: node.origin)
  }

  // MARK: Targets

  private func copy(
    _ value: Node, to target: Replacement.Target, in list: inout ResourceList,
    _ context: RenderContext
  ) throws(RenderError) {
    guard let select = target.select else {
      throw RenderError(
        .invalidReplacement, "a target must select resources", at: target.origin.location?.start)
    }
    let selector = try select.compiled()
    var rejected: [(selector: CompiledSelector, source: Selector)] = []
    for reject in target.reject { rejected.append((try reject.compiled(), reject)) }
    for index in list.items.indices {
      let resource = list.items[index]
      guard selector.selectsMetadata(of: resource) else { continue }
      let ids = resource.identities(context.schemas)
      let isRejected = rejected.contains { selector, source in
        let hasMetadata = !selector.labels.isEmpty || !selector.annotations.isEmpty
        return (hasMetadata && selector.selectsMetadata(of: resource))
          || (!source.resource.isEmpty && ids.contains { selector.selects($0) })
      }
      guard !isRejected, ids.contains(where: { selector.selects($0) }) else { continue }
      for path in target.fieldPaths {
        try copy(value, to: path, target, in: &list.items[index], context)
      }
    }
  }

  private func copy(
    _ value: Node, to path: SourcedText, _ target: Replacement.Target,
    in resource: inout Resource, _ context: RenderContext
  ) throws(RenderError) {
    let steps = PathSyntax.splitFieldPath(path.value)
    let writer = ReplacementWriter(
      value: value, options: target.options, path: path, recorder: context.recorder)
    if writer.writeInside(steps, of: &resource) { return }
    let object = resource.id(context.schemas).description
    do throws(FieldMatcher.Refusal) {
      let count = try writer.write(steps, in: &resource)
      guard count > 0 else { throw FieldMatcher.Refusal(reason: "there is no such field") }
    } catch {
      throw RenderError(
        .invalidReplacement, "\(path.value) of \(object): \(error.reason)", at: path.location,
        related: [Label("the target is here", at: resource.definition)], object: object)
    }
    if value.scalar == nil, resource.root.isTooLarge { throw .tooLarge(object, at: path.location) }
  }
}

extension String {
  /// The parts between delimiters, empty ones included.
  func parts(separatedBy delimiter: String) -> [String] {
    let text = Array(utf8)
    let mark = Array(delimiter.utf8)
    var result: [String] = []
    var start = 0
    var index = 0
    while index + mark.count <= text.count {
      if text[index..<(index + mark.count)].elementsEqual(mark) {
        result.append(String(decoding: text[start..<index], as: UTF8.self))
        index += mark.count
        start = index
      } else {
        index += 1
      }
    }
    return result + [String(decoding: text[start...], as: UTF8.self)]
  }
}
