import RegularExpression

/// What Kubernetes refuses in an expression whose types agree: literals that can only fail, lists
/// and maps of mixed types, and formats that do not fit their arguments.
struct LiteralValidation {
  private let checked: CheckedExpression
  private var errors: [CompileIssue] = []

  private init(_ checked: CheckedExpression) { self.checked = checked }

  static func errors(in checked: CheckedExpression) -> [CompileIssue] {
    var validation = LiteralValidation(checked)
    validation.visit(checked.expression, isFormatted: false)
    return validation.errors
  }

  private mutating func report(_ message: String, at expression: Expression) {
    errors.append(CompileIssue(offset: expression.anchor, message: message))
  }

  /// - Parameter isFormatted: whether the node stands among the arguments of `format`, which may
  ///   be of different types.
  private mutating func visit(_ expression: Expression, isFormatted: Bool) {
    var isFormatted = isFormatted
    switch expression.kind {
    case .call(let call):
      validate(call, expression)
      if call.function == "format" { isFormatted = true }
    case .list(let elements, let optionals) where !isFormatted:
      validateList(elements, optionals)
    case .map(let entries) where !isFormatted: validateMap(entries)
    default: break
    }
    for child in expression.children { visit(child, isFormatted: isFormatted) }
  }

  private mutating func validate(_ call: Expression.Call, _ expression: Expression) {
    guard let first = call.arguments.first else { return }
    if call.function == "format", call.target != nil { return validateFormat(call, expression) }
    guard case .literal(let value) = first.kind else { return }
    let isInvalid: Bool
    switch call.function {
    case "duration": isInvalid = Conversion.convert(value, to: .duration).isError
    case "timestamp": isInvalid = Conversion.convert(value, to: .timestamp).isError
    case "matches":
      guard case .string(let pattern) = value else { return }
      isInvalid = (try? Pattern(pattern)) == nil
    default: return
    }
    if isInvalid { report("invalid \(call.function) argument", at: first) }
  }

  private mutating func validateFormat(_ call: Expression.Call, _ expression: Expression) {
    guard case .literal(.string(let format))? = call.target?.kind,
      case .list(let arguments, _)? = call.arguments.first?.kind
    else { return }
    for problem in FormatString.problems(format, argumentTypes: arguments.map(checked.type)) {
      let place = problem.argument.map { arguments[$0] } ?? expression
      report(problem.message, at: place)
    }
  }

  private mutating func validateList(_ elements: [Expression], _ optionals: Set<Int>) {
    var expected: CELType?
    for (index, element) in elements.enumerated() {
      let type = type(element, isOptional: optionals.contains(index))
      guard let known = expected else {
        expected = type
        continue
      }
      if !known.isEquivalent(to: type) {
        return report(.mismatch(known, type), at: element)
      }
    }
  }

  private mutating func validateMap(_ entries: [Expression.Entry]) {
    guard let first = entries.first else { return }
    let keyType = checked.type(first.key)
    let valueType = type(first.value, isOptional: first.isOptional)
    for entry in entries.dropFirst() {
      let key = checked.type(entry.key)
      if !keyType.isEquivalent(to: key) { report(.mismatch(keyType, key), at: entry.key) }
      let value = type(entry.value, isOptional: entry.isOptional)
      if !valueType.isEquivalent(to: value) { report(.mismatch(valueType, value), at: entry.value) }
    }
  }

  private func type(_ expression: Expression, isOptional: Bool) -> CELType {
    let type = checked.type(expression)
    return isOptional ? type.wrapped ?? type : type
  }
}
