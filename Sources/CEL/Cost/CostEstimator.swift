/// What an expression may cost, by the sizes of literals and of declared fields.
struct CostEstimator {
  private let checked: CheckedExpression
  private let provider: any TypeProvider
  private var sizes: [Int: SizeEstimate] = [:]
  private var elementSizes: [Int: ElementSizes] = [:]
  private var paths: [Int: [String]] = [:]
  private var variables: [String: [Variable]] = [:]

  /// How large the keys and values of a container may be.
  private struct ElementSizes {
    let isList: Bool
    let key: SizeEstimate
    let value: SizeEstimate

    func union(_ other: ElementSizes) -> ElementSizes {
      ElementSizes(isList: isList, key: key.union(other.key), value: value.union(other.value))
    }
  }

  private struct Variable {
    let path: [String]
    let size: SizeEstimate?
    let elements: ElementSizes?
  }

  private init(_ checked: CheckedExpression, _ provider: any TypeProvider) {
    self.checked = checked
    self.provider = provider
  }

  static func estimate(
    _ checked: CheckedExpression, _ provider: any TypeProvider
  ) -> CostEstimate {
    var estimator = CostEstimator(checked, provider)
    return estimator.cost(checked.expression)
  }

  // MARK: Costs

  private mutating func cost(_ expression: Expression) -> CostEstimate {
    switch expression.kind {
    case .literal: return .zero
    case .identifier(let name):
      paths[expression.id] = variables[name]?.last?.path ?? [name]
      return .one
    case .select(let operand, let field, let isTest):
      return costOfSelect(expression, operand, field, isTest: isTest)
    case .call(let call): return costOfCall(call, expression)
    case .list(let elements, _): return costOfList(elements, expression)
    case .map(let entries): return costOfMap(entries, expression)
    case .structure(_, let fields):
      return fields.reduce(CostEstimate(40, 40)) { $0.adding(cost($1.value)) }
    case .comprehension(let fold):
      return isBinding(fold) ? costOfBinding(fold, expression) : costOfFold(fold, expression)
    }
  }

  private mutating func costOfSelect(
    _ expression: Expression, _ operand: Expression, _ field: String, isTest: Bool
  ) -> CostEstimate {
    if case .variable(let name)? = checked.reference(expression) {
      paths[expression.id] = [name]
      return .one
    }
    let operandCost = cost(operand)
    // A test for presence costs nothing beyond what it is asked of.
    if isTest { return operandCost }
    paths[expression.id] = path(operand) + [field]
    switch checked.type(operand) {
    case .map, .object, .parameter, .variable: return operandCost.adding(.one)
    default: return operandCost
    }
  }

  private mutating func costOfList(
    _ elements: [Expression], _ expression: Expression
  ) -> CostEstimate {
    var sum = CostEstimate(10, 10)
    var value = SizeEstimate(elements.isEmpty ? 0 : .max, 0)
    for element in elements {
      sum = sum.adding(cost(element))
      value = value.union(size(element) ?? .unknown)
    }
    elementSizes[expression.id] = ElementSizes(isList: true, key: .one, value: value)
    return sum
  }

  private mutating func costOfMap(
    _ entries: [Expression.Entry], _ expression: Expression
  ) -> CostEstimate {
    var sum = CostEstimate(30, 30)
    let start = SizeEstimate(entries.isEmpty ? 0 : .max, 0)
    var key = start
    var value = start
    for entry in entries {
      sum = sum.adding(cost(entry.key)).adding(cost(entry.value))
      key = key.union(size(entry.key) ?? .unknown)
      value = value.union(size(entry.value) ?? .unknown)
    }
    elementSizes[expression.id] = ElementSizes(isList: false, key: key, value: value)
    return sum
  }

  private func isBinding(_ fold: Expression.Comprehension) -> Bool {
    guard case .list(let elements, _) = fold.range.kind, elements.isEmpty,
      case .literal(.bool(false)) = fold.condition.kind
    else { return false }
    return true
  }

  private mutating func costOfBinding(
    _ fold: Expression.Comprehension, _ expression: Expression
  ) -> CostEstimate {
    let sum = cost(fold.range).adding(cost(fold.initial))
    push(fold.accumulator, fold.initial)
    let result = cost(fold.result)
    variables[fold.accumulator]?.removeLast()
    sizes[expression.id] = size(fold.result)
    elementSizes[expression.id] = elements(fold.result)
    return sum.adding(result)
  }

  private mutating func costOfFold(
    _ fold: Expression.Comprehension, _ expression: Expression
  ) -> CostEstimate {
    var sum = cost(fold.range).adding(cost(fold.initial))
    push(fold.accumulator, fold.initial)
    pushVariables(fold)
    let turn = cost(fold.condition).adding(cost(fold.step))
    variables[fold.variable]?.removeLast()
    if let second = fold.secondVariable { variables[second]?.removeLast() }
    sum = sum.adding(cost(fold.result))
    variables[fold.accumulator]?.removeLast()
    let count = size(fold.range) ?? .unknown
    switch fold.initial.kind {
    case .literal: sizes[expression.id] = size(fold.initial)
    case .list, .map:
      sizes[expression.id] = count
      if let stepElements = elements(fold.step) { elementSizes[expression.id] = stepElements }
    default: break
    }
    return sum.adding(count.multiplied(by: turn))
  }

  private mutating func push(_ name: String, _ expression: Expression) {
    variables[name, default: []].append(
      Variable(path: path(expression), size: size(expression), elements: elements(expression)))
  }

  private mutating func pushVariables(_ fold: Expression.Comprehension) {
    let elements = elements(fold.range)
    var isList = elements?.isList ?? false
    if elements == nil, case .list = checked.type(fold.range) { isList = true }
    let base = path(fold.range)
    let key = Variable(
      path: base + [isList ? "@indices" : "@keys"], size: elements?.key, elements: nil)
    let value = Variable(
      path: base + [isList ? "@items" : "@values"], size: elements?.value, elements: nil)
    if let second = fold.secondVariable {
      variables[fold.variable, default: []].append(key)
      variables[second, default: []].append(value)
    } else {
      variables[fold.variable, default: []].append(isList ? value : key)
    }
  }

  // MARK: Calls

  private mutating func costOfCall(
    _ call: Expression.Call, _ expression: Expression
  ) -> CostEstimate {
    guard
      case .function(let function, let overloads, let isNamespaced)? =
        checked.reference(expression)
    else { return .zero }
    let operands = call.operands(isNamespaced: isNamespaced)
    let costs = operands.map { cost($0) }
    if function.name == "dyn" {
      sizes[expression.id] = size(operands[0])
      elementSizes[expression.id] = elements(operands[0])
      return costs[0].adding(.one)
    }
    let sum = costs.reduce(CostEstimate.zero) { $0.adding($1) }
    switch function.name {
    case Operator.and, Operator.or:
      return CostEstimate(costs[0].min, sum.max)
    case Operator.conditional:
      return costOfConditional(expression, operands, costs)
    case Operator.notStrictlyFalse, Operator.optionalSelect:
      return sum.adding(.one)
    case Operator.equals, Operator.notEquals:
      return sum.adding(costOfEquality(operands))
    default: break
    }
    let estimate = callEstimate(function, overloads, operands)
    noteResult(of: expression, overloads, operands, estimate.resultSize)
    return sum.adding(estimate.cost)
  }

  private mutating func costOfConditional(
    _ expression: Expression, _ operands: [Expression], _ costs: [CostEstimate]
  ) -> CostEstimate {
    sizes[expression.id] = (size(operands[1]) ?? .unknown).union(size(operands[2]) ?? .unknown)
    if let first = elements(operands[1]), let second = elements(operands[2]) {
      elementSizes[expression.id] = first.union(second)
    }
    return costs[0].adding(costs[1].union(costs[2]))
  }

  private mutating func costOfEquality(_ operands: [Expression]) -> CostEstimate {
    let types = operands.map(checked.type)
    if types[0] == types[1], case .object(let name) = types[0], name.hasPrefix("kubernetes.") {
      return .one
    }
    if types[0] == types[1], case .opaque(let name, _) = types[0], name.hasPrefix("net.") {
      return .one
    }
    let most = min((size(operands[0]) ?? .unknown).max, (size(operands[1]) ?? .unknown).max)
    return CostEstimate(most > 0 ? 1 : 0, most).scaled(0.1)
  }

  private mutating func callEstimate(
    _ function: Function, _ overloads: [Overload], _ operands: [Expression]
  ) -> CallEstimate {
    let estimation = CallEstimation(
      arguments: operands.map { operand in
        var literal: Value?
        if case .literal(let value) = operand.kind { literal = value }
        return CallEstimation.Argument(
          type: checked.type(operand), size: size(operand), elementSize: elements(operand)?.value,
          literal: literal)
      })
    if checked.costModel == .server, let cost = function.cost {
      return cost.estimate?(estimation) ?? CallEstimate()
    }
    var result: CallEstimate?
    for overload in overloads {
      let serverCost = checked.costModel == .server ? overload.serverCost : nil
      let estimate = (serverCost ?? overload.cost)?.estimate?(estimation) ?? CallEstimate()
      guard let known = result else {
        result = estimate
        continue
      }
      let sizes = [known.resultSize, estimate.resultSize].compactMap(\.self)
      result = CallEstimate(
        cost: known.cost.union(estimate.cost),
        resultSize: sizes.count == 2 ? sizes[0].union(sizes[1]) : sizes.first)
    }
    return result ?? CallEstimate()
  }

  private mutating func noteResult(
    of expression: Expression, _ overloads: [Overload], _ operands: [Expression],
    _ resultSize: SizeEstimate?
  ) {
    var resultSize = resultSize
    for overload in overloads {
      switch overload.id {
      case "index_list":
        resultSize = elements(operands[0])?.value
        paths[expression.id] = path(operands[0]) + ["@items"]
      case "index_map":
        resultSize = elements(operands[0])?.value
        paths[expression.id] = path(operands[0]) + ["@values"]
      case "add_list", "add_string", "add_bytes":
        if let first = elements(operands[0]), let second = elements(operands[1]) {
          elementSizes[expression.id] = first.union(second)
        }
      default: break
      }
    }
    if let known = resultSize ?? size(expression) { sizes[expression.id] = known }
  }

  // MARK: Sizes

  private func path(_ expression: Expression) -> [String] {
    if case .identifier(let name) = expression.kind, let variable = variables[name]?.last {
      return variable.path
    }
    return paths[expression.id] ?? []
  }

  private func elements(_ expression: Expression) -> ElementSizes? {
    if let known = elementSizes[expression.id] { return known }
    if case .identifier(let name) = expression.kind { return variables[name]?.last?.elements }
    return nil
  }

  private func size(_ expression: Expression) -> SizeEstimate? {
    if let known = sizes[expression.id] { return known }
    switch expression.kind {
    case .literal(let value):
      let size = UInt64(value.size ?? 1)
      return SizeEstimate(size, size)
    case .list(let elements, _): return SizeEstimate(UInt64(elements.count), UInt64(elements.count))
    case .map(let entries): return SizeEstimate(UInt64(entries.count), UInt64(entries.count))
    default: break
    }
    let path = path(expression)
    if !path.isEmpty, path[0] != ExpressionFactory.accumulator,
      let declared = provider.size(at: path)
    {
      return declared
    }
    if checked.type(expression).isScalar { return .one }
    if case .identifier(let name) = expression.kind { return variables[name]?.last?.size }
    return nil
  }
}

extension CELType {
  /// Whether every value of the type is of one size.
  fileprivate var isScalar: Bool {
    switch self {
    case .bool, .double, .duration, .int, .timestamp, .uint: true
    default: wrapped?.isScalar ?? false
    }
  }
}
