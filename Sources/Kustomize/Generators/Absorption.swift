import Diagnostics
import Kubernetes
import YAML

extension ResourceList {
  /// Adds a generated object, or joins it with the one of its name as its behavior says.
  mutating func absorb(
    _ incoming: Resource, _ context: RenderContext
  ) throws(RenderError) {
    let id = incoming.id(context.schemas)
    let positions = positions(everCalled: id, context.schemas)
    let joins = incoming.behavior == .merge || incoming.behavior == .replace
    guard positions.count <= 1 else {
      throw RenderError(
        .invalidGenerator, "\(positions.count) objects are called \(id.description)",
        at: incoming.definition,
        related: positions.map { Label("one is here", at: items[$0].definition) },
        object: id.description)
    }
    guard let position = positions.first else {
      guard !joins else {
        let names = items.filter { $0.kind == incoming.kind }.map(\.name)
        throw RenderError(
          .missingTarget,
          "there is no \(id.description) to \(incoming.behavior.rawValue)", at: incoming.definition,
          help: Spelling.nearest(to: incoming.name, among: names).map { "did you mean \"\($0)\"?" },
          object: id.description)
      }
      try append([incoming], context.schemas)
      return
    }
    guard joins else {
      throw RenderError(
        .duplicateResource, "\(id.description) is there already", at: incoming.definition,
        related: [Label("the first is here", at: items[position].definition)],
        help: "set behavior to merge or replace", object: id.description)
    }
    items[position] = incoming.joined(with: items[position], context.recorder)
  }
}

extension Resource {
  /// This generated object in place of `old`, whose name and notes it takes over.
  fileprivate func joined(with old: Resource, _ recorder: OriginRecorder) -> Resource {
    var result = self
    result.mergeMetadata("labels", from: old, recorder)
    result.mergeMetadata("annotations", from: old, recorder)
    result.setMetadata("name") { node in
      node = Node(.untagged(old.name, style: node.scalar?.style ?? .plain), origin: node.origin)
    }
    if old.namespace.isEmpty {
      result.removeMetadata("namespace")
    } else {
      let namespace = old.root["metadata"]?["namespace"]
      result.setMetadata("namespace") { node in
        node = Node(
          .untagged(old.namespace, style: node.scalar?.style ?? .plain),
          origin: namespace?.origin ?? node.origin)
      }
    }
    result.removed = old.removed
    if behavior == .replace { result.replaceData(of: old, recorder) }
    if behavior == .merge {
      result.mergeData("data", from: old, recorder)
      result.mergeData("binaryData", from: old, recorder)
      result.definition = old.definition
      if let provenance = old.annotations[Provenance.originAnnotation] {
        result.setAnnotation(Provenance.originAnnotation, provenance)
      }
    }
    result.previous = old.previous
    result.prefixes = old.prefixes
    result.suffixes = old.suffixes
    result.behavior = old.behavior
    result.needsNameSuffixHash = needsNameSuffixHash && old.needsNameSuffixHash
    result.variableNames = old.variableNames
    return result
  }

  /// Lets the values that replace those of `old` know it, and notes what has no successor.
  private mutating func replaceData(of old: Resource, _ recorder: OriginRecorder) {
    for field in ["data", "binaryData"] {
      guard let replaced = old.root[field] else { continue }
      removed.note(replaced, at: [.key(field)], removedBy: Origin(definition, by: .generator))
      for entry in replaced.mapping?.entries ?? [] {
        _ = root.update(field) { data in
          data.update(entry.name) { new in
            new.origin = recorder.origin(
              new.origin, by: new.origin.setter, replacing: entry.value)
            new.origin.cell = 0
          }
        }
      }
    }
  }

  private mutating func mergeMetadata(
    _ field: String, from old: Resource, _ recorder: OriginRecorder
  ) {
    let merged = Self.merged(
      old.root["metadata"]?[field], root["metadata"]?[field], recorder, text: \.text)
    if let merged {
      setMetadata(field) { $0 = merged }
    } else {
      removeMetadata(field)
    }
  }

  private mutating func mergeData(
    _ field: String, from old: Resource, _ recorder: OriginRecorder
  ) {
    root[field] = Self.merged(old.root[field], root[field], recorder) { $0.scalarText ?? "" }
  }

  /// The entries of both as strings, those of `new` before those of `old`; nil without any.
  private static func merged(
    _ old: Node?, _ new: Node?, _ recorder: OriginRecorder, text: (Node) -> String
  ) -> Node? {
    var result = Mapping()
    // The values are written anew, so that none shares its cell with other fields any more.
    for entry in old?.mapping?.entries ?? [] {
      var origin = entry.value.origin
      origin.cell = 0
      result.set(entry.name, Node(.tagged(text(entry.value)), origin: origin))
    }
    for entry in new?.mapping?.entries ?? [] {
      var origin = entry.value.origin
      if let replaced = result[entry.name] {
        origin = recorder.origin(origin, by: origin.setter, replacing: replaced)
      }
      origin.cell = 0
      result.set(entry.name, Node(.tagged(text(entry.value)), origin: origin))
    }
    guard !result.isEmpty else { return nil }
    return Node(result, origin: new?.origin ?? old?.origin ?? .none)
  }
}

extension Mapping {
  /// Sets a value under a key that is written without a tag.
  fileprivate mutating func set(_ key: String, _ value: Node) {
    if index(of: key) != nil {
      self[key] = value
    } else {
      append(Entry(key: Node(.untagged(key), origin: value.origin), value: value))
    }
  }
}
