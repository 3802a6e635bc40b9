package import Diagnostics
package import RegularExpression

/// What an expression may use: libraries, variables and the host's types.
///
/// ```swift
/// let environment = ExpressionEnvironment.kubernetes
///   .declaring(["object": .object("io.k8s.api.apps.v1.Deployment"), "params": .dyn])
///   .resolving(types)
/// switch environment.compile("object.spec.replicas <= int(params.data.max)") {
/// case .success(let program):
///   let evaluation = program.evaluate(Activation(["object": .host(node), "params": .null]))
/// case .failure(let errors): print(errors)
/// }
/// ```
///
/// An environment is a value; making one more of it is cheap compared with compiling.
package struct ExpressionEnvironment: Sendable {
  private var declarations = Declarations()
  private var validatesLiterals = false
  /// Where patterns are looked for and kept; nil for those of each expression alone.
  private var patterns: PatternStore?

  /// An environment with these libraries and no variables.
  ///
  /// - Parameter validatesLiterals: whether literals that can only fail at run time, lists and
  ///   maps of mixed types and misfitting formats are errors, as Kubernetes has them.
  package init(libraries: [FunctionLibrary] = [.standard], validatesLiterals: Bool = false) {
    for library in libraries { declarations.add(library) }
    self.validatesLiterals = validatesLiterals
  }

  /// The environment with more variables; a type of `dyn` is decided at run time.
  package func declaring(_ variables: [String: CELType]) -> ExpressionEnvironment {
    var copy = self
    copy.declarations.declare(variables)
    return copy
  }

  /// The environment with one library more.
  package func adding(_ library: FunctionLibrary) -> ExpressionEnvironment {
    var copy = self
    copy.declarations.add(library)
    return copy
  }

  /// The environment with the object types that `types` knows.
  package func resolving(_ types: any TypeProvider) -> ExpressionEnvironment {
    var copy = self
    copy.declarations.provider = types
    return copy
  }

  /// The environment with another table of costs.
  package func charging(_ model: CostModel) -> ExpressionEnvironment {
    var copy = self
    copy.declarations.costModel = model
    return copy
  }

  /// The environment with patterns that others have compiled, and have from this one.
  package func sharing(_ patterns: PatternStore) -> ExpressionEnvironment {
    var copy = self
    copy.patterns = patterns
    return copy
  }

  /// Every function of the environment, by name.
  package var functions: [Function] {
    declarations.functions.values.sorted { $0.name < $1.name }
  }

  /// Parses, checks and plans an expression.
  package func compile(_ source: String) -> Result<Program, CompileErrors> {
    let parsed = parse(source)
    guard let expression = parsed.expression else {
      return .failure(CompileErrors(parsed.errors, source: source))
    }
    let checked: CheckedExpression
    switch analyse(expression, of: parsed) {
    case .failure(let errors): return .failure(errors)
    case .success(let found): checked = found
    }
    do {
      let plan = try ProgramPlanner.plan(checked, parsed.patterns)
      return .success(
        Program(parsed: parsed, checked: checked, plan: plan, provider: declarations.provider))
    } catch {
      return .failure(
        CompileErrors(planning: error, source: source, type: checked.type(expression)))
    }
  }

  /// Parses an expression, to be checked in this environment and in others with the same macros.
  package func parse(_ source: String) -> ParsedExpression {
    ParsedExpression(
      source, macros: declarations.macros, validatesLiterals: validatesLiterals,
      patterns: patterns ?? PatternStore())
  }

  /// The type of an expression, without the plan that evaluating it would need.
  package func check(_ parsed: ParsedExpression) -> Result<CELType, CompileErrors> {
    guard let expression = parsed.expression else {
      return .failure(CompileErrors(parsed.errors, source: parsed.source))
    }
    return analyse(expression, of: parsed).map { $0.type(expression) }
  }

  private func analyse(
    _ expression: Expression, of parsed: ParsedExpression
  ) -> Result<CheckedExpression, CompileErrors> {
    var (checked, errors) = Checker.check(
      expression, nodeCount: parsed.nodeCount, declarations)
    if errors.isEmpty, let literals = parsed.literals { errors = literals.errors(in: checked) }
    guard errors.isEmpty else { return .failure(CompileErrors(errors, source: parsed.source)) }
    return .success(checked)
  }
}

/// The source of an expression with its tree, where it has one.
package struct ParsedExpression: Sendable {
  /// The text, whole.
  package let source: String
  fileprivate let expression: Expression?
  fileprivate let nodeCount: Int
  fileprivate let errors: [CompileIssue]
  /// The literals to be validated; nil where the environment leaves that.
  fileprivate let literals: LiteralValidation?
  /// The patterns that stand in it, and maybe in others.
  fileprivate let patterns: PatternStore

  /// Whether the expression reads one of these variables; it may where it has one of its own that
  /// is called the same.
  package func mentions(_ names: Set<String>) -> Bool {
    var waiting = expression.map { [$0] } ?? []
    while let next = waiting.popLast() {
      if case .identifier(let name) = next.kind, names.contains(name) { return true }
      next.forEachChild { waiting.append($0) }
    }
    return false
  }

  /// Whether the whole is a call of a function or an operator, rather than a name or a literal.
  package var isCall: Bool {
    guard errors.isEmpty, case .call = expression?.kind else { return false }
    return true
  }

  fileprivate init(
    _ source: String, macros: MacroTable, validatesLiterals: Bool, patterns: PatternStore
  ) {
    self.source = source
    self.patterns = patterns
    (expression, nodeCount, errors) = Parser.parse(source, macros: macros)
    literals = validatesLiterals ? expression.map { LiteralValidation($0, patterns) } : nil
  }
}

/// Why an expression does not compile.
package struct CompileErrors: Error, Sendable, CustomStringConvertible {
  /// One error with its place.
  package struct Entry: Hashable, Sendable {
    /// The compiler's sentence.
    package let message: String
    /// The byte of the source at which it points; nil when it is about the whole expression.
    package let offset: Int?
    /// The line and column of that byte.
    package let position: Position?
  }

  /// The errors in source order.
  package let entries: [Entry]
  /// The type of the expression, when it checks but cannot run: a literal that no function accepts.
  package let planningType: CELType?
  private let source: String

  /// At most so many errors are listed.
  private static let limit = 100

  init(_ errors: [CompileIssue], source: String) {
    let index = LineIndex(Array(source.utf8))
    entries = errors.map { error in
      error.offset < 0
        ? Entry(message: error.message, offset: nil, position: nil)
        : Entry(
          message: error.message, offset: error.offset,
          position: index.position(of: error.offset))
    }
    // Errors of one place keep the order they were found in.
    .enumerated().sorted {
      ($0.element.offset ?? -1, $0.offset) < ($1.element.offset ?? -1, $1.offset)
    }.map(\.element)
    planningType = nil
    self.source = source
  }

  init(planning error: EvaluationError, source: String, type: CELType) {
    entries = [Entry(message: error.message, offset: nil, position: nil)]
    planningType = type
    self.source = source
  }

  /// The errors as the API server prints them, with the line and a caret below each.
  package var description: String {
    guard planningType == nil else { return entries[0].message }
    return entries.prefix(CompileErrors.limit).map(display).joined(separator: "\n")
  }

  private func display(_ entry: Entry) -> String {
    guard let position = entry.position else { return "ERROR: <input>:-1:0: \(entry.message)" }
    let header = "ERROR: <input>:\(position.line):\(position.column): \(entry.message)"
    let lines = source.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard position.line <= lines.count else { return header }
    let line = String(decoding: lines[position.line - 1], as: UTF8.self)
      .replacingTabs
    guard line.utf8.count <= 16_384 else { return header }
    // Wide marks stand below characters that take more than one byte.
    var marks = ""
    let scalars = Array(line.unicodeScalars)
    for scalar in scalars.prefix(position.column - 1) { marks += scalar.isASCII ? "." : "\u{FF0E}" }
    let marked = position.column - 1 < scalars.count ? scalars[position.column - 1] : " "
    marks += marked.isASCII ? "^" : "\u{FF3E}"
    return "\(header)\n | \(line)\n | \(marks)"
  }
}

extension String {
  fileprivate var replacingTabs: String {
    String(decoding: utf8.map { $0 == UInt8(ascii: "\t") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
  }
}
