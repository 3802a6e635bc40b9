package import Diagnostics
package import YAML

/// The fields that an object has lost, each with what took it away.
///
/// Nothing in the object itself says that a field was there before a patch removed it. This does, so
/// that a finding on what is missing, or a trace of it, can point at the line that removed it.
package struct RemovedFields: Sendable {
  private var removals: [Removal] = []

  private struct Removal: Sendable {
    var path: [Step]
    var node: Node
    var origin: Origin
  }

  /// One step towards a field, which leads there also when a list has been put in another order.
  package enum Step: Hashable, Sendable {
    case key(String)
    /// The element of a list that has these texts in these fields; a scalar's text stands under an
    /// empty name.
    case element([String: String])
    /// An element that nothing but its place tells from others, 0-based.
    case index(Int)
  }

  /// No field.
  package init() {}

  /// Whether nothing was removed.
  package var isEmpty: Bool { removals.isEmpty }

  /// Notes a value that is about to go, or one of which parts may go since another takes its place.
  ///
  /// - Parameter origin: the step that removes it, and the bytes that ask for that.
  package mutating func note(_ node: Node, at path: [Step], removedBy origin: Origin) {
    removals.append(Removal(path: path, node: node, origin: origin))
  }

  /// Adds what was removed after the fields of this.
  package mutating func append(_ later: RemovedFields) { removals += later.removals }

  /// The object with what it has lost put back where nothing else has come to stand.
  ///
  /// The origin of every value that is back is that of its removal, which has replaced the value. An
  /// element comes back behind the others, so that those keep their indices.
  package func restored(in root: Node) -> Node {
    var root = root
    for removal in removals.reversed() {
      removal.node.marked(by: removal.origin).putBack(removal.path[...], in: &root, removal.origin)
    }
    return root
  }

  /// What was removed and has no successor in the object: the topmost fields, each as it is put back.
  package func missing(in root: Node) -> [(path: FieldPath, node: Node)] {
    isEmpty ? [] : restored(in: root).missing(in: root, at: .root)
  }

  /// What removed a field, or all that stood in it; nil where the object has the field, or never had.
  ///
  /// - Parameter path: a field of `root`, in indices of today.
  package func origin(of path: FieldPath, missingIn root: Node) -> Origin? {
    guard !isEmpty else { return nil }
    let present = root[path]
    if let present, !present.isEmptyCollection { return nil }
    guard let restored = restored(in: root)[path] else { return nil }
    return present == nil ? restored.origin : restored.firstChild?.origin
  }
}

extension KubernetesObject {
  /// What removed a field that a finding is about; nil where it was not removed, or where the
  /// finding's place tells that something has set it since, as a policy that mutates.
  ///
  /// - Parameter place: where the field was found to come from, or its nearest parent.
  package func removal(of path: FieldPath, foundAt place: Location?) -> Origin? {
    guard !removed.isEmpty, place == nil || place == root.place(nearest: path) else { return nil }
    return removed.origin(of: path, missingIn: root)
  }
}

extension Node {
  /// Where the value at a path stands, or the last one on the way to it that a source holds.
  fileprivate func place(nearest path: FieldPath) -> Location? {
    var (node, place) = (self, origin.location)
    for step in path.steps {
      guard let next = node[FieldPath([step])] else { break }
      node = next
      place = node.origin.location ?? place
    }
    return place
  }

  /// The value as it is put back: set by its removal, which replaced what was there.
  fileprivate func marked(by removal: Origin) -> Node {
    var node = self
    node.updateAll { node in
      node.origin = Origin(
        removal.location, by: removal.setter,
        replacing: Origin.Replaced(origin: node.origin, value: node.scalar))
    }
    return node
  }

  /// Puts this value where `path` leads from `parent`, and makes what is missing on the way.
  fileprivate func putBack(
    _ path: ArraySlice<RemovedFields.Step>, in parent: inout Node, _ removal: Origin
  ) {
    guard let step = path.first else {
      fillUp(&parent)
      return
    }
    let rest = path.dropFirst()
    if case .index(let index) = step, rest.isEmpty || parent.elements?.count ?? 0 <= index {
      _ = parent.updateElements { if rest.isEmpty { $0.append(self) } }
      return
    }
    if let found: Void = parent.update(step, { putBack(rest, in: &$0, removal) }) { return found }
    var missing = self
    if let next = rest.first {
      missing = Node(next.isKey ? .mapping(Mapping()) : .sequence([]), origin: removal)
      if case .element(let fields) = step, missing.mapping != nil {
        for (name, text) in fields.sorted(by: { $0.key < $1.key }) {
          missing[name] = Node(Scalar(string: text), origin: removal)
        }
      }
      putBack(rest, in: &missing, removal)
    }
    switch step {
    case .key(let name): if parent.mapping != nil { parent[name] = missing }
    case .element, .index: _ = parent.updateElements { $0.append(missing) }
    }
  }

  /// Adds to what stands in this value's place those parts of it that have no successor there.
  private func fillUp(_ successor: inout Node) {
    switch content {
    case .scalar: break
    case .mapping(let mapping):
      guard successor.mapping != nil else { return }
      for entry in mapping.entries {
        let found: Void? = successor.update(entry.name) { entry.value.fillUp(&$0) }
        if found == nil { successor[entry.name] = entry.value }
      }
    case .sequence(let elements):
      _ = successor.updateElements { successors in
        let count = successors.count
        for (index, element) in elements.enumerated() {
          let place =
            element["name"].map { name in
              successors.firstIndex { $0["name"]?.isEqual(to: name) ?? false }
            } ?? (index < count ? index : nil)
          if let place { element.fillUp(&successors[place]) } else { successors.append(element) }
        }
      }
    }
  }

  fileprivate mutating func update(
    _ step: RemovedFields.Step, _ change: (inout Node) -> Void
  ) -> Void? {
    switch step {
    case .key(let name): return update(name, change)
    case .index(let index): return updateElements { change(&$0[index]) }
    case .element(let fields):
      let changed: Void?? = updateElements { elements in
        elements.firstIndex { $0.has(fields) }.map { change(&elements[$0]) }
      }
      return changed ?? nil
    }
  }

  /// Whether a list's element is the one with these texts.
  private func has(_ fields: [String: String]) -> Bool {
    fields.allSatisfy { name, text in
      (name.isEmpty ? self : self[name])?.scalar?.text == text
    }
  }

  /// The topmost values of this tree where `other` has none.
  fileprivate func missing(
    in other: Node, at path: FieldPath
  ) -> [(path: FieldPath, node: Node)] {
    switch content {
    case .scalar: return []
    case .sequence(let elements):
      return elements.enumerated().flatMap { index, element in
        element.missing(from: other[[.index(index)]], at: path.appending(.index(index)))
      }
    case .mapping(let mapping):
      return mapping.entries.flatMap { entry in
        entry.value.missing(from: other[entry.name], at: path.appending(.key(entry.name)))
      }
    }
  }

  private func missing(
    from counterpart: Node?, at path: FieldPath
  ) -> [(path: FieldPath, node: Node)] {
    counterpart.map { missing(in: $0, at: path) } ?? [(path, self)]
  }

  fileprivate var isEmptyCollection: Bool {
    switch content {
    case .scalar: false
    case .sequence(let elements): elements.isEmpty
    case .mapping(let mapping): mapping.isEmpty
    }
  }

  fileprivate var firstChild: Node? {
    elements?.first ?? mapping?.entries.first?.value
  }
}

extension RemovedFields.Step {
  fileprivate var isKey: Bool { if case .key = self { true } else { false } }
}
