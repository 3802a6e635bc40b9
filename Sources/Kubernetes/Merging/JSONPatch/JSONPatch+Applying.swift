import Values
package import YAML

extension JSONPatch.Operation {
  /// Carries the operation out.
  ///
  /// - Throws: `JSONPatch.Failure` where it cannot be; the value is then to be thrown away.
  package func apply(
    to root: inout Node, _ placing: JSONPatch.Placing
  ) throws(JSONPatch.Failure) {
    var isAtSource = false
    do throws(JSONPatch.Refusal) { try carryOut(on: &root, placing, &isAtSource) } catch {
      throw JSONPatch.Failure(
        refusal: error, isAtSource: isAtSource, message: words(for: error, isAtSource: isAtSource))
    }
  }

  private func carryOut(
    on root: inout Node, _ placing: JSONPatch.Placing, _ isAtSource: inout Bool
  ) throws(JSONPatch.Refusal) {
    switch kind {
    case "add": try add(value ?? .null(), to: &root, placing)
    case "remove": try remove(path, from: &root)
    case "replace": try replace(in: &root, placing)
    case "move", "copy":
      isAtSource = true
      let found = try root.value(at: from)
      if kind == "move" { try remove(from, from: &root) }
      isAtSource = false
      try add(placing.copied(found ?? .null()), to: &root, placing)
    case "test":
      let found = path.text.isEmpty ? root : try root.value(at: path)
      guard (found ?? .null()).isSameJSON(as: value ?? .null()) else { throw .differs }
    default: throw .unknownKind
    }
  }

  private func add(
    _ value: Node, to root: inout Node, _ placing: JSONPatch.Placing
  ) throws(JSONPatch.Refusal) {
    try root.changeParent(of: path) { (parent, step) throws(JSONPatch.Refusal) in
      try parent.insert(value, at: step, placing)
    }
  }

  private func remove(
    _ pointer: JSONPointer, from root: inout Node
  ) throws(JSONPatch.Refusal) {
    try root.changeParent(of: pointer) { (parent, step) throws(JSONPatch.Refusal) in
      try parent.remove(step)
    }
  }

  private func replace(
    in root: inout Node, _ placing: JSONPatch.Placing
  ) throws(JSONPatch.Refusal) {
    guard !path.text.isEmpty else {
      guard let value, value.scalar == nil else { throw .noCollection }
      root = value
      return
    }
    try root.changeParent(of: path) { (parent, step) throws(JSONPatch.Refusal) in
      try parent.set(value ?? .null(), at: step, placing)
    }
  }
}

extension Node {
  /// Calls `body` with the collection that holds the last step of a pointer, and with that step.
  fileprivate mutating func changeParent(
    of pointer: JSONPointer, _ body: (inout Node, String) throws(JSONPatch.Refusal) -> Void
  ) throws(JSONPatch.Refusal) {
    guard !pointer.steps.isEmpty else { throw .pathless }
    try change(pointer.steps[...], body)
  }

  private mutating func change(
    _ steps: ArraySlice<String>, _ body: (inout Node, String) throws(JSONPatch.Refusal) -> Void
  ) throws(JSONPatch.Refusal) {
    guard let step = steps.first else { throw .pathless }
    let missing = JSONPatch.Refusal.noParent(step: step, kindName: kindName)
    guard scalar == nil else { throw missing }
    guard steps.count > 1 else { return try body(&self, step) }
    if mapping != nil {
      let found: Void? = try update(step) { (child) throws(JSONPatch.Refusal) in
        try child.change(steps.dropFirst(), body)
      }
      guard found != nil else { throw missing }
      return
    }
    _ = try updateElements { (elements) throws(JSONPatch.Refusal) in
      guard let index = try? Self.index(step, count: elements.count) else { throw missing }
      try elements[index].change(steps.dropFirst(), body)
    }
  }

  /// The value at a place; nil where its parent is there and lacks the key.
  fileprivate func value(at pointer: JSONPointer) throws(JSONPatch.Refusal) -> Node? {
    var copy = self
    var found: Node?
    try copy.changeParent(of: pointer) { (parent, step) throws(JSONPatch.Refusal) in
      guard let elements = parent.elements else {
        found = parent[step]
        return
      }
      found = elements[try Self.index(step, count: elements.count)]
    }
    return found
  }

  /// The place that a step names among so many; negative ones count from the end.
  private static func index(_ step: String, count: Int) throws(JSONPatch.Refusal) -> Int {
    guard let index = Int(step) else { throw .noIndex(step) }
    guard (-count..<count).contains(index) else { throw .outOfRange(index, count: count) }
    return index < 0 ? index + count : index
  }

  /// Sets a key, or the element at an index that is there.
  fileprivate mutating func set(
    _ value: Node, at step: String, _ placing: JSONPatch.Placing
  ) throws(JSONPatch.Refusal) {
    guard let elements else {
      self[step] = placing.replacing(value, self[step])
      return
    }
    let index = try Self.index(step, count: elements.count)
    let placed = placing.replacing(value, elements[index])
    _ = updateElements { $0[index] = placed }
  }

  /// Sets a key, or puts an element before the one at an index.
  fileprivate mutating func insert(
    _ value: Node, at step: String, _ placing: JSONPatch.Placing
  ) throws(JSONPatch.Refusal) {
    guard let count = elements?.count else { return try set(value, at: step, placing) }
    let index = step == "-" ? count : try Self.index(step, count: count + 1)
    let placed = placing.replacing(value, nil)
    _ = updateElements { $0.insert(placed, at: index) }
  }

  fileprivate mutating func remove(_ step: String) throws(JSONPatch.Refusal) {
    guard let count = elements?.count else {
      guard self[step] != nil else { throw .noKey(step) }
      self[step] = nil
      return
    }
    let index = try Self.index(step, count: count)
    _ = updateElements { $0.remove(at: index) }
  }

  /// Whether both are one JSON value: numbers by what they are worth, mappings whatever their order.
  package func isSameJSON(as other: Node) -> Bool {
    switch (content, other.content) {
    case (.scalar(let left), .scalar(let right)):
      if json == other.json { return true }
      guard left.type == .float || right.type == .float else { return false }
      return left.number != nil && left.number == right.number
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
