import Values
package import YAML

extension JSONPatch {
  /// The patch that makes of `given` what `after` is, as far as that is something else than
  /// `before`.
  ///
  /// `given` may say less than `before`, which has the server's defaults: a value whose parent it
  /// lacks is added with that parent.
  package init(from before: Node, to after: Node, of given: Node) {
    var difference = Difference()
    difference.compare(before, after, given, at: JSONPointer(""))
    self.init(difference.operations)
  }

  /// The operations as JSON.
  package var node: Node {
    Node(
      operations.map { operation in
        var fields = Mapping()
        fields["op"] = .string(operation.kind)
        fields["path"] = .string(operation.path.text)
        fields["value"] = operation.value
        return Node(fields)
      })
  }
}

/// Collects what differs, from the root down.
private struct Difference {
  var operations: [JSONPatch.Operation] = []

  mutating func compare(_ before: Node, _ after: Node, _ given: Node, at path: JSONPointer) {
    guard !before.isSameJSON(as: after) else { return }
    if let old = before.mapping, let new = after.mapping, let given = given.mapping {
      return compare(old, new, given, at: path)
    }
    if let old = before.elements, let new = after.elements, let given = given.elements,
      old.count == new.count, new.count == given.count
    {
      for index in new.indices {
        compare(old[index], new[index], given[index], at: path.appending(String(index)))
      }
      return
    }
    operations.append(JSONPatch.Operation("replace", path, value: after))
  }

  private mutating func compare(
    _ before: Mapping, _ after: Mapping, _ given: Mapping, at path: JSONPointer
  ) {
    for entry in before.entries where after[entry.name] == nil && given[entry.name] != nil {
      operations.append(JSONPatch.Operation("remove", path.appending(entry.name)))
    }
    for entry in after.entries {
      let place = path.appending(entry.name)
      let old = before[entry.name]
      if let known = given[entry.name], !known.isNull {
        compare(old ?? .null(), entry.value, known, at: place)
      } else if old?.isSameJSON(as: entry.value) != true {
        operations.append(JSONPatch.Operation("add", place, value: entry.value))
      }
    }
  }
}
