import Diagnostics
import Kubernetes
import Values
import YAML

/// Merges a strategic merge patch into an object as Kustomize does.
///
/// Lists are joined by the merge keys of the schema, elements of the patch first. Absent and null
/// values, repeated elements and elements without their key come out as they do in Kustomize, down
/// to what looks like accident.
struct StrategicMerge {
  let schemas: Schemas
  let recorder: OriginRecorder
  /// The values that were written into cells shared with other fields, in order.
  private(set) var shared: [Node] = []
  /// What the patch takes out of the object.
  private(set) var removed = RemovedFields()
  /// The way to the values that are being merged.
  var path: [RemovedFields.Step] = []

  init(_ schemas: Schemas, _ recorder: OriginRecorder) {
    self.schemas = schemas
    self.recorder = recorder
  }

  /// What becomes of a value.
  enum Outcome {
    /// Nothing is left.
    case removed
    /// The target's own value, changed.
    case target(Node)
    /// The patch's value in place of the target's.
    case patch(Node)

    var node: Node? {
      switch self {
      case .removed: nil
      case .target(let node), .patch(let node): node
      }
    }
  }

  /// Merges `patch` into the object `root`; nil where the patch deletes it.
  mutating func merge(_ patch: Node, into root: Node) throws(RenderError) -> Node? {
    switch try merge(root, patch, nil) {
    case .removed: nil
    case .target(let merged): merged
    // Kustomize looks only at the object that it changes, and this one would be another.
    case .patch: root
    }
  }

  mutating func merge(
    _ target: Node?, _ patch: Node?, _ known: MergeSchema?
  ) throws(RenderError) -> Outcome {
    let schema = known ?? schema(of: target) ?? schema(of: patch)
    guard let kind = kind(of: target, patch) else {
      // Both are null or absent: a null of the target stays if it is written out.
      guard patch == nil, let target, !target.text.isEmpty else { return .removed }
      return .target(target)
    }
    for node in [target, patch] {
      guard let node, !node.isNull, node.kind != kind else { continue }
      throw mismatch(target, patch)
    }
    switch kind {
    case .mapping: return try mergeMapping(target, patch, schema)
    case .sequence: return try mergeSequence(target, patch, schema)
    case .scalar: return mergeScalar(target, patch)
    }
  }

  private func kind(of target: Node?, _ patch: Node?) -> NodeKind? {
    if let target, !target.isNull { return target.kind }
    if let patch, !patch.isNull { return patch.kind }
    return nil
  }

  /// The schema of an object, wherever it stands.
  func schema(of node: Node?) -> MergeSchema? {
    guard let node, case .mapping = node.content else { return nil }
    let resource = Resource(root: node)
    guard !resource.kind.isEmpty, !resource.apiVersion.isEmpty else { return nil }
    return schemas.schema(of: resource.gvk)
  }

  private func mismatch(_ target: Node?, _ patch: Node?) -> RenderError {
    RenderError(
      .invalidPatch,
      "the patch has a \(patch?.kindName ?? "") where its target has a \(target?.kindName ?? "")",
      at: patch?.origin.location,
      related: [Label("the target's value", at: target?.origin.location)])
  }

  private func mergeScalar(_ target: Node?, _ patch: Node?) -> Outcome {
    guard let patch else { return target.map { .target($0) } ?? .removed }
    guard !patch.isNull else { return .removed }
    return .patch(patch)
  }
}

/// The three kinds of value, for comparison.
enum NodeKind { case scalar, sequence, mapping }

extension Node {
  var kind: NodeKind {
    switch content {
    case .scalar: .scalar
    case .sequence: .sequence
    case .mapping: .mapping
    }
  }
}

// MARK: - Mappings

extension StrategicMerge {
  private mutating func mergeMapping(
    _ target: Node?, _ patch: Node?, _ schema: MergeSchema?
  ) throws(RenderError) -> Outcome {
    guard var target, !target.isNull else {
      guard let patch else { return .removed }
      return try adopt(patch, schema).map { .patch($0) } ?? .removed
    }
    guard var patch else {
      try settle(&target, schema)
      return .target(target)
    }
    guard !patch.isNull else { return .removed }
    switch try PatchDirective.take(from: &patch) {
    case .delete: return .removed
    case .replace:
      return try adopt(patch, schema).map { .patch($0) } ?? .removed
    case .merge: break
    }
    try mergeFields(of: patch, into: &target, schema)
    return .target(target)
  }

  private mutating func mergeFields(
    of patch: Node, into target: inout Node, _ schema: MergeSchema?
  ) throws(RenderError) {
    let entries = patch.mapping?.entries ?? []
    let names = Set(entries.map(\.name))
    try settle(&target, schema, except: names)
    // Where fields share a cell, the one whose name comes last decides.
    let ordered = entries.sorted { $0.name.precedesByBytes($1.name) }
    for entry in ordered {
      let old = target[entry.name]
      path.append(.key(entry.name))
      let result = try merge(old, entry.value, schema?.field(entry.name))
      note(old, givingWayTo: result, for: entry)
      path.removeLast()
      try set(entry, to: result, in: &target)
    }
  }

  /// Notes what the target loses where its value goes, or another takes its place.
  private mutating func note(
    _ old: Node?, givingWayTo outcome: Outcome, for entry: Mapping.Entry
  ) {
    guard let old, !old.isNull else { return }
    switch outcome {
    case .target: return
    case .patch: if old.scalar != nil { return }
    case .removed: break
    }
    note(old, removedBy: PatchDirective.remover(in: entry.value, behind: entry.key))
  }

  /// Notes that what stands where the merge has come to is removed.
  mutating func note(_ node: Node, removedBy origin: Origin) {
    removed.note(node, at: path, removedBy: origin)
  }

  private mutating func set(
    _ entry: Mapping.Entry, to outcome: Outcome, in target: inout Node
  ) throws(RenderError) {
    switch outcome {
    case .removed: target[entry.name] = nil
    case .target(let node): target[entry.name] = node
    case .patch(var node):
      _ = target.updateMapping { mapping in
        guard let position = mapping.index(of: entry.name) else {
          mapping.append(Mapping.Entry(key: entry.key, value: node))
          return
        }
        mapping.update(at: position) { old in
          node.origin = recorder.origin(node.origin, by: node.origin.setter, replacing: old)
          if let new = node.scalar, let scalar = old.scalar {
            node.content = .scalar(new.written(like: scalar))
          }
          if node.origin.cell != 0 { shared.append(node) }
          old = node
        }
      }
    }
  }

  /// Does to a value that the patch does not mention what merging does to it all the same: empty
  /// fields vanish, and lists that are joined lose repeated elements.
  mutating func settle(
    _ node: inout Node, _ known: MergeSchema?, except names: Set<String> = []
  ) throws(RenderError) {
    let schema = known ?? schema(of: node)
    guard needsSettling(node, schema, except: names) else { return }
    switch node.content {
    case .scalar: break
    case .sequence:
      if let keys = schema?.mergeKeys {
        node = try join(node, nil, keys: keys, schema?.elements) ?? node
      }
    case .mapping(let mapping):
      var result = mapping
      for entry in mapping.entries where !names.contains(entry.name) {
        if entry.value.isNull, entry.value.text.isEmpty {
          result[entry.name] = nil
        } else {
          var value = entry.value
          try settle(&value, schema?.field(entry.name))
          result[entry.name] = value
        }
      }
      node.content = .mapping(result)
    }
  }

  private func needsSettling(
    _ node: Node, _ known: MergeSchema?, except names: Set<String>
  ) -> Bool {
    let schema = known ?? schema(of: node)
    switch node.content {
    case .scalar: return false
    case .sequence(let elements):
      guard let keys = schema?.mergeKeys else { return false }
      return !isSettled(elements, keys: keys, schema?.elements)
    case .mapping(let mapping):
      return mapping.entries.contains { entry in
        guard !names.contains(entry.name) else { return false }
        if entry.value.isNull { return entry.value.text.isEmpty }
        return needsSettling(entry.value, schema?.field(entry.name), except: [])
      }
    }
  }

  /// Whether joining a list with nothing leaves it as it is.
  private func isSettled(_ elements: [Node], keys: [String], _ schema: MergeSchema?) -> Bool {
    var seen: Set<[String]> = []
    for element in elements {
      guard !element.isNullOrEmpty else { return false }
      if keys.isEmpty {
        guard element.scalar != nil, seen.insert([element.text]).inserted else { return false }
        continue
      }
      let values = keys.map { element[$0].map { $0.isNullOrEmpty ? "" : $0.text } ?? "" }
      guard !values.contains(""), seen.insert(values).inserted,
        !needsSettling(element, schema, except: [])
      else { return false }
    }
    return true
  }

  /// A value of the patch that takes the place of nothing, or of all that was there.
  mutating func adopt(_ patch: Node, _ known: MergeSchema?) throws(RenderError) -> Node? {
    let schema = known ?? schema(of: patch)
    var patch = patch
    switch patch.content {
    case .scalar(let scalar): return scalar.type == .null ? nil : patch
    case .sequence:
      guard let keys = schema?.mergeKeys else { return patch }
      return try join(patch, patch, keys: keys, schema?.elements, isAdopted: true)
    case .mapping:
      guard try PatchDirective.take(from: &patch) != .delete else { return nil }
      var result = Mapping()
      for entry in patch.mapping?.entries ?? [] {
        guard let value = try adopt(entry.value, schema?.field(entry.name)) else { continue }
        result.append(Mapping.Entry(key: entry.key, value: value))
      }
      patch.content = .mapping(result)
      return patch
    }
  }
}

// MARK: - Sequences

extension StrategicMerge {
  private mutating func mergeSequence(
    _ target: Node?, _ patch: Node?, _ schema: MergeSchema?
  ) throws(RenderError) -> Outcome {
    guard let keys = schema?.mergeKeys else {
      guard let patch else { return target.map { .target($0) } ?? .removed }
      return patch.isNull ? .removed : .patch(patch)
    }
    guard let target, !target.isNull else {
      guard let patch else { return .removed }
      return try join(patch, patch, keys: keys, schema?.elements, isAdopted: true)
        .map { .patch($0) } ?? .removed
    }
    guard var patch else {
      return try join(target, nil, keys: keys, schema?.elements).map { .target($0) } ?? .removed
    }
    guard !patch.isNull else { return .removed }
    switch try PatchDirective.take(fromList: &patch) {
    case .delete: return .removed
    case .replace:
      return try join(patch, patch, keys: keys, schema?.elements, isAdopted: true)
        .map { .patch($0) } ?? .removed
    case .merge: break
    }
    return try join(target, patch, keys: keys, schema?.elements).map { .target($0) } ?? .removed
  }

  private mutating func join(
    _ target: Node, _ patch: Node?, keys: [String], _ schema: MergeSchema?, isAdopted: Bool = false
  ) throws(RenderError) -> Node? {
    var join = AssociativeJoin(
      target: target.elements ?? [], patch: patch?.elements, keys: keys, schema: schema,
      isAdopted: isAdopted)
    guard let elements = try join.run(&self) else { return nil }
    return Node(elements, origin: target.origin)
  }
}
