package import Diagnostics
package import Kubernetes
package import YAML

/// What differs between two environments, or between two states of one.
package struct SemanticDiff: Sendable {
  /// The names of the two sides.
  package var from: String
  package var to: String
  /// The objects that differ, in the order of the sides' texts; those of `from` first.
  package var objects: [ObjectChange]
  /// How many objects say the same on both sides.
  package var alikeCount: Int

  package var isEmpty: Bool { objects.isEmpty }
}

/// An object that differs, or that only one side has.
package struct ObjectChange: Sendable {
  package var from: Side?
  package var to: Side?
  /// What differs inside; empty for an object that only one side has.
  package var fields: [FieldChange]

  package struct Side: Sendable {
    package var identity: ObjectIdentity
    package var location: Location?
  }

  package enum Kind: String, Sendable { case added, removed, changed }

  package var kind: Kind {
    switch (from, to) {
    case (nil, _): .added
    case (_, nil): .removed
    default: .changed
    }
  }

  /// The object's name on the side that it is read on: the second, if it is there.
  package var identity: ObjectIdentity? { (to ?? from)?.identity }
}

/// A field that differs, or that only one side has.
package struct FieldChange: Sendable {
  package var path: DiffPath
  package var old: DiffValue?
  package var new: DiffValue?
  package var cause: Cause

  package enum Cause: Hashable, Sendable {
    /// The sources say different things.
    case value
    /// The name of an object that this generator made, which changes with its content.
    case generatedName(String)
  }
}

/// A value of one side.
package struct DiffValue: Sendable {
  /// The value; a secret is replaced by its short hash.
  package var node: Node
  /// The bytes to edit.
  package var location: Location?
}

/// The way to a field that both sides agree on: entries of lists are named by what identifies them.
package struct DiffPath: Sendable, CustomStringConvertible {
  package var steps: [Step] = []
  /// The same way by position, in each side's own object.
  package var from = FieldPath.root
  package var to = FieldPath.root

  package enum Step: Hashable, Sendable {
    case key(String)
    /// The entry of a list with these values at its keys.
    case entry([String], values: [String])
    case index(Int)
  }

  /// As `spec.containers[name=app].ports[containerPort=80,protocol=TCP]`.
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key):
        let part = FieldPath([.key(key)]).description
        text += text.isEmpty || part.hasPrefix("[") ? part : "." + part
      case .entry(let keys, let values):
        text += "[" + zip(keys, values).map { "\($0)=\($1)" }.joined(separator: ",") + "]"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }

  func appending(key: String) -> DiffPath {
    DiffPath(
      steps: steps + [.key(key)], from: from.appending(.key(key)), to: to.appending(.key(key)))
  }

  func appending(_ step: Step, from old: Int?, to new: Int?) -> DiffPath {
    DiffPath(
      steps: steps + [step], from: from.appending(.index(old ?? new ?? 0)),
      to: to.appending(.index(new ?? old ?? 0)))
  }
}
