package import Values

/// A value that an expression works with.
///
/// An evaluation error is a value too, since `&&`, `||`, `?:` and the quantifiers may absorb it.
package enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case timestamp(Timestamp)
  case duration(Duration)
  case list([Value])
  case map(MapValue)
  /// A list or map of the host, read as the expression asks for its parts.
  case host(any LazyValue)
  indirect case optional(Value?)
  case type(CELType)
  /// A value of a library's own type, such as a quantity.
  case opaque(any OpaqueValue)
  case error(EvaluationError)

  /// An error with that message.
  package static func failure(_ message: String) -> Value {
    .error(EvaluationError(message))
  }

  /// The answer of a function that has no overload for its arguments.
  static let noSuchOverload = Value.failure("no such overload")

  /// The type that the value has at run time; containers do not know what they hold.
  package var type: CELType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .timestamp: .timestamp
    case .duration: .duration
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .host(let host):
      if case .list = host.content { .list(.dyn) } else { .map(.dyn, .dyn) }
    case .optional: .optional(.dyn)
    case .type: .type(nil)
    case .opaque(let value): value.type
    case .error: .error
    }
  }

  var isError: Bool {
    if case .error = self { return true }
    return false
  }

  /// The error, when the value is one.
  package var error: EvaluationError? {
    if case .error(let error) = self { return error }
    return nil
  }
}

/// Why an expression has no value.
package final class EvaluationError: Error, Sendable, CustomStringConvertible {
  /// The sentence that the API server would print.
  package let message: String
  /// What kind of failure it is, for callers that treat some apart.
  package let reason: Reason

  /// The kinds of failure that callers tell apart.
  package enum Reason: Sendable {
    case failure
    /// The evaluation exceeded its cost limit; nothing absorbs this.
    case costLimit
    /// The host does not know the value; see ``Value/error(_:)`` bound to a variable.
    case undecided
  }

  package init(_ message: String, reason: Reason = .failure) {
    self.message = message
    self.reason = reason
  }

  package var description: String { message }
}

/// A list, map or scalar that belongs to the host, such as a node of a YAML tree.
///
/// The evaluator asks for parts only when an expression does, and never copies a container. A
/// class, so that a reference to a node of the host's tree is all that a value carries; the same
/// reference comes back in a ``Trace``, where the host can ask it for its place in a file.
package protocol LazyValue: AnyObject, Sendable {
  /// What the value is. Asked often: it should be cheap.
  var content: LazyContent { get }
  /// The element of a list; `index` lies inside its count.
  func element(at index: Int) -> any LazyValue
  /// The value of a map's key, or nil when the map lacks it, as does what is no map.
  func member(named name: String) -> (any LazyValue)?
  /// The same as an expression sees it: a host that has scalars need not wrap one for this.
  func memberValue(named name: String) -> Value?
  /// The keys of a map in their order.
  var memberNames: [String] { get }
  /// How the entries of a list are told apart; by their place unless the host says otherwise.
  var listKind: ListKind { get }
}

extension LazyValue {
  /// The value of the member, unless the host knows a shorter way.
  package func memberValue(named name: String) -> Value? { member(named: name)?.value }

  /// A host that says nothing has lists that are replaced whole.
  package var listKind: ListKind { .atomic }
}

/// What a host's value is.
package enum LazyContent: Sendable {
  /// A scalar, or anything else that the host hands over whole.
  case value(Value)
  case list(count: Int)
  case map(count: Int)
}

extension LazyValue {
  /// The value that an expression sees: scalars are read, containers stay with the host.
  package var value: Value {
    if case .value(let value) = content { return value }
    return .host(self)
  }
}

/// A value of a type that a library declares.
package protocol OpaqueValue: AnyObject, Sendable {
  var type: CELType { get }
  /// How `string()` and answers print the value.
  var text: String { get }
  /// Whether the values are equal; nil when `==` is not defined between them.
  func isEqual(to other: Value) -> Bool?
  /// How many units of work the value counts as where it is an argument.
  var size: Int { get }
}

extension OpaqueValue {
  /// A value that says nothing of its size counts as one.
  package var size: Int { 1 }
}
