import RegularExpression

/// What Kubernetes refuses in an expression whose types agree: literals that can only fail, lists
/// and maps of mixed types, and formats that do not fit their arguments.
///
/// Found in an expression once, however often its types are checked.
struct LiteralValidation: Sendable {
  /// A node that may be refused.
  private enum Subject {
    /// A literal that the function in whose call it stands cannot take, whatever the types.
    case invalid(Expression, function: String)
    case list([Expression], optionals: Set<Int>)
    case map([Expression.Entry])
    case format(String, arguments: [Expression], Expression)
  }

  private var subjects: [Subject] = []
  private let patterns: PatternStore

  /// Looks for what may be refused in an expression.
  ///
  /// - Parameter patterns: takes the patterns that stand in it.
  init(_ expression: Expression, _ patterns: PatternStore) {
    self.patterns = patterns
    visit(expression, isFormatted: false)
  }

  /// - Parameter isFormatted: whether the node stands among the arguments of `format`, which may
  ///   be of different types.
  private mutating func visit(_ expression: Expression, isFormatted: Bool) {
    var isFormatted = isFormatted
    switch expression.kind {
    case .call(let call):
      if !call.arguments.isEmpty { visit(call, expression) }
      if call.function == "format" { isFormatted = true }
    case .list(let elements, let optionals) where !isFormatted && elements.count > 1:
      subjects.append(.list(elements, optionals: optionals))
    case .map(let entries) where !isFormatted && entries.count > 1:
      subjects.append(.map(entries))
    default: break
    }
    expression.forEachChild { visit($0, isFormatted: isFormatted) }
  }

  private mutating func visit(_ call: Expression.Call, _ expression: Expression) {
    let first = call.arguments[0]
    if call.function == "format", let target = call.target {
      guard case .literal(.string(let format)) = target.kind,
        case .list(let arguments, _) = first.kind
      else { return }
      return subjects.append(.format(format, arguments: arguments, expression))
    }
    guard case .literal(let value) = first.kind else { return }
    let isInvalid: Bool
    switch call.function {
    case "duration": isInvalid = Conversion.convert(value, to: .duration).isError
    case "timestamp": isInvalid = Conversion.convert(value, to: .timestamp).isError
    case "matches":
      guard case .string(let pattern) = value else { return }
      isInvalid = (try? patterns.pattern(pattern)) == nil
    default: return
    }
    if isInvalid { subjects.append(.invalid(first, function: call.function)) }
  }

  /// What is refused, given the types of the expression's nodes.
  func errors(in checked: CheckedExpression) -> [CompileIssue] {
    subjects.flatMap { errors(in: $0, checked) }
  }

  private func errors(in subject: Subject, _ checked: CheckedExpression) -> [CompileIssue] {
    switch subject {
    case .invalid(let literal, let function):
      [.at(literal, "invalid \(function) argument")]
    case .list(let elements, let optionals):
      mixture(elements, optionals, checked).map { [$0] } ?? []
    case .map(let entries): mixtures(entries, checked)
    case .format(let format, let arguments, let call):
      FormatString.problems(format, argumentTypes: arguments.map(checked.type)).map { problem in
        .at(problem.argument.map { arguments[$0] } ?? call, problem.message)
      }
    }
  }

  private func mixture(
    _ elements: [Expression], _ optionals: Set<Int>, _ checked: CheckedExpression
  ) -> CompileIssue? {
    let expected = checked.type(elements[0], isOptional: optionals.contains(0))
    for (index, element) in elements.enumerated().dropFirst() {
      let type = checked.type(element, isOptional: optionals.contains(index))
      if !expected.isEquivalent(to: type) { return .at(element, .mismatch(expected, type)) }
    }
    return nil
  }

  private func mixtures(
    _ entries: [Expression.Entry], _ checked: CheckedExpression
  ) -> [CompileIssue] {
    var issues: [CompileIssue] = []
    let keyType = checked.type(entries[0].key)
    let valueType = checked.type(entries[0].value, isOptional: entries[0].isOptional)
    for entry in entries.dropFirst() {
      let key = checked.type(entry.key)
      if !keyType.isEquivalent(to: key) { issues.append(.at(entry.key, .mismatch(keyType, key))) }
      let value = checked.type(entry.value, isOptional: entry.isOptional)
      if !valueType.isEquivalent(to: value) {
        issues.append(.at(entry.value, .mismatch(valueType, value)))
      }
    }
    return issues
  }
}

extension CompileIssue {
  fileprivate static func at(_ expression: Expression, _ message: String) -> CompileIssue {
    CompileIssue(offset: expression.anchor, message: message)
  }
}

extension CheckedExpression {
  fileprivate func type(_ expression: Expression, isOptional: Bool) -> CELType {
    let type = type(expression)
    return isOptional ? type.wrapped ?? type : type
  }
}
