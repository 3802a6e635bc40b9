import Diagnostics

/// Turns source text into a tree of ``Expression`` nodes, expanding macros.
struct Parser {
  /// How many scalars an expression may have.
  static let sizeLimit = 100_000
  /// How deeply an expression may nest.
  static let depthLimit = 250

  private let bytes: [UInt8]
  private let tokens: [Token]
  private var position = 0
  private var errors: [SyntaxError]
  private let macros: [Macro.Key: Macro]
  var factory = ExpressionFactory()
  private var depths = Depths()

  /// How many rules of each kind are open; the limit keeps every later walk of the tree shallow.
  private struct Depths {
    var expression = 0
    var relation = 0
    var sum = 0
    var member = 0
  }

  private init(_ bytes: [UInt8], macros: [Macro.Key: Macro]) {
    self.bytes = bytes
    (tokens, errors) = Lexer.tokens(of: bytes)
    self.macros = macros
  }

  /// The tree of `source`, or every error that was found.
  static func parse(
    _ source: String, macros: [Macro.Key: Macro]
  ) -> (expression: Expression?, nodeCount: Int, errors: [SyntaxError]) {
    let size = source.unicodeScalars.count
    guard size <= sizeLimit else {
      return (nil, 0, [SyntaxError(offset: -1, message: .tooLarge(size))])
    }
    var parser = Parser(Array(source.utf8), macros: macros)
    let expression = parser.parseWhole()
    return (parser.errors.isEmpty ? expression : nil, parser.factory.lastID, parser.errors)
  }

  private mutating func parseWhole() -> Expression? {
    guard errors.isEmpty else { return nil }
    do throws(SyntaxError) {
      let expression = try parseExpression()
      guard token.kind == .end else {
        throw SyntaxError(offset: token.start, message: .extraneous(tokenText))
      }
      return expression
    } catch {
      errors.append(error)
      return nil
    }
  }

  // MARK: Tokens

  private var token: Token { tokens[position] }

  private func token(after count: Int) -> Token { tokens[min(position + count, tokens.count - 1)] }

  private var tokenText: String { token.kind == .end ? "<EOF>" : text(token) }

  private func text(_ token: Token) -> String {
    String(decoding: bytes[token.start..<token.end], as: UTF8.self)
  }

  private mutating func advance() -> Token {
    defer { if position + 1 < tokens.count { position += 1 } }
    return token
  }

  private mutating func take(_ kind: Token.Kind) -> Token? {
    token.kind == kind ? advance() : nil
  }

  private mutating func expect(
    _ kind: Token.Kind, spelled spelling: String
  ) throws(SyntaxError) -> Token {
    guard let token = take(kind) else {
      throw SyntaxError(offset: token.start, message: .mismatched(tokenText, expected: spelling))
    }
    return token
  }

  /// Where the text before the next token ends.
  private var lastEnd: Int { position > 0 ? tokens[position - 1].end : 0 }

  private mutating func report(_ message: String, at token: Token) -> Expression {
    errors.append(SyntaxError(offset: token.start, message: message))
    return make(.literal(.null), at: token, from: token.start)
  }

  /// A node whose text began at `start` and ends before the next token.
  private mutating func make(
    _ kind: Expression.Kind, at anchor: Token, from start: Int
  ) -> Expression {
    factory.anchor = anchor.start
    factory.range = ByteRange(start, max(start, lastEnd))
    return factory.make(kind)
  }

  // MARK: Operators

  private mutating func open(_ depth: WritableKeyPath<Depths, Int>) throws(SyntaxError) {
    depths[keyPath: depth] += 1
    guard depths[keyPath: depth] <= Parser.depthLimit else {
      throw SyntaxError(offset: -1, message: .tooDeep)
    }
  }

  private mutating func parseExpression() throws(SyntaxError) -> Expression {
    let saved = depths
    defer { depths = saved }
    try open(\.expression)
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

  private mutating func parseOr() throws(SyntaxError) -> Expression {
    var terms = [try parseAnd()]
    var operators: [Token] = []
    while let token = take(.or) {
      operators.append(token)
      terms.append(try parseAnd())
    }
    return balanced(Operator.or, terms[...], operators[...])
  }

  private mutating func parseAnd() throws(SyntaxError) -> Expression {
    var terms = [try parseRelation()]
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

  private mutating func parseRelation() throws(SyntaxError) -> Expression {
    let saved = depths
    defer { depths = saved }
    try open(\.relation)
    let start = token.start
    var left = try parseSum()
    while let function = token.kind.relation {
      let token = advance()
      try open(\.relation)
      let right = try parseSum()
      left = make(binary(function, left, right), at: token, from: start)
    }
    return left
  }

  private mutating func parseSum() throws(SyntaxError) -> Expression {
    let saved = depths
    defer { depths = saved }
    try open(\.sum)
    let start = token.start
    var left = try parseProduct()
    while let function = token.kind.sum {
      let token = advance()
      try open(\.sum)
      let right = try parseProduct()
      left = make(binary(function, left, right), at: token, from: start)
    }
    return left
  }

  private mutating func parseProduct() throws(SyntaxError) -> Expression {
    let start = token.start
    var left = try parseUnary()
    while let function = token.kind.product {
      let token = advance()
      try open(\.sum)
      let right = try parseUnary()
      left = make(binary(function, left, right), at: token, from: start)
    }
    return left
  }

  private func binary(_ function: String, _ left: Expression, _ right: Expression)
    -> Expression.Kind
  {
    .call(Expression.Call(function: function, target: nil, arguments: [left, right]))
  }

  private mutating func parseUnary() throws(SyntaxError) -> Expression {
    let first = token
    guard first.kind == .exclamation || first.kind == .minus else { return try parseMember() }
    let isNumber = [.int, .double].contains(token(after: 1).kind)
    if first.kind == .minus, isNumber { return try parseMember() }
    var count = 0
    while take(first.kind) != nil { count += 1 }
    let operand = try parseMember()
    guard !count.isMultiple(of: 2) else { return operand }
    let function = first.kind == .minus ? Operator.negate : Operator.not
    let call = Expression.Call(function: function, target: nil, arguments: [operand])
    return make(.call(call), at: first, from: first.start)
  }

  // MARK: Members

  private mutating func parseMember() throws(SyntaxError) -> Expression {
    let saved = depths
    defer { depths = saved }
    try open(\.member)
    let start = token.start
    var operand = try parsePrimary()
    while true {
      if let dot = take(.dot) {
        try open(\.member)
        operand = try parseSelection(of: operand, dot: dot, from: start)
      } else if let bracket = take(.leftBracket) {
        try open(\.member)
        let isOptional = take(.question) != nil
        let index = try parseExpression()
        _ = try expect(.rightBracket, spelled: "']'")
        let function = isOptional ? Operator.optionalIndex : Operator.index
        operand = make(binary(function, operand, index), at: bracket, from: start)
      } else {
        return operand
      }
    }
  }

  private mutating func parseSelection(
    of operand: Expression, dot: Token, from start: Int
  ) throws(SyntaxError) -> Expression {
    let isOptional = take(.question) != nil
    let name = try expectName()
    if name.kind == .escapedIdentifier {
      errors.append(SyntaxError(offset: name.start, message: .escapedIdentifier))
    }
    let field = text(name)
    if isOptional {
      let literal = make(.literal(.string(field)), at: name, from: name.start)
      return make(binary(Operator.optionalSelect, operand, literal), at: dot, from: start)
    }
    guard name.kind == .identifier, let parenthesis = take(.leftParenthesis) else {
      return make(
        .select(operand: operand, field: field, isTest: false), at: dot, from: start)
    }
    let arguments = try parseArguments()
    return call(field, on: operand, arguments, at: parenthesis, from: start)
  }

  private mutating func expectName() throws(SyntaxError) -> Token {
    if let name = take(.identifier) ?? take(.escapedIdentifier) { return name }
    throw SyntaxError(
      offset: token.start, message: .mismatched(tokenText, expected: "IDENTIFIER"))
  }

  private mutating func parseArguments() throws(SyntaxError) -> [Expression] {
    var arguments: [Expression] = []
    guard take(.rightParenthesis) == nil else { return arguments }
    repeat {
      arguments.append(try parseExpression())
    } while take(.comma) != nil
    _ = try expect(.rightParenthesis, spelled: "')'")
    return arguments
  }

  private mutating func call(
    _ function: String, on target: Expression?, _ arguments: [Expression], at anchor: Token,
    from start: Int
  ) -> Expression {
    let key = Macro.Key(name: function, argumentCount: arguments.count, isMember: target != nil)
    if let macro = macros[key] {
      factory.anchor = anchor.start
      factory.range = ByteRange(start, lastEnd)
      do throws(MacroError) {
        return try macro.expand(&factory, target, arguments)
      } catch {
        errors.append(SyntaxError(offset: error.anchor, message: error.message))
        return make(.literal(.null), at: anchor, from: start)
      }
    }
    let call = Expression.Call(function: function, target: target, arguments: arguments)
    return make(.call(call), at: anchor, from: start)
  }

  // MARK: Primaries

  private mutating func parsePrimary() throws(SyntaxError) -> Expression {
    let first = token
    switch first.kind {
    case .leftParenthesis:
      _ = advance()
      let inner = try parseExpression()
      _ = try expect(.rightParenthesis, spelled: "')'")
      return inner
    case .leftBracket: return try parseList()
    case .leftBrace: return try parseMap()
    case .dot, .identifier: return try parseName()
    case .minus, .int, .uint, .double, .string, .bytes, .true, .false, .null:
      return try parseLiteral()
    default:
      throw SyntaxError(
        offset: first.start, message: .mismatched(tokenText, expected: .primaryStarts))
    }
  }

  private mutating func parseName() throws(SyntaxError) -> Expression {
    let start = token.start
    let root = take(.dot) != nil ? "." : ""
    let name = try expect(.identifier, spelled: "IDENTIFIER")
    if let brace = messageBrace() { return try parseStructure(root, name, brace, from: start) }
    let identifier = text(name)
    guard !Parser.reservedNames.contains(identifier) else {
      let first = root.isEmpty ? name : tokens[position - 2]
      if take(.leftParenthesis) != nil { _ = try parseArguments() }
      return report(.reserved(identifier), at: first)
    }
    guard let parenthesis = take(.leftParenthesis) else {
      return make(.identifier(root + identifier), at: name, from: start)
    }
    let arguments = try parseArguments()
    return call(root + identifier, on: nil, arguments, at: parenthesis, from: start)
  }

  /// How far ahead the brace of `name.name{` stands, when that is what follows.
  private func messageBrace() -> Int? {
    var ahead = 0
    while token(after: ahead).kind == .dot, token(after: ahead + 1).kind == .identifier {
      ahead += 2
    }
    return token(after: ahead).kind == .leftBrace ? ahead : nil
  }

  private mutating func parseStructure(
    _ root: String, _ first: Token, _ ahead: Int, from start: Int
  ) throws(SyntaxError) -> Expression {
    var name = root + text(first)
    for _ in 0..<ahead { name += text(advance()) }
    let brace = advance()
    var fields: [Expression.Field] = []
    while token.kind != .rightBrace {
      let isOptional = take(.question) != nil
      let field = try expectName()
      if field.kind == .escapedIdentifier {
        errors.append(SyntaxError(offset: field.start, message: .escapedIdentifier))
      }
      let colon = try expect(.colon, spelled: "':'")
      let id = factory.nextID()
      let value = try parseExpression()
      fields.append(
        Expression.Field(
          id: id, anchor: colon.start, name: text(field), value: value, isOptional: isOptional))
      guard take(.comma) != nil else { break }
    }
    _ = try expect(.rightBrace, spelled: "'}'")
    return make(.structure(name: name, fields: fields), at: brace, from: start)
  }

  private mutating func parseList() throws(SyntaxError) -> Expression {
    let bracket = advance()
    var elements: [Expression] = []
    var optionals: Set<Int> = []
    while token.kind != .rightBracket {
      if take(.question) != nil { optionals.insert(elements.count) }
      elements.append(try parseExpression())
      guard take(.comma) != nil else { break }
    }
    _ = try expect(.rightBracket, spelled: "']'")
    return make(.list(elements, optionals: optionals), at: bracket, from: bracket.start)
  }

  private mutating func parseMap() throws(SyntaxError) -> Expression {
    let brace = advance()
    var entries: [Expression.Entry] = []
    while token.kind != .rightBrace {
      let isOptional = take(.question) != nil
      let key = try parseExpression()
      let colon = try expect(.colon, spelled: "':'")
      let id = factory.nextID()
      let value = try parseExpression()
      entries.append(
        Expression.Entry(
          id: id, anchor: colon.start, key: key, value: value, isOptional: isOptional))
      guard take(.comma) != nil else { break }
    }
    _ = try expect(.rightBrace, spelled: "'}'")
    return make(.map(entries), at: brace, from: brace.start)
  }

  private mutating func parseLiteral() throws(SyntaxError) -> Expression {
    let first = advance()
    let isNegative = first.kind == .minus
    if isNegative, ![.int, .double].contains(token.kind) {
      throw SyntaxError(
        offset: token.start, message: .mismatched(tokenText, expected: "{NUM_FLOAT, NUM_INT}"))
    }
    let digits = isNegative ? advance() : first
    guard let value = literal(digits, isNegative: isNegative) else {
      return report(.invalidLiteral(digits.kind), at: first)
    }
    return make(.literal(value), at: first, from: first.start)
  }

  private func literal(_ token: Token, isNegative: Bool) -> Value? {
    switch token.kind {
    case .int: return Literal.int(text(token), isNegative: isNegative).map(Value.int)
    case .uint: return Literal.uint(text(token)).map(Value.uint)
    case .double: return Literal.double(text(token), isNegative: isNegative).map(Value.double)
    case .true: return .bool(true)
    case .false: return .bool(false)
    case .string, .bytes:
      let isBytes = token.kind == .bytes
      guard let value = Literal.unquoted(bytes[token.start..<token.end], isBytes: isBytes) else {
        return nil
      }
      return isBytes ? .bytes(value) : .string(String(decoding: value, as: UTF8.self))
    default: return .null
    }
  }

  /// Words that no variable may be named.
  private static let reservedNames: Set<String> = [
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in",
    "let", "loop", "package", "namespace", "null", "return", "true", "var", "void", "while",
  ]
}

extension String {
  fileprivate static let tooDeep = "expression recursion limit exceeded: \(Parser.depthLimit)"
  fileprivate static let escapedIdentifier = "unsupported syntax: '`'"
  fileprivate static let primaryStarts =
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, "
    + "STRING, BYTES, IDENTIFIER}"

  fileprivate static func tooLarge(_ size: Int) -> String {
    "expression code point size exceeds limit: size: \(size), limit \(Parser.sizeLimit)"
  }

  fileprivate static func extraneous(_ token: String) -> String {
    "Syntax error: extraneous input '\(token)' expecting <EOF>"
  }

  fileprivate static func mismatched(_ token: String, expected: String) -> String {
    "Syntax error: mismatched input '\(token)' expecting \(expected)"
  }

  fileprivate static func reserved(_ name: String) -> String { "reserved identifier: \(name)" }

  fileprivate static func invalidLiteral(_ kind: Token.Kind) -> String {
    switch kind {
    case .int: "invalid int literal"
    case .uint: "invalid uint literal"
    case .double: "invalid double literal"
    default: "invalid unicode code point"
    }
  }
}
