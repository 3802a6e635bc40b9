/// A piece of source text.
struct Token: Sendable {
  enum Kind: Hashable, Sendable {
    case end
    case identifier, escapedIdentifier
    case int, uint, double, string, bytes
    case `true`, `false`, null, `in`
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, and, or
    case leftBracket, rightBracket, leftBrace, rightBrace, leftParenthesis, rightParenthesis
    case dot, comma, minus, exclamation, question, colon, plus, star, slash, percent
  }

  let kind: Kind
  /// The offset of the first byte.
  let start: Int
  /// The offset past the last byte.
  let end: Int
}

extension Token.Kind {
  /// Whether it is a number that may have a sign.
  var isSigned: Bool { self == .int || self == .double }

  /// The operator's function, for the operators that compare.
  var relation: String? {
    switch self {
    case .equal: Operator.equals
    case .notEqual: Operator.notEquals
    case .less: Operator.less
    case .lessOrEqual: Operator.lessOrEqual
    case .greater: Operator.greater
    case .greaterOrEqual: Operator.greaterOrEqual
    case .in: Operator.contained
    default: nil
    }
  }

  var sum: String? {
    switch self {
    case .plus: Operator.add
    case .minus: Operator.subtract
    default: nil
    }
  }

  var product: String? {
    switch self {
    case .star: Operator.multiply
    case .slash: Operator.divide
    case .percent: Operator.modulo
    default: nil
    }
  }
}
