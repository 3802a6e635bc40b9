package import Diagnostics
package import Kubernetes
package import YAML

/// What differs between two environments, or between two states of one.
package struct SemanticDiff: Sendable {
  /// The names of the two sides.
  package var from: String
  /// The name of the side that is read as the newer one.
  package var to: String
  /// The objects that differ, in the order of the sides' texts; those of `from` first.
  package var objects: [ObjectChange]
  /// How many objects say the same on both sides.
  package var alikeCount: Int

  /// Whether the two sides mean the same.
  package var isEmpty: Bool { objects.isEmpty }
}

/// An object that differs, or that only one side has.
package struct ObjectChange: Sendable {
  /// The object on the older side; nil where that has none.
  package var from: Side?
  /// The object on the newer side; nil where that has none.
  package var to: Side?
  /// What differs inside; empty for an object that only one side has.
  package var fields: [FieldChange]
  /// The app that it is part of; empty where the environment is a single target.
  package var app = ""
  /// The cluster that it is on; empty where nothing names one, and where the sides have no cluster in common.
  package var cluster = ""

  /// An object as one side has it.
  package struct Side: Sendable {
    /// The names that this side gives it.
    package var identity: ObjectIdentity
    /// Where the object stands.
    package var location: Location?
    /// The object itself with its secrets hidden; nil unless it was asked for.
    package var content: Node?
  }

  /// How an object differs: only the newer side has it, only the older one, or both.
  package enum Kind: String, Sendable { case added, removed, changed }

  /// How the object differs.
  package var kind: Kind {
    switch (from, to) {
    case (nil, _): .added
    case (_, nil): .removed
    default: .changed
    }
  }

  /// The generators whose content differs and that the object names, each once.
  package var derivedNames: [String] {
    fields.reduce(into: []) { names, field in
      if case .generatedName(let name) = field.cause, !names.contains(name) { names.append(name) }
    }
  }

  /// The object's name on the side that it is read on: the second, if it is there.
  package var identity: ObjectIdentity? { (to ?? from)?.identity }
}

/// A field that differs, or that only one side has.
package struct FieldChange: Sendable {
  /// The way to the field.
  package var path: DiffPath
  /// What the older side has there; nil where it has nothing.
  package var old: DiffValue?
  /// What the newer side has there; nil where it has nothing.
  package var new: DiffValue?
  /// Why the two differ.
  package var cause: Cause

  /// Why a field differs.
  package enum Cause: Hashable, Sendable {
    /// The sources say different things.
    case value
    /// The name of an object that this generator made, which changes with its content.
    case generatedName(String)
    /// The same entries stand in another order, where order means something; the values are what tells
    /// them apart, in their order.
    case order
    /// The text says the same, laid out otherwise: JSON with other blanks or another order of keys,
    /// certificates with other line breaks.
    case layout
  }

  /// Whether the field only follows from another difference.
  package var isDerived: Bool {
    if case .generatedName = cause { true } else { false }
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
  /// From the object's root to the field.
  package var steps: [Step] = []
  /// The same way by position, in each side's own object.
  package var from = FieldPath.root
  /// The same way by position in the newer side's object.
  package var to = FieldPath.root

  /// One step of the way.
  package enum Step: Hashable, Sendable {
    case key(String)
    /// The entry of a list with these values at its keys.
    case entry([String], values: [String])
    case index(Int)
    /// Into a text that is JSON.
    case json
    /// Into a text that is certificates.
    case certificate
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
      case .json: text += "(JSON)"
      case .certificate: text += "(certificate)"
      }
    }
    return text
  }

  /// The last key on the way, past positions in lists.
  var lastKey: String? {
    for step in steps.reversed() {
      if case .key(let key) = step { return key }
    }
    return nil
  }

  /// The value inside a text; a position in the object leads to the text.
  func inside(_ text: Step) -> DiffPath { DiffPath(steps: steps + [text], from: from, to: to) }

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
