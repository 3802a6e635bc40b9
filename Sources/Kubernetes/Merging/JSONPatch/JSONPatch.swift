package import Values
package import YAML

/// A JSON Patch (RFC 6902) as the library applies it that the API server and Kustomize use.
///
/// The library is laxer than the RFC: `replace` sets a key that a mapping lacks, a key that is not
/// there is copied as null, an index may count from the end.
package struct JSONPatch: Sendable {
  /// The operations, in the order in which they are made.
  package var operations: [Operation]

  package init(_ operations: [Operation]) { self.operations = operations }

  /// One operation.
  package struct Operation: Sendable {
    /// What to do, which need not be anything that a patch can do.
    package var kind: String
    /// Where it is done.
    package var path: JSONPointer
    /// The source of `move` and `copy`; empty where there is none.
    package var from: JSONPointer
    /// What `add`, `replace` and `test` bring; nil where there is none, which is as good as null.
    package var value: Node?

    package init(_ kind: String, _ path: JSONPointer, from: JSONPointer = "", value: Node? = nil) {
      self.kind = kind
      self.path = path
      self.from = from
      self.value = value
    }
  }

  /// Why an operation cannot be carried out.
  package enum Refusal: Error, Hashable, Sendable {
    /// The pointer names no field: it has no slash.
    case pathless
    /// A step before the last leads nowhere in what is there, which is of that kind.
    case noParent(step: String, kindName: String)
    /// The last step ought to be an index.
    case noIndex(String)
    /// The last step is an index that a sequence of so many elements, or places, does not have.
    case outOfRange(Int, count: Int)
    /// There is nothing to remove.
    case noKey(String)
    /// A `test` finds another value.
    case differs
    /// The whole value cannot become a scalar.
    case noCollection
    /// There is no such operation.
    case unknownKind
  }

  /// Why a patch does not apply.
  package struct Failure: Error, Hashable, Sendable {
    /// What is wrong, of whatever kind the operation is.
    package var refusal: Refusal
    /// Whether that is so at the source of a `move` or `copy`, rather than at its path.
    package var isAtSource: Bool
    /// In the library's words.
    package var message: String
    /// The number of the operation.
    package var operation = 0
  }

  /// What a caller does to values as they come to their place, so that they remember how.
  package struct Placing {
    /// Makes of a value that is moved or copied the one that is set.
    package var copied: (Node) -> Node = { $0 }
    /// Makes of a value the one that is set in place of another, or where there was none.
    package var replacing: (_ value: Node, _ old: Node?) -> Node = { value, _ in value }

    package init() {}
  }

  /// The value with every operation carried out, in order.
  package func applied(to root: Node) throws(Failure) -> Node {
    var result = root
    for (index, operation) in operations.enumerated() {
      do throws(Failure) { try operation.apply(to: &result, Placing()) } catch {
        var failure = error
        failure.operation = index
        throw failure
      }
    }
    return result
  }
}
