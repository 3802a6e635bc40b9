import Diagnostics

/// Turns source text into a tree of ``Expression`` nodes, expanding macros.
struct Parser {
  /// How many scalars an expression may have.
  static let sizeLimit = 100_000
  /// How deeply an expression may nest.
  static let depthLimit = 250

  let bytes: [UInt8]
  let tokens: [Token]
  private(set) var position = 0
  var errors: [CompileIssue]
  let macros: MacroTable
  var factory = ExpressionFactory()
  var depths = Depths()

  /// How many rules of each kind are open; the limit keeps every later walk of the tree shallow.
  struct Depths {
    var expression = 0
    var relation = 0
    var sum = 0
    var member = 0
  }

  private init(_ bytes: [UInt8], macros: MacroTable) {
    self.bytes = bytes
    (tokens, errors) = Lexer.tokens(of: bytes)
    self.macros = macros
  }

  /// The tree of `source`, or every error that was found.
  static func parse(
    _ source: String, macros: MacroTable
  ) -> (expression: Expression?, nodeCount: Int, errors: [CompileIssue]) {
    // No text has more scalars than bytes.
    let bytes = Array(source.utf8)
    let size = bytes.count <= sizeLimit ? bytes.count : bytes.span.scalarCount
    guard size <= sizeLimit else {
      return (nil, 0, [CompileIssue(offset: -1, message: .tooLarge(size))])
    }
    var parser = Parser(bytes, macros: macros)
    let expression = parser.parseWhole()
    return (parser.errors.isEmpty ? expression : nil, parser.factory.lastID, parser.errors)
  }

  private mutating func parseWhole() -> Expression? {
    guard errors.isEmpty else { return nil }
    do throws(CompileIssue) {
      let expression = try parseExpression()
      guard token.kind == .end else {
        throw CompileIssue(offset: token.start, message: .extraneous(tokenText))
      }
      return expression
    } catch {
      errors.append(error)
      return nil
    }
  }

  // MARK: Tokens

  var token: Token { tokens[position] }

  func token(after count: Int) -> Token { tokens[min(position + count, tokens.count - 1)] }

  var tokenText: String { token.kind == .end ? "<EOF>" : text(token) }

  func text(_ token: Token) -> String {
    String(decoding: bytes[token.start..<token.end], as: UTF8.self)
  }

  mutating func advance() -> Token {
    defer { if position + 1 < tokens.count { position += 1 } }
    return token
  }

  mutating func take(_ kind: Token.Kind) -> Token? {
    token.kind == kind ? advance() : nil
  }

  mutating func expect(
    _ kind: Token.Kind, spelled spelling: String
  ) throws(CompileIssue) -> Token {
    guard let token = take(kind) else {
      throw CompileIssue(offset: token.start, message: .mismatched(tokenText, expected: spelling))
    }
    return token
  }

  /// Where the text before the next token ends.
  var lastEnd: Int { position > 0 ? tokens[position - 1].end : 0 }

  mutating func report(_ message: String, at token: Token) -> Expression {
    errors.append(CompileIssue(offset: token.start, message: message))
    return make(.literal(.null), at: token, from: token.start)
  }

  /// A node whose text began at `start` and ends before the next token.
  mutating func make(
    _ kind: Expression.Kind, at anchor: Token, from start: Int
  ) -> Expression {
    factory.anchor = anchor.start
    factory.range = ByteRange(start, max(start, lastEnd))
    return factory.make(kind)
  }

  // MARK: Operators

  /// Opens one more rule of a kind.
  static func open(_ depth: inout Int) throws(CompileIssue) {
    depth += 1
    guard depth <= depthLimit else {
      throw CompileIssue(offset: -1, message: .tooDeep)
    }
  }

  mutating func parseExpression() throws(CompileIssue) -> Expression {
    let saved = depths
    defer { depths = saved }
    try Parser.open(&depths.expression)
    let start = token.start
    let condition = try parseOr()
    guard let question = take(.question) else { return condition }
    let whenTrue = try parseOr()
    _ = try expect(.colon, spelled: "':'")
    let whenFalse = try parseExpression()
    let call = Expression.Call(
      function: Operator.conditional, target: nil, arguments: [condition, whenTrue, whenFalse])
    return make(.call(call), at: question, from: start)
  }

  private mutating func parseOr() throws(CompileIssue) -> Expression {
    let first = try parseAnd()
    guard token.kind == .or else { return first }
    var terms = [first]
    var operators: [Token] = []
    while let token = take(.or) {
      operators.append(token)
      terms.append(try parseAnd())
    }
    return balanced(Operator.or, terms[...], operators[...])
  }

  private mutating func parseAnd() throws(CompileIssue) -> Expression {
    let first = try parseRelation()
    guard token.kind == .and else { return first }
    var terms = [first]
    var operators: [Token] = []
    while let token = take(.and) {
      operators.append(token)
      terms.append(try parseRelation())
    }
    return balanced(Operator.and, terms[...], operators[...])
  }

  /// A chain as a balanced tree, so that its depth grows with the logarithm of its length.
  private mutating func balanced(
    _ function: String, _ terms: ArraySlice<Expression>, _ operators: ArraySlice<Token>
  ) -> Expression {
    guard !operators.isEmpty else { return terms[terms.startIndex] }
    let middle = operators.startIndex + operators.count / 2
    let left = balanced(
      function, terms[terms.startIndex...middle], operators[operators.startIndex..<middle])
    let right = balanced(function, terms[(middle + 1)...], operators[(middle + 1)...])
    factory.anchor = operators[middle].start
    factory.range = ByteRange(left.range.lowerBound, right.range.upperBound)
    return factory.make(
      .call(Expression.Call(function: function, target: nil, arguments: [left, right])))
  }

  private mutating func parseRelation() throws(CompileIssue) -> Expression {
    let saved = depths
    defer { depths = saved }
    try Parser.open(&depths.relation)
    let start = token.start
    var left = try parseSum()
    while let function = token.kind.relation {
      let token = advance()
      try Parser.open(&depths.relation)
      let right = try parseSum()
      left = make(binary(function, left, right), at: token, from: start)
    }
    return left
  }

  private mutating func parseSum() throws(CompileIssue) -> Expression {
    let saved = depths
    defer { depths = saved }
    try Parser.open(&depths.sum)
    let start = token.start
    var left = try parseProduct()
    while let function = token.kind.sum {
      let token = advance()
      try Parser.open(&depths.sum)
      let right = try parseProduct()
      left = make(binary(function, left, right), at: token, from: start)
    }
    return left
  }

  private mutating func parseProduct() throws(CompileIssue) -> Expression {
    let start = token.start
    var left = try parseUnary()
    while let function = token.kind.product {
      let token = advance()
      try Parser.open(&depths.sum)
      let right = try parseUnary()
      left = make(binary(function, left, right), at: token, from: start)
    }
    return left
  }

  func binary(_ function: String, _ left: Expression, _ right: Expression)
    -> Expression.Kind
  {
    .call(Expression.Call(function: function, target: nil, arguments: [left, right]))
  }

  mutating func parseUnary() throws(CompileIssue) -> Expression {
    let first = token
    guard first.kind == .exclamation || first.kind == .minus else { return try parseMember() }
    if first.kind == .minus, token(after: 1).kind.isSigned { return try parseMember() }
    var count = 0
    while take(first.kind) != nil { count += 1 }
    let operand = try parseMember()
    guard !count.isMultiple(of: 2) else { return operand }
    let function = first.kind == .minus ? Operator.negate : Operator.not
    let call = Expression.Call(function: function, target: nil, arguments: [operand])
    return make(.call(call), at: first, from: first.start)
  }
}

/// What the parser says.
extension String {
  static let tooDeep = "expression recursion limit exceeded: \(Parser.depthLimit)"
  static let escapedIdentifier = "unsupported syntax: '`'"
  static let primaryStarts =
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, "
    + "STRING, BYTES, IDENTIFIER}"

  static func tooLarge(_ size: Int) -> String {
    "expression code point size exceeds limit: size: \(size), limit \(Parser.sizeLimit)"
  }

  static func extraneous(_ token: String) -> String {
    "Syntax error: extraneous input '\(token)' expecting <EOF>"
  }

  static func mismatched(_ token: String, expected: String) -> String {
    "Syntax error: mismatched input '\(token)' expecting \(expected)"
  }

  static func noAlternative(_ input: String) -> String {
    "Syntax error: no viable alternative at input '\(input)'"
  }

  static func reserved(_ name: String) -> String { "reserved identifier: \(name)" }

  static func invalidLiteral(_ kind: Token.Kind) -> String {
    switch kind {
    case .int: "invalid int literal"
    case .uint: "invalid uint literal"
    case .double: "invalid double literal"
    default: "invalid unicode code point"
    }
  }
}
