package import Diagnostics

/// A node of a parsed expression, after macros were expanded.
package final class Expression: Sendable {
  /// The node's number within its program, from 1.
  package let id: Int
  /// Where the compiler's messages about this node point: an operator, a bracket, a name.
  package let anchor: Int
  /// The bytes of the source that the node was written as; for what a macro made, the whole call.
  package let range: ByteRange
  /// What it is, with the nodes below it.
  package let kind: Kind

  init(id: Int, anchor: Int, range: ByteRange, kind: Kind) {
    self.id = id
    self.anchor = anchor
    self.range = range
    self.kind = kind
  }

  /// What a node may be once macros are expanded.
  package enum Kind: Sendable {
    case literal(Value)
    /// A name; one that begins with a point is looked up from the root.
    case identifier(String)
    /// `operand.field`, or with `isTest` the question `has(operand.field)`.
    case select(operand: Expression, field: String, isTest: Bool)
    case call(Call)
    /// A list; the elements at `optionals` are left out when they are `optional.none()`.
    case list([Expression], optionals: Set<Int>)
    case map([Entry])
    case structure(name: String, fields: [Field])
    case comprehension(Comprehension)
  }

  /// A call of a function or an operator.
  package final class Call: Sendable {
    /// Its name; an operator has the symbol form, as `_+_`.
    package let function: String
    /// What stands before the point of a member call.
    package let target: Expression?
    /// What stands in the parentheses, or beside the operator.
    package let arguments: [Expression]

    init(function: String, target: Expression?, arguments: [Expression]) {
      self.function = function
      self.target = target
      self.arguments = arguments
    }

    /// What the function is given, that before the point first.
    ///
    /// - Parameter isNamespaced: whether what stands there is part of the function's name.
    func operands(isNamespaced: Bool) -> [Expression] {
      guard let target, !isNamespaced else { return arguments }
      return [target] + arguments
    }
  }

  /// One `key: value` of a map.
  package struct Entry: Sendable {
    /// The number of the entry within the program.
    package let id: Int
    /// Where messages about the entry point: its colon.
    package let anchor: Int
    /// The key, any expression.
    package let key: Expression
    /// The value of the key.
    package let value: Expression
    /// Whether it was written `?key: value`, so that an absent value leaves the entry out.
    package let isOptional: Bool
  }

  /// One `name: value` of a structure.
  package struct Field: Sendable {
    /// The number of the field within the program.
    package let id: Int
    /// Where messages about the field point: its colon.
    package let anchor: Int
    /// The name of the field.
    package let name: String
    /// The value of the field.
    package let value: Expression
    /// Whether it was written `?name: value`, so that an absent value leaves the field out.
    package let isOptional: Bool
  }

  /// A fold over a list or map: what the macros `all`, `map` and their like become.
  package final class Comprehension: Sendable {
    /// The name of the macro that was written, such as `all`.
    package let macro: String
    /// The list or map that is gone through.
    package let range: Expression
    /// The name of each element, or of each key or index where there are two.
    package let variable: String
    /// The name of each value, in the form with two variables.
    package let secondVariable: String?
    /// The name of what is carried along.
    package let accumulator: String
    /// What the accumulator is before the first element.
    package let initial: Expression
    /// Whether to go on; asked before each element.
    package let condition: Expression
    /// What the accumulator becomes by an element.
    package let step: Expression
    /// What the whole is once there is no element left, or no need of one.
    package let result: Expression
    /// What the macro asks of each element: the predicate of `all` and `exists`.
    package let predicate: Expression?

    init(
      macro: String, range: Expression, variable: String, secondVariable: String?,
      accumulator: String, initial: Expression, condition: Expression, step: Expression,
      result: Expression, predicate: Expression?
    ) {
      self.macro = macro
      self.range = range
      self.variable = variable
      self.secondVariable = secondVariable
      self.accumulator = accumulator
      self.initial = initial
      self.condition = condition
      self.step = step
      self.result = result
      self.predicate = predicate
    }
  }

  /// The nodes directly below this one, in source order as far as macros keep it.
  package var children: [Expression] {
    switch kind {
    case .literal, .identifier: []
    case .select(let operand, _, _): [operand]
    case .call(let call): (call.target.map { [$0] } ?? []) + call.arguments
    case .list(let elements, _): elements
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .structure(_, let fields): fields.map(\.value)
    case .comprehension(let fold):
      [fold.range, fold.initial, fold.condition, fold.step, fold.result]
    }
  }

  /// Calls `body` for each node directly below this one, in the order of ``children``.
  package func forEachChild(_ body: (Expression) -> Void) {
    switch kind {
    case .literal, .identifier: break
    case .select(let operand, _, _): body(operand)
    case .call(let call):
      if let target = call.target { body(target) }
      for argument in call.arguments { body(argument) }
    case .list(let elements, _): for element in elements { body(element) }
    case .map(let entries):
      for entry in entries {
        body(entry.key)
        body(entry.value)
      }
    case .structure(_, let fields): for field in fields { body(field.value) }
    case .comprehension(let fold):
      body(fold.range)
      body(fold.initial)
      body(fold.condition)
      body(fold.step)
      body(fold.result)
    }
  }

  /// The name with which a chain of selections begins, or which the node is.
  var firstName: String? {
    var first = self
    while case .select(let operand, _, false) = first.kind { first = operand }
    guard case .identifier(let name) = first.kind else { return nil }
    return name
  }

  /// `a.b.c` as one name, when the node is such a chain of selections.
  var qualifiedName: String? {
    switch kind {
    case .identifier(let name): name
    case .select(let operand, let field, false): operand.qualifiedName.map { "\($0).\(field)" }
    default: nil
    }
  }
}

extension String {
  /// A name without the point at which it is looked up from the root.
  var withoutRoot: String {
    utf8.first == UInt8(ascii: ".") ? String(dropFirst()) : self
  }
}

/// The names that operators have as functions.
enum Operator {
  static let conditional = "_?_:_"
  static let and = "_&&_"
  static let or = "_||_"
  static let not = "!_"
  static let negate = "-_"
  static let equals = "_==_"
  static let notEquals = "_!=_"
  static let less = "_<_"
  static let lessOrEqual = "_<=_"
  static let greater = "_>_"
  static let greaterOrEqual = "_>=_"
  static let add = "_+_"
  static let subtract = "_-_"
  static let multiply = "_*_"
  static let divide = "_/_"
  static let modulo = "_%_"
  static let contained = "@in"
  static let index = "_[_]"
  static let optionalIndex = "_[?_]"
  static let optionalSelect = "_?._"
  static let notStrictlyFalse = "@not_strictly_false"
  static let mapInsert = "cel.@mapInsert"
}
