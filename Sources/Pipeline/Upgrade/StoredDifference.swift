import YAML

/// A field that two releases do not store alike.
struct StoredDifference {
  let path: FieldPath
  /// Nil where the first does not store it.
  let old: Node?
  /// Nil where the second does not store it.
  let new: Node?

  /// The outermost fields that differ, in the order of the first object.
  static func all(from old: Node, to new: Node) -> [StoredDifference] {
    var differences: [StoredDifference] = []
    collect(old, new, at: .root, &differences)
    return differences
  }

  private static func collect(
    _ old: Node, _ new: Node, at path: FieldPath, _ differences: inout [StoredDifference]
  ) {
    if let (left, right) = both(old.mapping, new.mapping) {
      for name in left.entries.map(\.name) + right.entries.map(\.name).filter({ left[$0] == nil }) {
        let place = path.appending(.key(name))
        if let (before, after) = both(left[name], right[name]) {
          collect(before, after, at: place, &differences)
        } else {
          differences.append(StoredDifference(path: place, old: left[name], new: right[name]))
        }
      }
    } else if let (left, right) = both(old.elements, new.elements), left.count == right.count {
      for (index, (before, after)) in zip(left, right).enumerated() {
        collect(before, after, at: path.appending(.index(index)), &differences)
      }
    } else if old.json != new.json {
      differences.append(StoredDifference(path: path, old: old, new: new))
    }
  }

  private static func both<Value>(_ left: Value?, _ right: Value?) -> (Value, Value)? {
    guard let left, let right else { return nil }
    return (left, right)
  }
}
