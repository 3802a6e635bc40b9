import Values
import YAML

/// Takes the text of a Go template apart: plain text, and the words of its actions.
enum GoTemplateLexer {
  enum Piece {
    case text(String)
    case action([Token])
  }

  enum Token: Equatable {
    case word(String)
    case field([String])
    case variable(String, [String])
    case string(String)
    case number(String)
    case pipe, open, comma, declare, assign
    case close(fields: [String])
  }

  static func pieces(of text: String) throws(GoTemplateError) -> [Piece] {
    var found: [Piece] = []
    var rest = text[...]
    var trimsStart = false
    func add(_ text: Substring, trimsEnd: Bool) {
      var text = trimsStart ? text.drop(while: \.isWhitespace) : text
      while trimsEnd, text.last?.isWhitespace == true { text.removeLast() }
      if !text.isEmpty { found.append(.text(String(text))) }
    }
    while let start = rest.firstRange(of: "{{") {
      let after = rest[start.upperBound...]
      guard let end = end(of: after) else { throw GoTemplateError("unclosed action") }
      var inner = after[..<end]
      let trimsEnd = inner.first == "-" && inner.dropFirst().first?.isWhitespace == true
      add(rest[..<start.lowerBound], trimsEnd: trimsEnd)
      if trimsEnd { inner = inner.dropFirst(2) }
      trimsStart = inner.last == "-" && inner.dropLast().last?.isWhitespace == true
      if trimsStart { inner = inner.dropLast(2) }
      let isComment = inner.drop(while: \.isWhitespace).hasPrefix("/*")
      if !isComment { found.append(.action(try tokens(of: inner))) }
      rest = rest[end...].dropFirst(2)
    }
    add(rest, trimsEnd: false)
    return found
  }

  /// Where an action ends: at the braces that stand in no string and no comment.
  private static func end(of text: Substring) -> Substring.Index? {
    if let comment = text.firstRange(of: "/*"),
      text[..<comment.lowerBound].allSatisfy({ $0 == "-" || $0.isWhitespace })
    {
      guard let last = text[comment.upperBound...].firstRange(of: "*/") else { return nil }
      return text[last.upperBound...].firstRange(of: "}}")?.lowerBound
    }
    var quote: Character?
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if let open = quote {
        if character == "\\", open == "\"" {
          index = text.index(after: index)
          if index == text.endIndex { return nil }
        } else if character == open {
          quote = nil
        }
      } else if character == "\"" || character == "`" {
        quote = character
      } else if character == "}", text[index...].hasPrefix("}}") {
        return index
      }
      index = text.index(after: index)
    }
    return nil
  }

  private static func tokens(of text: Substring) throws(GoTemplateError) -> [Token] {
    var tokens: [Token] = []
    var rest = text
    func word() -> String {
      let word = rest.prefix(while: isWord)
      rest = rest.dropFirst(word.count)
      return String(word)
    }
    func fields() -> [String] {
      var names: [String] = []
      while rest.first == ".", rest.dropFirst().first.map(isWord) == true {
        rest = rest.dropFirst()
        names.append(word())
      }
      return names
    }
    func take(_ count: Int, _ token: Token) {
      rest = rest.dropFirst(count)
      tokens.append(token)
    }
    while let character = rest.first {
      switch character {
      case _ where character.isWhitespace: rest = rest.dropFirst()
      case "|": take(1, .pipe)
      case "(": take(1, .open)
      case ",": take(1, .comma)
      case "=": take(1, .assign)
      case ":" where rest.hasPrefix(":="): take(2, .declare)
      case ")":
        rest = rest.dropFirst()
        tokens.append(.close(fields: fields()))
      case "\"", "`": tokens.append(.string(try string(&rest)))
      case ".":
        let names = fields()
        if names.isEmpty { rest = rest.dropFirst() }
        tokens.append(.field(names))
      case "$":
        rest = rest.dropFirst()
        let name = word()
        tokens.append(.variable(name, fields()))
      case "-", "+", "0"..."9":
        let number = rest.prefix { "+-._".contains($0) || isWord($0) }
        take(number.count, .number(String(number)))
      case _ where isWord(character): tokens.append(.word(word()))
      default: throw GoTemplateError("unexpected \"\(character)\" in a template")
      }
    }
    return tokens
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  /// Takes a string with its quotes.
  private static func string(_ rest: inout Substring) throws(GoTemplateError) -> String {
    let quote = rest.removeFirst()
    var result = ""
    while let character = rest.popFirst() {
      if character == quote { return result }
      guard character == "\\", quote == "\"" else {
        result.append(character)
        continue
      }
      switch rest.popFirst() {
      case "n": result.append("\n")
      case "t": result.append("\t")
      case "r": result.append("\r")
      case let other? where "\\\"'".contains(other): result.append(other)
      default: throw GoTemplateError("an escape in a string is not known here")
      }
    }
    throw GoTemplateError("unterminated quoted string")
  }
}
