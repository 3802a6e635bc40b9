package import YAML

extension JSONPatch {
  /// The patch that makes of `given` what `after` is, as far as that is something else than
  /// `before`.
  ///
  /// `given` may say less than `before`, which has the server's defaults: a value whose parent it
  /// lacks is added with that parent.
  package init(from before: Node, to after: Node, of given: Node) {
    var difference = Difference()
    difference.compare(before, after, given, at: "")
    self.init(difference.operations)
  }

  /// The operations as JSON.
  package var node: Node {
    Node(
      operations.map { operation in
        var fields = Mapping()
        fields["op"] = .string(operation.kind)
        fields["path"] = .string(operation.path)
        fields["value"] = operation.value
        return Node(fields)
      })
  }
}

/// Collects what differs, from the root down.
private struct Difference {
  var operations: [JSONPatch.Operation] = []

  mutating func compare(_ before: Node, _ after: Node, _ given: Node, at path: String) {
    guard !before.isSameJSON(as: after) else { return }
    if let old = before.mapping, let new = after.mapping, let given = given.mapping {
      return compare(old, new, given, at: path)
    }
    if let old = before.elements, let new = after.elements, let given = given.elements,
      old.count == new.count, new.count == given.count
    {
      for index in new.indices {
        compare(old[index], new[index], given[index], at: "\(path)/\(index)")
      }
      return
    }
    operations.append(JSONPatch.Operation("replace", path, value: after))
  }

  private mutating func compare(
    _ before: Mapping, _ after: Mapping, _ given: Mapping, at path: String
  ) {
    for entry in before.entries where after[entry.name] == nil && given[entry.name] != nil {
      operations.append(JSONPatch.Operation("remove", step(entry.name, below: path)))
    }
    for entry in after.entries {
      let place = step(entry.name, below: path)
      let old = before[entry.name]
      if let known = given[entry.name], !known.isNull {
        compare(old ?? .null(), entry.value, known, at: place)
      } else if old?.isSameJSON(as: entry.value) != true {
        operations.append(JSONPatch.Operation("add", place, value: entry.value))
      }
    }
  }

  /// RFC 6901 §3.
  private func step(_ name: String, below path: String) -> String {
    path + "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
