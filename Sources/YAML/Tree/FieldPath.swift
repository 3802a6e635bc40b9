/// The way from an object's root to one of its fields.
package struct FieldPath: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The steps from the root down; none for the root itself.
  package var steps: [Step]

  /// One step down: into a mapping or into a sequence.
  package enum Step: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case key(String)
    /// 0-based.
    case index(Int)

    /// A key, so that a path may be written as a list of names.
    package init(stringLiteral key: String) { self = .key(key) }
    /// An index, which must not be negative.
    package init(integerLiteral index: Int) { self = .index(index) }
  }

  /// The path of these steps, whether something stands there or not.
  package init(_ steps: [Step] = []) { self.steps = steps }
  /// The path of steps that are written out: `["spec", "containers", 0]`.
  package init(arrayLiteral steps: Step...) { self.steps = steps }

  /// The path to the object itself.
  package static let root = FieldPath()

  /// Whether this is the path to the object itself.
  package var isEmpty: Bool { steps.isEmpty }
  /// The path without its last step; the root's parent is the root.
  package var parent: FieldPath { FieldPath(Array(steps.dropLast())) }

  /// The path one step further down.
  package func appending(_ step: Step) -> FieldPath {
    // With room for the step from the start: the sum of two lists is made twice.
    var longer: [Step] = []
    longer.reserveCapacity(steps.count + 1)
    longer.append(contentsOf: steps)
    longer.append(step)
    return FieldPath(longer)
  }

  /// The path that goes on with the steps of `right` where `left` ends.
  package static func + (left: FieldPath, right: FieldPath) -> FieldPath {
    FieldPath(left.steps + right.steps)
  }

  /// As the API server writes it: `spec.containers[0].image`, `metadata.labels[app.example/name]`.
  ///
  /// A key that is not a plain field name stands in brackets.
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key) where !Self.isFieldName(key): text += "[\(key)]"
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      }
    }
    return text
  }

  private static func isFieldName(_ key: String) -> Bool {
    !key.isEmpty
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "$"):
          true
        default: false
        }
      }
  }
}
