import RegularExpression

/// Turns a checked expression into steps, working out beforehand what it can.
struct ProgramPlanner {
  /// What a node became; an attribute stays open, since a selection may extend it.
  private enum Planned {
    case attribute(Attribute)
    case step(any Step)

    var constant: Value? {
      if case .step(let step as ConstantStep) = self { return step.value }
      return nil
    }
  }

  private let checked: CheckedExpression
  private let patterns: PatternStore
  private let isTraced: Bool
  private var globals: [String] = []
  private var localCount = 0
  private var scopes: [(name: String, root: Attribute.Root)] = []

  private init(_ checked: CheckedExpression, _ patterns: PatternStore, isTraced: Bool) {
    self.checked = checked
    self.patterns = patterns
    self.isTraced = isTraced
  }

  /// A plan, or the error that it can only end with.
  ///
  /// - Parameters:
  ///   - patterns: those that are compiled already; it takes the others.
  ///   - isTraced: whether the steps note their values with the evaluation's recorder.
  static func plan(
    _ checked: CheckedExpression, _ patterns: PatternStore, isTraced: Bool = false
  ) throws(EvaluationError) -> Plan {
    var planner = ProgramPlanner(checked, patterns, isTraced: isTraced)
    let step = try planner.step(checked.expression)
    return Plan(step: step, globals: planner.globals, localCount: planner.localCount)
  }

  private mutating func step(_ expression: Expression) throws(EvaluationError) -> any Step {
    switch try plan(expression) {
    case .step(let step): return step
    case .attribute(let attribute):
      if !isTraced, let root = attribute.variable { return VariableStep(root) }
      return traced(AttributeStep(attribute), expression)
    }
  }

  private func traced(_ step: any Step, _ expression: Expression) -> any Step {
    isTraced && !(step is ConstantStep) ? TracedStep(step, id: expression.id) : step
  }

  private func constant(_ value: Value) throws(EvaluationError) -> Planned {
    if case .error(let error) = value { throw error }
    return .step(ConstantStep(value))
  }

  private mutating func plan(_ expression: Expression) throws(EvaluationError) -> Planned {
    switch expression.kind {
    case .literal(let value): return try constant(value)
    case .identifier(let name): return try planName(name, expression)
    case .select(let operand, let field, let isTest):
      return try planSelect(expression, operand, field, isTest: isTest)
    case .call(let call): return try planCall(call, expression)
    case .list(let elements, let optionals):
      return try planList(elements, optionals, expression)
    case .map(let entries): return try planMap(entries, expression)
    case .structure(_, let fields): return try planStructure(fields, expression)
    case .comprehension(let fold):
      return .step(traced(try planFold(fold, expression), expression))
    }
  }

  // MARK: Names and selections

  private mutating func planName(
    _ name: String, _ expression: Expression
  ) throws(EvaluationError) -> Planned {
    let name = name.withoutRoot
    if case .type(let type)? = checked.reference(expression) { return try constant(.type(type)) }
    if let local = scopes.last(where: { $0.name == name }) {
      return .attribute(.path(local.root, [], id: expression.id))
    }
    return .attribute(.path(.global(global(name)), [], id: expression.id))
  }

  private mutating func global(_ name: String) -> Int {
    if let index = globals.firstIndex(of: name) { return index }
    globals.append(name)
    return globals.count - 1
  }

  private mutating func planSelect(
    _ expression: Expression, _ operand: Expression, _ field: String, isTest: Bool
  ) throws(EvaluationError) -> Planned {
    switch checked.reference(expression) {
    case .type(let type): return try constant(.type(type))
    case .variable(let name):
      return .attribute(.path(.global(global(name)), [], id: expression.id))
    default: break
    }
    var qualifiers = [Attribute.Qualifier(field, isTest: isTest, id: expression.id)]
    var root = operand
    while case .select(let operand, let field, let isTest) = root.kind,
      case .none = checked.reference(root)
    {
      qualifiers.append(Attribute.Qualifier(field, isTest: isTest, id: root.id))
      root = operand
    }
    qualifiers.reverse()
    return .attribute(attribute(try plan(root), root).adding(qualifiers))
  }

  private func attribute(_ planned: Planned, _ expression: Expression) -> Attribute {
    switch planned {
    case .attribute(let attribute): attribute
    case .step(let step): .path(.operand(step), [], id: expression.id)
    }
  }

  private mutating func planIndex(
    _ call: Expression.Call, _ expression: Expression, isOptional: Bool
  ) throws(EvaluationError) -> Planned {
    let operand = attribute(try plan(call.arguments[0]), call.arguments[0])
    let index = try plan(call.arguments[1])
    let key: Attribute.Qualifier.Key
    switch index {
    case .attribute(let attribute): key = .attribute(attribute)
    case .step(let step):
      if let constant = index.constant {
        if !constant.isQualifier, let error = constant.invalidQualifier.error { throw error }
        key = .constant(constant)
      } else {
        key = .step(step)
      }
    }
    return .attribute(
      operand.adding([
        Attribute.Qualifier(key: key, isOptional: isOptional, isTest: false, id: expression.id)
      ]))
  }

  // MARK: Calls

  private mutating func planCall(
    _ call: Expression.Call, _ expression: Expression
  ) throws(EvaluationError) -> Planned {
    switch call.function {
    case Operator.index: return try planIndex(call, expression, isOptional: false)
    case Operator.optionalIndex, Operator.optionalSelect:
      return try planIndex(call, expression, isOptional: true)
    case Operator.conditional: return try planConditional(call, expression)
    default: break
    }
    guard
      case .function(let function, let overloads, let isNamespaced)? =
        checked.reference(expression)
    else { throw EvaluationError("no such overload: \(call.function)") }
    let operands = call.operands(isNamespaced: isNamespaced)
    var arguments: [any Step] = []
    arguments.reserveCapacity(operands.count)
    for operand in operands { arguments.append(try step(operand)) }
    if let special = specialStep(function.name, overloads, arguments) {
      return .step(traced(special, expression))
    }
    if arguments.count == 1, FunctionLibrary.conversionNames.contains(function.name),
      let literal = (arguments[0] as? ConstantStep)?.value
    {
      return try constant(implementation(function, overloads).call([literal]))
    }
    let step = CallStep.step(
      try withConstantPattern(function, overloads, operands), arguments,
      cost: function.cost(overloads, by: checked.costModel))
    return .step(traced(step, expression))
  }

  private func specialStep(
    _ name: String, _ overloads: [Overload], _ arguments: [any Step]
  ) -> (any Step)? {
    switch name {
    case Operator.and: LogicStep(arguments[0], arguments[1], decisive: false)
    case Operator.or: LogicStep(arguments[0], arguments[1], decisive: true)
    case Operator.equals:
      EqualityStep(arguments[0], arguments[1], isNegated: false, costModel: checked.costModel)
    case Operator.notEquals:
      EqualityStep(arguments[0], arguments[1], isNegated: true, costModel: checked.costModel)
    case Operator.notStrictlyFalse: NotStrictlyFalseStep(arguments[0])
    case "or" where overloads.are("optional_or_optional"):
      OptionalChoiceStep(arguments[0], arguments[1], unwraps: false)
    case "orValue" where overloads.are("optional_orValue_value"):
      OptionalChoiceStep(arguments[0], arguments[1], unwraps: true)
    case Operator.contained where overloads.are("in_list"):
      Self.membership(arguments[0], in: arguments[1])
    default: nil
    }
  }

  /// What carries out a call: the one overload's body, or the first whose parameters fit.
  private func implementation(_ function: Function, _ overloads: [Overload]) -> Implementation {
    if let shared = function.implementation { return shared }
    if overloads.count == 1, let own = overloads[0].implementation { return own }
    let name = function.name
    return .variadic { arguments in
      for overload in overloads where overload.accepts(arguments) {
        if let own = overload.implementation { return own.call(arguments) }
      }
      let types = arguments.map { $0.type.name }.joined(separator: ", ")
      return .failure("no such overload: \(name)(\(types))")
    }
  }

  /// The implementation with a literal pattern compiled once.
  private func withConstantPattern(
    _ function: Function, _ overloads: [Overload], _ operands: [Expression]
  ) throws(EvaluationError) -> Implementation {
    let general = implementation(function, overloads)
    guard operands.count > 1, let source = Self.constantText(operands[1]),
      let body = Patterns.bodies[function.name]
    else { return general }
    let operand = operands[1]
    if case .literal = operand.kind {
      return body(try Patterns.compile(source, in: patterns).get())
    }
    // What is put together is no literal: a mistake in it shows only where it is evaluated.
    guard case .success(let pattern) = Patterns.compile(source, in: patterns) else {
      return general
    }
    return body(pattern)
  }

  private mutating func planConditional(
    _ call: Expression.Call, _ expression: Expression
  ) throws(EvaluationError) -> Planned {
    let condition = try step(call.arguments[0])
    let whenTrue = attribute(try plan(call.arguments[1]), call.arguments[1])
    let whenFalse = attribute(try plan(call.arguments[2]), call.arguments[2])
    return .attribute(
      .conditional(
        condition: condition, whenTrue: whenTrue, whenFalse: whenFalse, id: expression.id))
  }

  // MARK: Containers

  private mutating func planList(
    _ elements: [Expression], _ optionals: Set<Int>, _ expression: Expression
  ) throws(EvaluationError) -> Planned {
    var steps: [any Step] = []
    steps.reserveCapacity(elements.count)
    for element in elements { steps.append(try step(element)) }
    let list = ListStep(steps, optionals: optionals)
    guard steps.allSatisfy({ $0 is ConstantStep }) else {
      return .step(traced(list, expression))
    }
    return try constant(evaluateNow(list))
  }

  private mutating func planMap(
    _ entries: [Expression.Entry], _ expression: Expression
  ) throws(EvaluationError) -> Planned {
    var steps: [MapStep.Entry] = []
    for entry in entries {
      steps.append(
        MapStep.Entry(
          key: try step(entry.key), value: try step(entry.value), isOptional: entry.isOptional))
    }
    let map = MapStep(steps, cost: 30)
    guard steps.allSatisfy({ $0.key is ConstantStep && $0.value is ConstantStep }) else {
      return .step(traced(map, expression))
    }
    return try constant(evaluateNow(map))
  }

  private mutating func planStructure(
    _ fields: [Expression.Field], _ expression: Expression
  ) throws(EvaluationError) -> Planned {
    var steps: [MapStep.Entry] = []
    for field in fields {
      steps.append(
        MapStep.Entry(
          key: ConstantStep(.string(field.name)), value: try step(field.value),
          isOptional: field.isOptional))
    }
    let places = Dictionary(fields.map { ($0.name, $0.value.range) }, uniquingKeysWith: { $1 })
    let structure = StructureStep(
      checked.type(expression), MapStep(steps, cost: 40), places: places)
    return .step(traced(structure, expression))
  }

  private func evaluateNow(_ step: any Step) -> Value {
    var state = EvaluationState(
      Activation(), names: [], localCount: 0, limit: .max, recorder: nil)
    return step.evaluate(&state)
  }

  // MARK: Folds

  private mutating func newSlot() -> Int {
    defer { localCount += 1 }
    return localCount
  }

  private mutating func planFold(
    _ fold: Expression.Comprehension, _ expression: Expression
  ) throws(EvaluationError) -> any Step {
    let initial = try step(fold.initial)
    let range = try step(fold.range)
    let slots = FoldStep.Slots(
      variable: newSlot(), second: fold.secondVariable.map { _ in newSlot() },
      accumulator: newSlot())
    let outer = scopes.count
    scopes.append((fold.accumulator, .accumulator(slots.accumulator, initial: initial)))
    let inner = scopes.count
    scopes.append((fold.variable, .local(slots.variable)))
    if let name = fold.secondVariable, let slot = slots.second {
      scopes.append((name, .local(slot)))
    }
    let condition = try step(fold.condition)
    let turn = try planTurn(fold, slots.accumulator, initial)
    let decisive = isTraced ? nil : fold.decisive
    let predicate = decisive.flatMap { decisive in
      (turn as? LogicStep).map { FoldStep.Predicate(step: $0.right, decisive: decisive) }
    }
    scopes.removeSubrange(inner...)
    let result = try step(fold.result)
    scopes.removeSubrange(outer...)
    return FoldStep(
      id: expression.id, range: range, slots: slots, predicate: predicate, condition: condition,
      step: turn, result: result)
  }

  /// The step of a fold, with what macros append or insert done in place.
  private mutating func planTurn(
    _ fold: Expression.Comprehension, _ slot: Int, _ initial: any Step
  ) throws(EvaluationError) -> any Step {
    guard case .call(let call) = fold.step.kind else { return try step(fold.step) }
    if call.function == Operator.conditional,
      let growth = try growth(call.arguments[1], fold, slot, initial)
    {
      let condition = try step(call.arguments[0])
      let whenFalse = attribute(try plan(call.arguments[2]), call.arguments[2])
      return AttributeStep(
        .conditional(
          condition: condition, whenTrue: .path(.operand(growth), [], id: call.arguments[1].id),
          whenFalse: whenFalse, id: fold.step.id))
    }
    if let growth = try growth(fold.step, fold, slot, initial) { return growth }
    return try step(fold.step)
  }

  private mutating func growth(
    _ expression: Expression, _ fold: Expression.Comprehension, _ slot: Int, _ initial: any Step
  ) throws(EvaluationError) -> (any Step)? {
    guard !isTraced, case .call(let call) = expression.kind, call.arguments.count > 1,
      case .identifier(fold.accumulator) = call.arguments[0].kind
    else { return nil }
    if call.function == Operator.add,
      case .list(let elements, let optionals) = call.arguments[1].kind,
      elements.count == 1, optionals.isEmpty,
      case .list(let initialElements, _) = fold.initial.kind,
      initialElements.isEmpty
    {
      let element = try step(elements[0])
      // A literal element makes a literal list, which costs nothing.
      guard !(element is ConstantStep) else { return nil }
      return AppendStep(slot: slot, initial: initial, element: element)
    }
    guard call.function == Operator.mapInsert else { return nil }
    var arguments: [any Step] = []
    for argument in call.arguments.dropFirst() { arguments.append(try step(argument)) }
    return InsertStep(slot: slot, initial: initial, arguments: arguments)
  }
}

extension [Overload] {
  /// Whether only the overload of that name can be meant.
  fileprivate func are(_ id: String) -> Bool { count == 1 && self[0].id == id }
}

/// Steps with what they need to run.
struct Plan: Sendable {
  let step: any Step
  let globals: [String]
  let localCount: Int
}
