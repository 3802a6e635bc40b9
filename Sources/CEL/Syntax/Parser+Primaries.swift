/// Names, literals, lists, maps and structures.
extension Parser {
  mutating func parsePrimary() throws(CompileIssue) -> Expression {
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
      throw CompileIssue(
        offset: first.start, message: .mismatched(tokenText, expected: .primaryStarts))
    }
  }

  private mutating func parseName() throws(CompileIssue) -> Expression {
    let start = token.start
    let dot = take(.dot)
    if let dot, token.kind != .identifier { throw noAlternative(after: dot) }
    let root = dot == nil ? "" : "."
    let name = try expect(.identifier, spelled: "IDENTIFIER")
    if let brace = messageBrace() { return try parseStructure(root, name, brace, from: start) }
    let identifier = text(name)
    guard !Parser.isReserved(identifier) else {
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
  ) throws(CompileIssue) -> Expression {
    var name = root + text(first)
    for _ in 0..<ahead { name += text(advance()) }
    let brace = advance()
    var fields: [Expression.Field] = []
    while token.kind != .rightBrace {
      let isOptional = take(.question) != nil
      let field = try expectName()
      if field.kind == .escapedIdentifier {
        errors.append(CompileIssue(offset: field.start, message: .escapedIdentifier))
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

  private mutating func parseList() throws(CompileIssue) -> Expression {
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

  private mutating func parseMap() throws(CompileIssue) -> Expression {
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

  private mutating func parseLiteral() throws(CompileIssue) -> Expression {
    let first = advance()
    let isNegative = first.kind == .minus
    if isNegative, !token.kind.isSigned {
      throw CompileIssue(
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

  /// Whether no variable may be named so.
  private static func isReserved(_ name: String) -> Bool {
    let length = name.utf8.count
    return length < reservedNames.count && reservedNames[length].contains(name)
  }

  /// The words that no variable may be named, by their lengths.
  private static let reservedNames: [[String]] = [
    [], [], ["as", "if", "in"], ["for", "let", "var"],
    ["else", "loop", "null", "true", "void"], ["break", "const", "false", "while"],
    ["import", "return"], ["package"], ["continue", "function"], ["namespace"],
  ]
}
