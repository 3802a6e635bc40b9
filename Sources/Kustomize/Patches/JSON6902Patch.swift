import Diagnostics
import Kubernetes
import Values
import YAML

/// A JSON 6902 patch as a file or a kustomization has it: operations, each with its bytes.
struct JSON6902Patch: Sendable {
  var operations: [Operation]

  /// One operation.
  struct Operation: Sendable {
    var kind: Kind
    /// What is done.
    var change: JSONPatch.Operation
    var origin: Origin
    var path: Location?
    /// The source of `move` and `copy`.
    var from: Location?
  }

  enum Kind: String, Sendable, CaseIterable {
    case add, remove, replace, move, copy, test
  }

  /// Reads a sequence of operations.
  init(_ root: Node) throws(RenderError) {
    guard let elements = root.elements else {
      throw RenderError(
        .invalidPatch, "a JSON 6902 patch must be a sequence of operations",
        at: root.origin.location?.start)
    }
    operations = []
    for element in elements { operations.append(try Self.operation(element)) }
  }

  private static func operation(_ node: Node) throws(RenderError) -> Operation {
    guard node.mapping != nil else {
      throw RenderError(
        .invalidPatch, "an operation must be a mapping, not a \(node.kindName)",
        at: node.origin.location)
    }
    guard let name = node["op"], let kind = Kind(rawValue: name.text) else {
      let names = Kind.allCases.map(\.rawValue)
      let near = node["op"].flatMap { Spelling.nearest(to: $0.text, among: names) }
      throw RenderError(
        .invalidPatch, "op must be one of \(names.joined(separator: ", "))",
        at: node["op"]?.origin.location ?? node.origin.location?.start,
        help: near.map { "did you mean \"\($0)\"?" })
    }
    var operation = Operation(
      kind: kind, change: JSONPatch.Operation(name.text, try pointer(node, "path")),
      origin: node.origin, path: node["path"]?.origin.location)
    switch kind {
    case .move, .copy:
      operation.change.from = try pointer(node, "from")
      operation.from = node["from"]?.origin.location
    case .add, .replace, .test:
      operation.change.value = node["value"] ?? .null(origin: node.origin)
    case .remove: break
    }
    return operation
  }

  private static func pointer(_ node: Node, _ field: String) throws(RenderError) -> JSONPointer {
    guard let value = node[field] else {
      throw RenderError(
        .invalidPatch, "the operation has no \(field)", at: node.origin.location?.start)
    }
    guard let text = value.string else {
      throw RenderError(
        .invalidPatch, "\(field) must be a JSON pointer that begins with /",
        at: value.origin.location)
    }
    return JSONPointer(text)
  }

  /// Applies the operations in order.
  ///
  /// - Throws: ``RenderError`` at the first that cannot be done; `object` names the target.
  func apply(
    to root: inout Node, of object: String, noting removed: inout RemovedFields,
    _ recorder: OriginRecorder
  ) throws(RenderError) {
    for operation in operations {
      operation.note(in: root, &removed)
      do throws(JSONPatch.Failure) {
        try operation.change.apply(to: &root, operation.placing(recorder))
      } catch {
        throw operation.error(
          error.refusal.sentence, at: error.isAtSource ? operation.from : operation.path,
          of: object)
      }
      guard root.mapping != nil else {
        throw operation.error(
          "an object cannot become a \(root.kindName)", at: operation.path, of: object)
      }
      if operation.kind == .copy, root.isTooLarge {
        throw .tooLarge(object, at: operation.path)
      }
    }
  }
}

extension JSON6902Patch.Operation {
  fileprivate func error(
    _ sentence: String, at place: Location?, of object: String
  ) -> RenderError {
    RenderError(
      .invalidPatch, "\(kind.rawValue) \(change.path.text): \(sentence)", at: place,
      object: object)
  }

  /// Lets values remember what they replace, and from where they were copied.
  fileprivate func placing(_ recorder: OriginRecorder) -> JSONPatch.Placing {
    var placing = JSONPatch.Placing()
    placing.copied = { found in
      var value = found
      value.origin = Origin(origin.location, by: .jsonPatch)
      if recorder.keepsHistory {
        value.origin.replaced = Origin.Replaced(origin: found.origin, value: found.scalar)
      }
      return value
    }
    placing.replacing = { value, old in
      var value = value
      if let old {
        value.origin = recorder.origin(value.origin, by: value.origin.setter, replacing: old)
      }
      value.origin.cell = 0
      return value
    }
    return placing
  }

  /// Notes what the operation is about to take out of the object.
  fileprivate func note(in root: Node, _ removed: inout RemovedFields) {
    let remover = Origin(origin.location, by: .jsonPatch)
    switch kind {
    case .remove: removed.note(change.path.steps, of: root, removedBy: remover)
    case .move: removed.note(change.from.steps, of: root, removedBy: remover)
    case .add, .copy, .replace:
      removed.note(change.path.steps, of: root, removedBy: remover, isReplaced: true)
    case .test: break
    }
  }
}

extension JSONPatch.Refusal {
  /// What is wrong, for whoever wrote the operation.
  fileprivate var sentence: String {
    switch self {
    case .pathless: "a JSON pointer to a field begins with /"
    case .noParent(let step, "mapping"), .noParent(let step, "sequence"): "there is no \(step)"
    case .noParent(let step, let kind): "there is no \(step) in a \(kind)"
    case .noIndex(let step): "\"\(step)\" is no index of a sequence"
    case .outOfRange(let index, let count): "there is no element \(index) among \(count)"
    case .noKey: "there is nothing to remove"
    case .differs: "the value is another"
    case .noCollection: "an object cannot become a scalar"
    case .unknownKind: "there is no such operation"
    }
  }
}
