/// Finds the type of every node, and what each name and call refers to.
///
/// Typing is gradual: what has the type `dyn` agrees with everything and is decided at run time.
struct Checker {
  private let declarations: Declarations
  private var checked: CheckedExpression
  private var substitution = TypeSubstitution()
  /// The variables of the comprehensions around what is checked, the innermost last.
  private var scopes: [(name: String, type: CELType)] = []
  /// The names with which chains of selections began so far.
  private var roots: [Declarations.Root] = []
  private var errors: [CompileIssue] = []

  private init(_ expression: Expression, nodeCount: Int, _ declarations: Declarations) {
    self.declarations = declarations
    checked = CheckedExpression(
      expression, nodeCount: nodeCount, costModel: declarations.costModel)
  }

  static func check(
    _ expression: Expression, nodeCount: Int, _ declarations: Declarations
  ) -> (CheckedExpression, [CompileIssue]) {
    var checker = Checker(expression, nodeCount: nodeCount, declarations)
    checker.check(expression)
    checker.checked.resolve(checker.substitution)
    return (checker.checked, checker.errors)
  }

  // MARK: Bookkeeping

  private mutating func report(_ message: String, at expression: Expression) {
    errors.append(CompileIssue(offset: expression.anchor, message: message))
  }

  private mutating func set(_ type: CELType, _ expression: Expression) {
    checked.setType(type, of: expression)
  }

  private func type(_ expression: Expression) -> CELType { checked.type(expression) }

  private func resolved(_ type: CELType) -> CELType { substitution.applied(to: type) }

  private mutating func newVariable() -> CELType { .variable(substitution.addVariables(1)) }

  /// What a name means: a variable in scope, a declared one, or a type.
  private func lookUp(_ name: String) -> (type: CELType, reference: CheckedExpression.Reference)? {
    let isRooted = name.utf8.first == UInt8(ascii: ".")
    let name = name.withoutRoot
    if !isRooted {
      if let local = scopes.last(where: { $0.name == name }) {
        return (local.type, .variable(name))
      }
    }
    if let type = declarations.variables[name] { return (type, .variable(name)) }
    if let type = declarations.types[name] { return (.type(type), .type(type)) }
    if declarations.provider.hasType(named: name) {
      return (.type(.object(name)), .type(.object(name)))
    }
    return nil
  }

  /// What a chain of selections that begins with a name may be besides selections.
  private mutating func root(_ name: String) -> Declarations.Root {
    if let known = roots.first(where: { $0.name == name }) { return known }
    let root = declarations.root(name)
    roots.append(root)
    return root
  }

  /// What a chain of selections names as a whole.
  ///
  /// A variable of a comprehension hides every other name.
  private mutating func lookUp(
    chain: Expression
  ) -> (type: CELType, reference: CheckedExpression.Reference)? {
    guard let first = chain.firstName, !scopes.contains(where: { $0.name == first }),
      root(first).mayBeNamed, let name = chain.qualifiedName
    else { return nil }
    return lookUp(name)
  }

  /// The function that the target of a call and its name are the name of, as `optional.of`.
  private mutating func function(_ name: String, in target: Expression) -> Function? {
    guard let first = target.firstName, root(first).mayBeFunction,
      let prefix = target.qualifiedName
    else { return nil }
    return function("\(prefix).\(name)")
  }

  private func function(_ name: String) -> Function? { declarations.functions[name.withoutRoot] }

  // MARK: Nodes

  private mutating func check(_ expression: Expression) {
    switch expression.kind {
    case .literal(let value): set(value.type, expression)
    case .identifier(let name): checkIdentifier(name, expression)
    case .select(let operand, let field, let isTest):
      checkSelect(expression, operand, field, isTest: isTest)
    case .call(let call): checkCall(call, expression)
    case .list(let elements, let optionals): checkList(expression, elements, optionals)
    case .map(let entries): checkMap(expression, entries)
    case .structure(let name, let fields): checkStructure(expression, name, fields)
    case .comprehension(let fold): checkComprehension(expression, fold)
    }
  }

  private mutating func checkIdentifier(_ name: String, _ expression: Expression) {
    guard let (type, reference) = lookUp(name) else {
      set(.error, expression)
      return report(.undeclared(name), at: expression)
    }
    set(type, expression)
    checked.setReference(reference, of: expression)
  }

  private mutating func checkSelect(
    _ expression: Expression, _ operand: Expression, _ field: String, isTest: Bool
  ) {
    if !isTest, let (type, reference) = lookUp(chain: expression) {
      set(type, expression)
      checked.setReference(reference, of: expression)
      return
    }
    let type = selectField(field, of: operand, in: expression, isOptional: false)
    set(isTest ? .bool : resolved(type), expression)
  }

  private mutating func selectField(
    _ field: String, of operand: Expression, in expression: Expression, isOptional: Bool
  ) -> CELType {
    check(operand)
    let operandType = resolved(type(operand))
    let target = operandType.wrapped ?? operandType
    var result = CELType.error
    switch target {
    case .map(_, let value): result = value
    case .object(let name): result = fieldType(field, of: name, at: expression)
    case .variable, .parameter:
      // Later uses must not bind the variable to a type that has no fields.
      _ = substitution.assign(.dyn, to: target)
      result = .dyn
    default:
      if !target.isDynOrError {
        report(.notSelectable(target), at: expression)
      }
      result = .dyn
    }
    return isOptional || operandType.wrapped != nil ? .optional(result) : result
  }

  private mutating func fieldType(
    _ field: String, of name: String, at expression: Expression
  ) -> CELType {
    guard declarations.provider.hasType(named: name) else {
      report("unexpected failed resolution of '\(name)'", at: expression)
      return .error
    }
    if let type = declarations.provider.type(ofField: field, in: name) { return type }
    report("undefined field '\(field)'", at: expression)
    return .error
  }

  private mutating func checkCall(_ call: Expression.Call, _ expression: Expression) {
    if call.function == Operator.optionalSelect, call.arguments.count == 2 {
      return checkOptionalSelect(call, expression)
    }
    for argument in call.arguments { check(argument) }
    guard let target = call.target else {
      guard let function = function(call.function) else {
        set(.error, expression)
        return report(.undeclared(call.function), at: expression)
      }
      return resolveOverload(expression, function, nil, call.arguments, isNamespaced: false)
    }
    if let function = function(call.function, in: target) {
      return resolveOverload(expression, function, nil, call.arguments, isNamespaced: true)
    }
    check(target)
    guard let function = function(call.function) else {
      set(.error, expression)
      return report(.undeclared(call.function), at: expression)
    }
    resolveOverload(expression, function, target, call.arguments, isNamespaced: false)
  }

  private mutating func checkOptionalSelect(_ call: Expression.Call, _ expression: Expression) {
    guard case .literal(.string(let field)) = call.arguments[1].kind else { return }
    set(.string, call.arguments[1])
    let type = selectField(field, of: call.arguments[0], in: expression, isOptional: true)
    set(resolved(type), expression)
    if let function = declarations.functions[Operator.optionalSelect] {
      checked.setReference(
        .function(function, overloads: function.overloads, isNamespaced: false), of: expression)
    }
  }

  private mutating func resolveOverload(
    _ expression: Expression, _ function: Function, _ target: Expression?,
    _ arguments: [Expression], isNamespaced: Bool
  ) {
    if function.name == Operator.and || function.name == Operator.or {
      return checkLogic(expression, function, arguments)
    }
    var types: [CELType] = []
    types.reserveCapacity(arguments.count + 1)
    if let target { types.append(type(target)) }
    for argument in arguments { types.append(type(argument)) }
    let outline = SignatureOutline(types, isMember: target != nil)
    let areGround = types.allSatisfy(\.isGround)
    var candidates: [Overload] = []
    var result: CELType?
    for place in function.outlines.indices where !function.outlines[place].excludes(outline) {
      let overload = function.overloads[place]
      guard let overloadResult = self.result(of: overload, types, areGround: areGround)
      else { continue }
      if candidates.isEmpty {
        candidates = function.singles[place]
      } else {
        candidates.append(overload)
      }
      if let known = result {
        if !known.isDyn, known != overloadResult { result = .dyn }
      } else {
        result = overloadResult
      }
    }
    guard let result else {
      set(.error, expression)
      let shown = types.map { substitution.applied(to: $0, freeIsDyn: true) }
      return report(.noOverload(function.name, shown, isMember: target != nil), at: expression)
    }
    set(result, expression)
    checked.setReference(
      .function(function, overloads: candidates, isNamespaced: isNamespaced), of: expression)
  }

  /// The type that an overload gives for arguments of these types; nil where it does not take them.
  ///
  /// Two calls share none of the variables that stand for the overload's parameters.
  private mutating func result(
    of overload: Overload, _ types: [CELType], areGround: Bool
  ) -> CELType? {
    let first = substitution.addVariables(overload.typeParameters.count)
    if areGround {
      var match = SignatureMatch()
      guard match.accepts(types, as: overload.signature) else { return nil }
      return match.applied(to: overload.signatureResult, first: first)
    }
    guard
      substitution.assignAll(
        types, to: overload.signature.map { $0.numberingVariables(from: first) })
    else { return nil }
    return resolved(overload.signatureResult.numberingVariables(from: first))
  }

  private mutating func checkLogic(
    _ expression: Expression, _ function: Function, _ arguments: [Expression]
  ) {
    var isValid = true
    for argument in arguments where !substitution.assign(type(argument), to: .bool) {
      report(.mismatch(.bool, type(argument)), at: argument)
      isValid = false
    }
    set(isValid ? .bool : .error, expression)
    checked.setReference(
      .function(function, overloads: function.overloads, isNamespaced: false), of: expression)
  }

  // MARK: Containers

  private mutating func checkList(
    _ expression: Expression, _ elements: [Expression], _ optionals: Set<Int>
  ) {
    var joined: CELType?
    for (index, element) in elements.enumerated() {
      check(element)
      let elementType = optionals.contains(index) ? unwrapped(element) : type(element)
      joined = join(joined, elementType)
    }
    set(.list(joined ?? newVariable()), expression)
  }

  /// The type inside the optional that an optional element or entry must be.
  private mutating func unwrapped(_ expression: Expression) -> CELType {
    let type = type(expression)
    if let wrapped = type.wrapped { return wrapped }
    if !type.isDyn { report(.mismatch(.optional(type), type), at: expression) }
    return type
  }

  private mutating func checkMap(_ expression: Expression, _ entries: [Expression.Entry]) {
    var keyType: CELType?
    var valueType: CELType?
    for entry in entries {
      check(entry.key)
      keyType = join(keyType, type(entry.key))
      check(entry.value)
      valueType = join(valueType, entry.isOptional ? unwrapped(entry.value) : type(entry.value))
    }
    set(.map(keyType ?? newVariable(), valueType ?? newVariable()), expression)
  }

  private mutating func join(_ previous: CELType?, _ current: CELType) -> CELType {
    guard let previous else { return current }
    return substitution.assign(previous, to: current)
      ? CELType.mostGeneral(previous, current) : .dyn
  }

  private mutating func checkStructure(
    _ expression: Expression, _ name: String, _ fields: [Expression.Field]
  ) {
    guard let (declared, reference) = lookUp(name) else {
      set(.error, expression)
      return report(.undeclared(name), at: expression)
    }
    checked.setReference(reference, of: expression)
    var typeName: String?
    if case .type(.object(let name)?) = declared {
      typeName = name
      set(.object(name), expression)
    } else {
      set(.error, expression)
      if case .type(let inner?) = declared {
        report("'\(inner.name)' is not a message type", at: expression)
      } else {
        report("'\(declared.name)' is not a type", at: expression)
      }
    }
    for field in fields {
      check(field.value)
      guard let typeName else { continue }
      let wanted = fieldType(field.name, of: typeName, at: expression)
      let given = field.isOptional ? unwrapped(field.value) : type(field.value)
      if !substitution.assign(wanted, to: given) {
        errors.append(
          CompileIssue(offset: field.anchor, message: .fieldMismatch(field.name, wanted, given)))
      }
    }
  }

  private mutating func checkComprehension(
    _ expression: Expression, _ fold: Expression.Comprehension
  ) {
    check(fold.range)
    check(fold.initial)
    let accumulatorType = type(fold.initial)
    let (first, second) = iterationTypes(fold)
    let outer = scopes.count
    scopes.append((fold.accumulator, accumulatorType))
    let inner = scopes.count
    scopes.append((fold.variable, first))
    if let name = fold.secondVariable { scopes.append((name, second)) }
    check(fold.condition)
    require(.bool, fold.condition)
    check(fold.step)
    require(accumulatorType, fold.step)
    scopes.removeSubrange(inner...)
    check(fold.result)
    scopes.removeSubrange(outer...)
    set(resolved(type(fold.result)), expression)
  }

  private mutating func iterationTypes(
    _ fold: Expression.Comprehension
  ) -> (first: CELType, second: CELType) {
    let isPair = fold.secondVariable != nil
    let rangeType = resolved(type(fold.range))
    switch rangeType {
    case .list(let element): return isPair ? (.int, element) : (element, element)
    case .map(let key, let value): return (key, value)
    case .dyn, .error, .parameter, .variable:
      _ = substitution.assign(.dyn, to: rangeType)
      return (.dyn, .dyn)
    default:
      report(.notIterable(rangeType), at: fold.range)
      return (.error, .error)
    }
  }

  private mutating func require(_ type: CELType, _ expression: Expression) {
    guard !substitution.assign(type, to: self.type(expression)) else { return }
    report(.mismatch(type, self.type(expression)), at: expression)
  }
}

extension CELType {
  /// The type with its variables numbered after others.
  fileprivate func numberingVariables(from first: Int) -> CELType {
    guard !isGround else { return self }
    if case .variable(let number) = self { return .variable(first + number) }
    return mapParameters { $0.numberingVariables(from: first) }
  }
}
