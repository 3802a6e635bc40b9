import Diagnostics
import Kubernetes
import YAML

/// A JSON 6902 patch: operations that each name a place.
struct JSONPatch: Sendable {
  var operations: [Operation]

  /// One operation.
  struct Operation: Sendable {
    var kind: Kind
    var path: JSONPointer
    /// The source of `move` and `copy`.
    var from: JSONPointer?
    /// What `add`, `replace` and `test` bring.
    var value: Node?
    var origin: Origin
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
      kind: kind, path: try pointer(node, "path"), value: node["value"], origin: node.origin)
    switch kind {
    case .move, .copy: operation.from = try pointer(node, "from")
    case .add, .replace, .test:
      if operation.value == nil { operation.value = .null(origin: node.origin) }
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
    return JSONPointer(text, location: value.origin.location)
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
      do { try Self.apply(operation, to: &root, recorder) } catch {
        throw RenderError(
          .invalidPatch, "\(operation.kind.rawValue) \(operation.path.text): \(error.reason)",
          at: error.pointer?.location ?? operation.path.location, object: object)
      }
      if operation.kind == .copy, root.isTooLarge {
        throw .tooLarge(object, at: operation.path.location)
      }
    }
  }

  private struct Refusal: Error {
    var reason: String
    var pointer: JSONPointer?
  }

  private static func apply(
    _ operation: Operation, to root: inout Node, _ recorder: OriginRecorder
  ) throws(Refusal) {
    var value = operation.value ?? .null()
    switch operation.kind {
    case .add: try add(value, at: operation.path, to: &root, recorder)
    case .replace:
      guard !operation.path.text.isEmpty else {
        try replaceWhole(&root, by: value)
        return
      }
      // A field that is not there is made, as the released Kustomize does.
      try change(operation.path.steps[...], in: &root) { (parent, last) throws(Refusal) in
        try set(value, at: last, in: &parent, inserts: false, recorder)
      }
    case .remove:
      try change(operation.path.steps[...], in: &root) { (parent, last) throws(Refusal) in
        try remove(last, from: &parent)
      }
    case .move, .copy:
      guard let from = operation.from else { return }
      let found = try source(from, isCopied: operation.kind == .copy, in: root)
      value = found
      if operation.kind == .move {
        try change(from.steps[...], in: &root) { (parent, last) throws(Refusal) in
          try remove(last, from: &parent)
        }
      }
      value.origin = Origin(operation.origin.location, by: .jsonPatch)
      value.origin.replaced =
        recorder.keepsHistory ? Origin.Replaced(origin: found.origin, value: found.scalar) : nil
      try add(value, at: operation.path, to: &root, recorder)
    case .test:
      let found =
        operation.path.text.isEmpty ? root : try find(operation.path.steps[...], in: root)
      guard found?.isSameJSON(as: value) ?? value.isNull else {
        throw Refusal(reason: "the value is another")
      }
    }
  }

  /// The value that is moved or copied; a copy of a field that is not there is null.
  private static func source(
    _ pointer: JSONPointer, isCopied: Bool, in root: Node
  ) throws(Refusal) -> Node {
    if !pointer.steps.isEmpty {
      if let found = try find(pointer.steps[...], in: root) { return found }
      let parent = try find(pointer.steps.dropLast(), in: root)
      if isCopied, parent?.mapping != nil { return .null() }
    }
    throw Refusal(reason: "there is no \(pointer.text)", pointer: pointer)
  }

  private static func replaceWhole(_ root: inout Node, by value: Node) throws(Refusal) {
    guard value.mapping != nil else {
      throw Refusal(reason: "an object cannot become a \(value.kindName)")
    }
    root = value
  }

  private static func add(
    _ value: Node, at path: JSONPointer, to root: inout Node, _ recorder: OriginRecorder
  ) throws(Refusal) {
    try change(path.steps[...], in: &root) { (parent, last) throws(Refusal) in
      try set(value, at: last, in: &parent, inserts: true, recorder)
    }
  }

  // MARK: Walking

  /// Calls `body` with the collection that holds the last step of a path.
  private static func change(
    _ steps: ArraySlice<String>, in node: inout Node,
    _ body: (inout Node, String) throws(Refusal) -> Void
  ) throws(Refusal) {
    guard let step = steps.first else {
      throw Refusal(reason: "a JSON pointer to a field begins with /")
    }
    guard steps.count > 1 else {
      guard node.scalar == nil else { throw Refusal(reason: "its parent is a \(node.kindName)") }
      try body(&node, step)
      return
    }
    let rest = steps.dropFirst()
    switch node.content {
    case .scalar: throw Refusal(reason: "there is no \(step) in a \(node.kindName)")
    case .mapping:
      let found: Void? = try node.update(step) { (child) throws(Refusal) in
        try change(rest, in: &child, body)
      }
      guard found != nil else { throw Refusal(reason: "there is no \(step)") }
    case .sequence:
      _ = try node.updateElements { (elements) throws(Refusal) in
        let index = try index(step, count: elements.count)
        try change(rest, in: &elements[index], body)
      }
    }
  }

  private static func find(
    _ steps: ArraySlice<String>, in node: Node
  ) throws(Refusal) -> Node? {
    guard let step = steps.first else { return node }
    switch node.content {
    case .scalar: return nil
    case .mapping(let mapping):
      guard let child = mapping[step] else { return nil }
      return try find(steps.dropFirst(), in: child)
    case .sequence(let elements):
      return try find(steps.dropFirst(), in: elements[try index(step, count: elements.count)])
    }
  }

  private static func exists(_ step: String, in parent: Node) throws(Refusal) -> Bool {
    switch parent.content {
    case .scalar: return false
    case .mapping(let mapping): return mapping.index(of: step) != nil
    case .sequence(let elements):
      _ = try index(step, count: elements.count)
      return true
    }
  }

  /// The position that a step names; negative ones count from the end.
  private static func index(_ step: String, count: Int) throws(Refusal) -> Int {
    guard var index = Int(step) else {
      throw Refusal(reason: "\"\(step)\" is no index of a sequence")
    }
    if index < 0 { index += count }
    guard (0..<count).contains(index) else {
      throw Refusal(reason: "there is no element \(step) among \(count)")
    }
    return index
  }

  private static func set(
    _ value: Node, at step: String, in parent: inout Node, inserts: Bool,
    _ recorder: OriginRecorder
  ) throws(Refusal) {
    if case .mapping = parent.content {
      var value = value
      if let old = parent[step] {
        value.origin = recorder.origin(value.origin, by: value.origin.setter, replacing: old)
      }
      value.origin.cell = 0
      parent[step] = value
      return
    }
    _ = try parent.updateElements { (elements) throws(Refusal) in
      guard inserts else {
        let index = try index(step, count: elements.count)
        var value = value
        value.origin = recorder.origin(
          value.origin, by: value.origin.setter, replacing: elements[index])
        elements[index] = value
        return
      }
      if step == "-" {
        elements.append(value)
        return
      }
      guard var index = Int(step) else {
        throw Refusal(reason: "\"\(step)\" is no index of a sequence")
      }
      if index < 0 { index += elements.count + 1 }
      guard (0...elements.count).contains(index) else {
        throw Refusal(reason: "there is no place \(step) among \(elements.count) elements")
      }
      elements.insert(value, at: index)
    }
  }

  private static func remove(_ step: String, from parent: inout Node) throws(Refusal) {
    guard try exists(step, in: parent) else { throw Refusal(reason: "there is nothing to remove") }
    if case .mapping = parent.content {
      parent[step] = nil
      return
    }
    _ = try parent.updateElements { (elements) throws(Refusal) in
      elements.remove(at: try index(step, count: elements.count))
    }
  }
}

extension JSONPatch.Operation {
  /// Notes what the operation is about to take out of the object.
  fileprivate func note(in root: Node, _ removed: inout RemovedFields) {
    let remover = Origin(origin.location, by: .jsonPatch)
    switch kind {
    case .remove: removed.note(path.steps, of: root, removedBy: remover)
    case .move: removed.note(from?.steps ?? [], of: root, removedBy: remover)
    case .add, .copy, .replace:
      removed.note(path.steps, of: root, removedBy: remover, isReplaced: true)
    case .test: break
    }
  }
}

/// A place in an object as RFC 6901 writes it.
struct JSONPointer: Sendable {
  var text: String
  /// None where the text has no slash.
  var steps: [String]
  var location: Location?

  /// As in Kustomize, whatever stands before the first slash is passed over.
  init(_ text: String, location: Location?) {
    self.text = text
    self.location = location
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    steps = parts.dropFirst().map { step in
      String(step).replacing("~1", with: "/").replacing("~0", with: "~")
    }
  }

  /// Whether the text begins with something that is passed over.
  var hasStrayStart: Bool { !steps.isEmpty && !text.hasPrefix("/") }
}

extension Node {
  /// Whether both are one JSON value: numbers are compared by value, mappings whatever their order.
  func isSameJSON(as other: Node) -> Bool {
    switch (content, other.content) {
    case (.scalar(let left), .scalar(let right)):
      if let a = left.number, let b = right.number { return a == b }
      if left.type == .null { return right.type == .null }
      if let a = left.boolean { return a == right.boolean }
      return left.type == right.type && left.text == right.text
    case (.sequence(let left), .sequence(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { $0.isSameJSON(as: $1) }
    case (.mapping(let left), .mapping(let right)):
      return left.count == right.count
        && left.entries.allSatisfy { entry in
          right[entry.name].map { entry.value.isSameJSON(as: $0) } ?? false
        }
    default: return false
    }
  }
}
