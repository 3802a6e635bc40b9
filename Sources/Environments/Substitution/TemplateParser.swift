/// Takes a template apart.
///
/// The grammar, in the order in which a name is looked behind; what follows an argument must be what
/// the form says, for an argument is either text or one expression:
///
///     ${#name}                      the length
///     ${name}
///     ${name:-words} := :? :+ =     a default: any number of texts and expressions
///     ${name:offset} ${name:offset:length}
///     ${name,} ,, ^ ^^              letters
///     ${name/from/to} // /# /%      replacing
///     ${name#pattern} ## % %%       cutting off
struct TemplateParser {
  private typealias Part = SubstitutionTemplate.Part
  private typealias Operation = SubstitutionTemplate.Operation

  private var scanner: TemplateScanner
  /// Where the expressions begin that are being read, outermost first.
  private var open: [Int] = []

  /// Deeper than anyone writes, and in bounds of the stack.
  private static let depth = 100

  init(_ text: [UInt8]) { scanner = TemplateScanner(text) }

  mutating func parse() throws(SubstitutionError) -> [SubstitutionTemplate.Part] {
    var parts: [Part] = []
    while scanner.next != nil {
      if scanner.isAtExpression {
        parts.append(.expression(try expression()))
      } else {
        parts.append(.text(scanner.takeText(until: nil, escapes: .dollar)))
      }
    }
    return parts
  }

  private mutating func expression() throws(SubstitutionError) -> SubstitutionTemplate.Expression {
    let start = scanner.position
    open.append(start)
    defer { open.removeLast() }
    guard open.count <= Self.depth else { throw malformed(.depth) }
    scanner.position += 2
    if scanner.take(UInt8(ascii: "#")) {
      guard let name = name() else { throw malformed(.substitution) }
      try close(.substitution)
      return .init(
        name: name, operation: .length, arguments: [], range: start..<scanner.position)
    }
    guard let name = name() else { throw malformed(.name) }
    let (operation, arguments) = try operation()
    return .init(
      name: name, operation: operation, arguments: arguments, range: start..<scanner.position)
  }

  private mutating func name() -> String? {
    let name = scanner.take { $0?.isNameCharacter ?? false }
    return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
  }

  /// What stands behind the name, up to the closing brace.
  private mutating func operation() throws(SubstitutionError) -> (Operation?, [Part]) {
    switch scanner.next?.scalar {
    case ":": return try defaultOrSubstring()
    case "=": return (.orElse, try defaultArguments(behind: 1))
    case ",", "^":
      let written = scanner.take(atMost: 2) { $0 == "," || $0 == "^" }
      try close(.substitution)
      return (Operation(rawValue: String(decoding: written, as: UTF8.self)) ?? .noCase, [])
    case "/": return try replacement()
    case "#", "%":
      let sign = scanner.next?.scalar
      let written = scanner.take(atMost: 2) { $0 == sign }
      let pattern = try argument(until: UInt8(ascii: "}"))
      try close(.substitution)
      return (Operation(rawValue: String(decoding: written, as: UTF8.self)), [pattern])
    default:
      try close(.closingBrace)
      return (nil, [])
    }
  }

  private mutating func defaultOrSubstring() throws(SubstitutionError) -> (Operation?, [Part]) {
    let following = scanner.character(at: scanner.position + 1)
    switch following?.scalar {
    case "=", "-", "?", "+": return (.orElse, try defaultArguments(behind: 2))
    default: break
    }
    // A character of several bytes behind the colon makes Flux lose its place.
    guard let following, following.width == 1 else { throw malformed(.substitution) }
    scanner.position += 1
    let colon = UInt8(ascii: ":")
    let brace = UInt8(ascii: "}")
    let offset = try argument(until: colon, or: brace)
    if scanner.take(brace) { return (.substring, [offset]) }
    guard !scanner.take(while: { $0 == ":" }).isEmpty else { throw malformed(.substitution) }
    let length = try argument(until: brace)
    try close(.substitution)
    return (.substring, [offset, length])
  }

  private mutating func defaultArguments(behind sign: Int) throws(SubstitutionError) -> [Part] {
    scanner.position += sign
    var arguments: [Part] = []
    while !scanner.take(UInt8(ascii: "}")) {
      arguments.append(try argument(until: UInt8(ascii: "}")))
    }
    return arguments
  }

  private mutating func replacement() throws(SubstitutionError) -> (Operation?, [Part]) {
    scanner.position += 1
    let variants: [Operation] = [.replaceAll, .replacePrefix, .replaceSuffix]
    let variant = variants.first { scanner.isAt($0.rawValue.utf8.last ?? 0) }
    if variant != nil { scanner.position += 1 }
    let slash = UInt8(ascii: "/")
    let from = try argument(until: slash, escapes: [.dollar, .backslash])
    guard !scanner.take(while: { $0 == "/" }).isEmpty else { throw malformed(.substitution) }
    let brace = UInt8(ascii: "}")
    if scanner.take(brace) { return (variant ?? .replaceFirst, [from]) }
    let to = try argument(until: brace, escapes: [.dollar, .backslash])
    try close(.substitution)
    return (variant ?? .replaceFirst, [from, to])
  }

  /// A text that is not empty, or one expression.
  private mutating func argument(
    until end: UInt8, or further: UInt8? = nil, escapes: TemplateScanner.Escapes = []
  ) throws(SubstitutionError) -> Part {
    if scanner.isAtExpression { return .expression(try expression()) }
    let text = scanner.takeText(until: end, or: further, escapes: escapes)
    guard !text.isEmpty else { throw malformed(.argument) }
    return .text(text)
  }

  private mutating func close(
    _ malformation: SubstitutionError.Malformation
  ) throws(SubstitutionError) {
    guard scanner.take(UInt8(ascii: "}")) else { throw malformed(malformation) }
  }

  private func malformed(_ malformation: SubstitutionError.Malformation) -> SubstitutionError {
    let start = open.last ?? 0
    return SubstitutionError(
      reason: .malformed(malformation), range: start..<max(start, scanner.position))
  }
}
