import Diagnostics

/// Selections, indices and calls.
extension Parser {
  mutating func parseMember() throws(CompileIssue) -> Expression {
    let saved = depths
    defer { depths = saved }
    try Parser.open(&depths.member)
    let start = token.start
    var operand = try parsePrimary()
    while true {
      if let dot = take(.dot) {
        try Parser.open(&depths.member)
        operand = try parseSelection(of: operand, dot: dot, from: start)
      } else if let bracket = take(.leftBracket) {
        try Parser.open(&depths.member)
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
  ) throws(CompileIssue) -> Expression {
    let isOptional = take(.question) != nil
    guard isOptional || token.kind == .identifier || token.kind == .escapedIdentifier else {
      throw noAlternative(after: dot)
    }
    let name = try expectName()
    if name.kind == .escapedIdentifier {
      errors.append(CompileIssue(offset: name.start, message: .escapedIdentifier))
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

  /// The error at a token that nothing which begins with `first` can go on with.
  func noAlternative(after first: Token) -> CompileIssue {
    let end = token.kind == .end ? lastEnd : token.end
    let input = String(decoding: bytes[first.start..<end], as: UTF8.self)
    return CompileIssue(offset: token.start, message: .noAlternative(input))
  }

  mutating func expectName() throws(CompileIssue) -> Token {
    if let name = take(.identifier) ?? take(.escapedIdentifier) { return name }
    throw CompileIssue(
      offset: token.start, message: .mismatched(tokenText, expected: "IDENTIFIER"))
  }

  mutating func parseArguments() throws(CompileIssue) -> [Expression] {
    var arguments: [Expression] = []
    guard take(.rightParenthesis) == nil else { return arguments }
    repeat {
      arguments.append(try parseExpression())
    } while take(.comma) != nil
    _ = try expect(.rightParenthesis, spelled: "')'")
    return arguments
  }

  mutating func call(
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
        errors.append(CompileIssue(offset: error.anchor, message: error.message))
        return make(.literal(.null), at: anchor, from: start)
      }
    }
    let call = Expression.Call(function: function, target: target, arguments: arguments)
    return make(.call(call), at: anchor, from: start)
  }
}
