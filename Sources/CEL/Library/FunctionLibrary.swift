/// Functions, macros and types that an environment offers to expressions.
package struct FunctionLibrary: Sendable {
  /// The name by which documentation lists it.
  package let name: String
  /// The functions and operators, each with all its overloads.
  package let functions: [Function]
  /// The macros, which are expanded before anything is checked.
  package let macros: [Macro]
  /// Types that expressions may name.
  package let types: [CELType]

  package init(
    _ name: String, functions: [Function] = [], macros: [Macro] = [], types: [CELType] = []
  ) {
    self.name = name
    self.functions = functions
    self.macros = macros
    self.types = types
  }
}

/// A function or operator with everything that is known of it.
package final class Function: Sendable {
  /// The name that an expression calls it by, or the symbol form of an operator.
  package let name: String
  /// What it does, as a sentence.
  package let documentation: String
  /// The signatures, in the order in which they are tried.
  package let overloads: [Overload]
  /// The implementation that all overloads share; nil when each has its own.
  let implementation: Implementation?
  /// What an API server charges for a call, whichever overload it takes; nil when it charges by
  /// the overload.
  let cost: CallCost?
  /// What documents it and is run as its tests.
  package let examples: [Example]
  /// What can be told of each signature at a glance, in the order of the overloads.
  let outlines: [SignatureOutline]
  /// Each overload by itself: what most calls can mean, so that none makes a list of its own.
  let singles: [[Overload]]

  package init(
    _ name: String, _ documentation: String, overloads: [Overload],
    implementation: Implementation? = nil, cost: CallCost? = nil, examples: [Example] = []
  ) {
    self.name = name
    self.documentation = documentation
    self.overloads = overloads
    self.implementation = implementation
    self.cost = cost
    self.examples = examples
    outlines = overloads.map { SignatureOutline($0.parameters, isMember: $0.isMember) }
    singles = overloads.map { [$0] }
  }

  /// What a call costs that may take any of these overloads.
  func cost(_ overloads: [Overload], by model: CostModel) -> CallCost {
    if model == .server {
      if let cost { return cost }
      // The server looks at the function before it looks at the overload.
      if let serverCost = overloads.first?.serverCost { return serverCost }
    }
    return overloads.count == 1 ? overloads[0].cost ?? .unit : .unit
  }

  /// The function with the overloads that another library adds to it.
  func merging(_ other: Function) -> Function {
    Function(
      name, documentation,
      overloads: overloads.map { $0.adopting(implementation, cost) }
        + other.overloads.map { $0.adopting(other.implementation, other.cost) },
      examples: examples + other.examples)
  }
}

/// One signature of a function.
package final class Overload: Sendable {
  /// The name by which the specification tells overloads apart, as `add_int64`.
  package let id: String
  /// Whether the first parameter stands before a point.
  package let isMember: Bool
  /// The types of the arguments, that of the target first.
  package let parameters: [CELType]
  /// The type of the result, in which type parameters stand for those of the arguments.
  package let result: CELType
  let implementation: Implementation?
  /// What a call costs when only this overload can be meant.
  let cost: CallCost?
  /// What an API server charges instead.
  let serverCost: CallCost?
  /// The parameters that stand for any type, in the order of their names.
  let typeParameters: [String]
  /// The types of the arguments with the parameters that stand for any as variables, by their numbers.
  let signature: [CELType]
  /// The type of the result, likewise.
  let signatureResult: CELType

  private init(
    id: String, isMember: Bool, parameters: [CELType], result: CELType,
    implementation: Implementation?, cost: CallCost?, serverCost: CallCost?
  ) {
    self.serverCost = serverCost
    self.id = id
    self.isMember = isMember
    self.parameters = parameters
    self.result = result
    self.implementation = implementation
    self.cost = cost
    guard !result.isGround || !parameters.allSatisfy(\.isGround) else {
      typeParameters = []
      signature = parameters
      signatureResult = result
      return
    }
    var names: Set<String> = []
    for type in parameters + [result] { type.collectParameters(&names) }
    let typeParameters = names.sorted()
    self.typeParameters = typeParameters
    signature = parameters.map { $0.numbering(typeParameters) }
    signatureResult = result.numbering(typeParameters)
  }

  /// A signature called as `name(a, b)`.
  package static func global(
    _ id: String, _ parameters: [CELType], _ result: CELType,
    _ implementation: Implementation? = nil, cost: CallCost? = nil, serverCost: CallCost? = nil
  ) -> Overload {
    Overload(
      id: id, isMember: false, parameters: parameters, result: result,
      implementation: implementation, cost: cost, serverCost: serverCost)
  }

  /// A signature called as `a.name(b)`.
  package static func member(
    _ id: String, _ parameters: [CELType], _ result: CELType,
    _ implementation: Implementation? = nil, cost: CallCost? = nil, serverCost: CallCost? = nil
  ) -> Overload {
    Overload(
      id: id, isMember: true, parameters: parameters, result: result,
      implementation: implementation, cost: cost, serverCost: serverCost)
  }

  fileprivate func adopting(
    _ implementation: Implementation?, _ serverCost: CallCost?
  ) -> Overload {
    Overload(
      id: id, isMember: isMember, parameters: parameters, result: result,
      implementation: self.implementation ?? implementation, cost: cost,
      serverCost: self.serverCost ?? serverCost)
  }

  /// Whether values of these types may be passed, judged as far as a value knows its type.
  func accepts(_ arguments: [Value]) -> Bool {
    arguments.count == parameters.count
      && zip(parameters, arguments).allSatisfy { $0.accepts($1) }
  }
}

/// What a function does.
package enum Implementation: Sendable {
  case nullary(@Sendable () -> Value)
  case unary(@Sendable (Value) -> Value)
  case binary(@Sendable (Value, Value) -> Value)
  case variadic(@Sendable ([Value]) -> Value)

  func call(_ arguments: [Value]) -> Value {
    switch self {
    case .nullary(let body) where arguments.isEmpty: body()
    case .unary(let body) where arguments.count == 1: body(arguments[0])
    case .binary(let body) where arguments.count == 2: body(arguments[0], arguments[1])
    case .variadic(let body): body(arguments)
    default: .noSuchOverload
    }
  }
}

extension CELType {
  fileprivate func collectParameters(_ names: inout Set<String>) {
    if case .parameter(let name) = self { names.insert(name) }
    for inner in parameters { inner.collectParameters(&names) }
  }

  /// The type with parameters as variables that have their numbers.
  fileprivate func numbering(_ names: [String]) -> CELType {
    guard case .parameter(let name) = self else {
      return mapParameters { $0.numbering(names) }
    }
    return names.firstIndex(of: name).map(CELType.variable) ?? self
  }

  /// Whether a value may be of this type; of a container only the first element is asked.
  func accepts(_ value: Value) -> Bool {
    switch (self, value) {
    case (.dyn, _), (.parameter, _), (.variable, _), (.error, _): return true
    case (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
      (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration),
      (.type, .type):
      return true
    case (.list(let element), _):
      guard let count = value.elementCount else { return false }
      return count == 0 || element.accepts(value.element(at: 0))
    case (.map(let key, let mapped), _):
      guard value.entryCount != nil else { return false }
      guard let first = value.keys.first, let firstValue = value.lookUp(first) else { return true }
      return key.accepts(first) && mapped.accepts(firstValue)
    case (.opaque(CELType.optionalName, let parameters), .optional(let wrapped)):
      guard let wrapped, let parameter = parameters.first else { return true }
      return parameter.accepts(wrapped)
    case (.object, .opaque(let opaque)), (.opaque, .opaque(let opaque)):
      return opaque.type.name == name
    case (.object, _): return value.entryCount != nil
    default: return false
    }
  }
}
