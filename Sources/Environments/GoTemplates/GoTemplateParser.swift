import YAML

/// Puts the pieces of a Go template together: blocks, pipelines, operands.
struct GoTemplateParser {
  private typealias Token = GoTemplateLexer.Token
  private var pieces: ArraySlice<GoTemplateLexer.Piece>

  init(_ pieces: [GoTemplateLexer.Piece]) { self.pieces = pieces[...] }

  mutating func parse() throws(GoTemplateError) -> [GoTemplate.Part] {
    let (parts, end) = try list(depth: 0)
    guard case .nothing = end else { throw GoTemplateError("unexpected {{end}} or {{else}}") }
    return parts
  }

  /// What stands behind a list of parts.
  private enum End {
    case nothing, end, otherwise
    /// `else` with a block that ends with the one it is part of.
    case nested([GoTemplateLexer.Token])
  }

  private mutating func list(
    depth: Int
  ) throws(GoTemplateError) -> (parts: [GoTemplate.Part], end: End) {
    guard depth < 50 else { throw GoTemplateError("blocks stand too deep") }
    var parts: [GoTemplate.Part] = []
    while let piece = pieces.popFirst() {
      switch piece {
      case .text(let text): parts.append(.text(text))
      case .action(let tokens):
        switch tokens.first {
        case .word("end"): return (parts, .end)
        case .word("else"):
          return (parts, tokens.count > 1 ? .nested(Array(tokens.dropFirst())) : .otherwise)
        case .word(let word) where Self.blocks.contains(word):
          parts.append(try block(tokens, depth: depth))
        case .word(let word) where Self.unknown.contains(word):
          throw GoTemplateError("{{\(word)}} is not known here")
        default: parts.append(.action(try Self.pipeline(tokens[...])))
        }
      }
    }
    return (parts, .nothing)
  }

  private static let blocks: Set<String> = ["if", "with", "range"]
  private static let unknown: Set<String> = ["block", "break", "continue", "define", "template"]

  private mutating func block(
    _ tokens: [Token], depth: Int
  ) throws(GoTemplateError) -> GoTemplate.Part {
    guard case .word(let word) = tokens.first, Self.blocks.contains(word) else {
      throw GoTemplateError("unexpected word behind else")
    }
    let pipeline = try Self.pipeline(tokens.dropFirst())
    let (then, end) = try list(depth: depth + 1)
    var otherwise: [GoTemplate.Part] = []
    switch end {
    case .end: break
    case .otherwise:
      let (rest, last) = try list(depth: depth + 1)
      guard case .end = last else { throw GoTemplateError("unclosed {{\(word)}}") }
      otherwise = rest
    case .nested(let inner): otherwise = [try block(inner, depth: depth + 1)]
    case .nothing: throw GoTemplateError("unclosed {{\(word)}}")
    }
    return switch word {
    case "if": .condition(pipeline, then: then, else: otherwise)
    case "with": .with(pipeline, then: then, else: otherwise)
    default: .range(pipeline, each: then, else: otherwise)
    }
  }

  // MARK: Pipelines

  private static func pipeline(
    _ tokens: ArraySlice<Token>
  ) throws(GoTemplateError) -> GoTemplate.Pipeline {
    var rest = tokens
    let (variables, declares) = variables(&rest)
    var pipeline = try commands(&rest, depth: 0)
    guard rest.isEmpty else { throw GoTemplateError("unexpected right paren") }
    pipeline.variables = variables
    pipeline.declares = declares
    return pipeline
  }

  /// Takes the variables that are set, with the sign behind them.
  private static func variables(_ tokens: inout ArraySlice<Token>) -> ([String], declares: Bool) {
    var rest = tokens
    var names: [String] = []
    while case .variable(let name, let fields) = rest.first, fields.isEmpty {
      names.append(name)
      rest = rest.dropFirst()
      guard rest.first == .comma, names.count == 1 else {
        break
      }
      rest = rest.dropFirst()
    }
    guard !names.isEmpty, rest.first == .declare || rest.first == .assign else {
      return ([], false)
    }
    tokens = rest.dropFirst()
    return (names, rest.first == .declare)
  }

  private static func commands(
    _ tokens: inout ArraySlice<Token>, depth: Int
  ) throws(GoTemplateError) -> GoTemplate.Pipeline {
    guard depth < 50 else { throw GoTemplateError("parentheses stand too deep") }
    var commands: [[GoTemplate.Operand]] = [[]]
    func add(_ operand: GoTemplate.Operand) { commands[commands.count - 1].append(operand) }
    scan: while let token = tokens.first {
      switch token {
      case .close: break scan
      case .pipe: commands.append([])
      case .open:
        tokens = tokens.dropFirst()
        let inner = try Self.commands(&tokens, depth: depth + 1)
        guard case .close(let fields) = tokens.first else {
          throw GoTemplateError("unclosed left paren")
        }
        add(.group(inner, fields: fields))
      case .field(let names): add(.field(names))
      case .variable(let name, let fields): add(.variable(name, fields))
      case .string(let text): add(.literal(.string(text)))
      case .number(let text): add(.literal(try number(text)))
      case .word("true"), .word("false"): add(.literal(.boolean(token == .word("true"))))
      case .word("nil"): add(.literal(.null()))
      case .word(let name): add(.function(name))
      case .comma, .declare, .assign: throw GoTemplateError("unexpected sign in a pipeline")
      }
      tokens = tokens.dropFirst()
    }
    guard commands.allSatisfy({ !$0.isEmpty }) else {
      throw GoTemplateError("missing value for command")
    }
    return GoTemplate.Pipeline(commands: commands)
  }

  private static func number(_ text: String) throws(GoTemplateError) -> Node {
    let scalar = Scalar(text: text, type: Schema.kubernetes.type(ofPlain: text))
    guard scalar.number != nil else { throw GoTemplateError("bad number syntax: \"\(text)\"") }
    return Node(scalar)
  }
}
