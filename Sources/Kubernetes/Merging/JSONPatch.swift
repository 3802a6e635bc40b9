package import YAML

/// A JSON Patch (RFC 6902) as the API server's library applies it.
///
/// The library is laxer than the RFC: `replace` sets a key that a mapping lacks, an index may count
/// from the end, and what stands before a path's first slash is passed over.
package struct JSONPatch: Sendable {
  /// The operations, in the order in which they are made.
  package var operations: [Operation]

  package init(_ operations: [Operation]) { self.operations = operations }

  /// One operation.
  package struct Operation: Sendable {
    /// What to do, which need not be anything that a patch can do.
    package var kind: String
    /// A JSON Pointer (RFC 6901).
    package var path: String
    /// The source of `move` and `copy`; empty where there is none.
    package var from: String
    /// What `add`, `replace` and `test` bring; nil where there is none.
    package var value: Node?

    package init(_ kind: String, _ path: String, from: String = "", value: Node? = nil) {
      self.kind = kind
      self.path = path
      self.from = from
      self.value = value
    }
  }

  /// Why a patch does not apply.
  package struct Failure: Error, Hashable, Sendable {
    /// In the library's words.
    package var message: String
    /// The number of the operation.
    package var operation = 0
    /// Whether it is a `test` that found another value.
    package var isTest = false

    fileprivate static let missing = "missing value"

    fileprivate init(_ message: String, isTest: Bool = false) {
      self.message = message
      self.isTest = isTest
    }

    fileprivate static func invalidIndex(_ index: Int) -> Failure {
      Failure("Unable to access invalid index: \(index): invalid index referenced")
    }
  }

  /// The value with every operation carried out, in order.
  package func applied(to root: Node) throws(Failure) -> Node {
    var result = root
    for (index, operation) in operations.enumerated() {
      do throws(Failure) { try operation.apply(to: &result) } catch {
        var failure = error
        failure.operation = index
        throw failure
      }
    }
    return result
  }
}

extension JSONPatch.Operation {
  private typealias Failure = JSONPatch.Failure

  fileprivate func apply(to root: inout Node) throws(JSONPatch.Failure) {
    switch kind {
    case "add": try add(value ?? .null(), to: &root, failing: addFailed)
    case "remove":
      try visit(
        path, in: &root, or: "remove operation does not apply: doc is missing path: \"\(path)\""
      ) { (parent, key) throws(JSONPatch.Failure) in
        do throws(JSONPatch.Failure) { try parent.remove(key) } catch {
          throw Failure("error in remove for path: '\(path)': \(error.message)")
        }
      }
    case "replace": try replace(in: &root)
    case "move":
      let moved = try read(
        from, in: root, or: "move operation does not apply: doc is missing from path: \(from)",
        failing: { "error in move for path: '\($0)'" })
      try visit(from, in: &root, or: "") { (parent, key) throws(JSONPatch.Failure) in
        do throws(JSONPatch.Failure) { try parent.remove(key) } catch {
          throw Failure("error in move for path: '\(key)': \(error.message)")
        }
      }
      try add(
        moved ?? .null(), to: &root,
        missing: "move operation does not apply: doc is missing destination path: \(path)"
      ) { "error in move for path: '\(path)': \($0)" }
    case "copy":
      let copied = try read(
        from, in: root, or: "copy operation does not apply: doc is missing from path: \(from)",
        failing: { _ in "error in copy for from: '\(from)'" })
      try add(
        copied ?? .null(), to: &root,
        missing: "copy operation does not apply: doc is missing destination path: \(path)"
      ) { "error while adding value during copy: \($0)" }
    case "test": try test(in: root)
    default: throw Failure("Unexpected kind: \(kind)")
    }
  }

  private func addFailed(_ message: String) -> String {
    "error in add for path: '\(path)': \(message)"
  }

  private func add(
    _ value: Node, to root: inout Node, missing: String? = nil, failing: (String) -> String
  ) throws(JSONPatch.Failure) {
    try visit(
      path, in: &root,
      or: missing ?? "add operation does not apply: doc is missing path: \"\(path)\""
    ) { (parent, key) throws(JSONPatch.Failure) in
      do throws(JSONPatch.Failure) { try parent.insert(value, at: key) } catch {
        throw Failure(failing(error.message))
      }
    }
  }

  private func replace(in root: inout Node) throws(JSONPatch.Failure) {
    if path.isEmpty {
      guard let value, value.scalar == nil else {
        throw Failure("replace operation value must be object or array")
      }
      root = value
      return
    }
    try visit(
      path, in: &root, or: "replace operation does not apply: doc is missing path: \(path)"
    ) { (parent, key) throws(JSONPatch.Failure) in
      do throws(JSONPatch.Failure) { try parent.set(value ?? .null(), at: key) } catch {
        throw Failure(
          "replace operation does not apply: doc is missing key: \(path): \(Failure.missing)")
      }
    }
  }

  private func test(in root: Node) throws(JSONPatch.Failure) {
    let found = try read(
      path, in: root, or: "test operation does not apply: is missing path: \(path)",
      failing: { _ in "error in test for path: '\(path)'" })
    let isSame =
      switch (found, value) {
      case (let found?, let value?): found.isSameJSON(as: value)
      case (nil, nil): true
      default: false
      }
    guard isSame else {
      throw Failure("testing value \(path) failed: test failed", isTest: true)
    }
  }

  // MARK: Walking

  /// The steps of a path; none where it leads nowhere.
  private static func steps(of path: String) -> [String] {
    path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      .map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }
  }

  /// Calls `body` with the collection that holds the last step of a path.
  private func visit(
    _ path: String, in root: inout Node, or missing: String,
    _ body: (inout Node, String) throws(JSONPatch.Failure) -> Void
  ) throws(JSONPatch.Failure) {
    let steps = Self.steps(of: path)
    guard let last = steps.last,
      try root.visit(
        steps.dropLast(),
        { (parent) throws(JSONPatch.Failure) in
          try body(&parent, last)
        })
    else { throw Failure("\(missing): \(Failure.missing)") }
  }

  /// The value at a path; nil where its parent is there and lacks the key.
  private func read(
    _ path: String, in root: Node, or missing: String, failing: (String) -> String
  ) throws(JSONPatch.Failure) -> Node? {
    var root = root
    var found: Node?
    try visit(path, in: &root, or: missing) { (parent, key) throws(JSONPatch.Failure) in
      do throws(JSONPatch.Failure) { found = try parent.find(key) } catch {
        throw Failure("\(failing(key)): \(error.message)")
      }
    }
    return found
  }
}

extension Node {
  /// Calls `body` with the collection at the end of the steps; false where there is none.
  fileprivate mutating func visit(
    _ steps: ArraySlice<String>, _ body: (inout Node) throws(JSONPatch.Failure) -> Void
  ) throws(JSONPatch.Failure) -> Bool {
    guard scalar == nil else { return false }
    guard let step = steps.first else {
      try body(&self)
      return true
    }
    let rest = steps.dropFirst()
    if mapping != nil {
      return try update(step) { (child) throws(JSONPatch.Failure) in
        try child.visit(rest, body)
      } ?? false
    }
    return try updateElements { (elements) throws(JSONPatch.Failure) in
      guard let index = try? Self.index(step, count: elements.count), index < elements.count
      else { return false }
      return try elements[index].visit(rest, body)
    } ?? false
  }

  /// The place that a step names among so many; negative ones count from the end.
  private static func index(_ step: String, count: Int) throws(JSONPatch.Failure) -> Int {
    guard let index = Int(step) else {
      throw JSONPatch.Failure("strconv.Atoi: parsing \"\(step)\": invalid syntax")
    }
    guard (-count..<count).contains(index) else { throw .invalidIndex(index) }
    return index < 0 ? index + count : index
  }

  fileprivate func find(_ step: String) throws(JSONPatch.Failure) -> Node? {
    guard let elements else { return self[step] }
    return elements[try Self.index(step, count: elements.count)]
  }

  /// Sets a key, or the element at an index that is there.
  fileprivate mutating func set(_ value: Node, at step: String) throws(JSONPatch.Failure) {
    guard let count = elements?.count else {
      self[step] = value
      return
    }
    let index = try Self.index(step, count: count)
    _ = updateElements { $0[index] = value }
  }

  /// Sets a key, or puts an element before the one at an index.
  fileprivate mutating func insert(_ value: Node, at step: String) throws(JSONPatch.Failure) {
    guard let count = elements?.count else {
      self[step] = value
      return
    }
    guard step != "-" else {
      _ = updateElements { $0.append(value) }
      return
    }
    guard Int(step) != nil else {
      throw JSONPatch.Failure(
        "value was not a proper array index: '\(step)': strconv.Atoi: parsing \"\(step)\": "
          + "invalid syntax")
    }
    let index = try Self.index(step, count: count + 1)
    _ = updateElements { $0.insert(value, at: index) }
  }

  fileprivate mutating func remove(_ step: String) throws(JSONPatch.Failure) {
    guard let count = elements?.count else {
      guard self[step] != nil else {
        throw JSONPatch.Failure(
          "Unable to remove nonexistent key: \(step): \(JSONPatch.Failure.missing)")
      }
      self[step] = nil
      return
    }
    let index = try Self.index(step, count: count)
    _ = updateElements { $0.remove(at: index) }
  }

  /// Whether both are written as the same JSON, whatever the order of their keys.
  package func isSameJSON(as other: Node) -> Bool {
    switch (content, other.content) {
    case (.scalar, .scalar): json == other.json
    case (.sequence(let left), .sequence(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isSameJSON(as: $1) }
    case (.mapping(let left), .mapping(let right)):
      left.count == right.count
        && left.entries.allSatisfy { entry in
          right[entry.name].map { entry.value.isSameJSON(as: $0) } ?? false
        }
    default: false
    }
  }
}
