/// What the type checker found out about each node of an expression.
struct CheckedExpression: Sendable {
  /// What a node refers to.
  enum Reference: Sendable {
    case variable(String)
    case type(CELType)
    /// The overloads that the arguments may select; `isNamespaced` when what looks like the target
    /// of a member call is part of the function's name.
    case function(Function, overloads: [Overload], isNamespaced: Bool)
  }

  let expression: Expression
  /// The table of costs that the environment charges by.
  let costModel: CostModel
  fileprivate(set) var types: [CELType?]
  private var references: [Reference?]

  init(_ expression: Expression, nodeCount: Int, costModel: CostModel) {
    self.costModel = costModel
    self.expression = expression
    types = Array(repeating: nil, count: nodeCount + 1)
    references = Array(repeating: nil, count: nodeCount + 1)
  }

  /// The type of a node; `dyn` for one that was not checked.
  func type(_ expression: Expression) -> CELType { types[expression.id] ?? .dyn }

  func reference(_ expression: Expression) -> Reference? { references[expression.id] }

  mutating func setType(_ type: CELType, of expression: Expression) {
    types[expression.id] = type
  }

  mutating func setReference(_ reference: Reference, of expression: Expression) {
    references[expression.id] = reference
  }

  /// Replaces the parameters in all types by what they came to stand for.
  mutating func resolve(_ substitution: TypeSubstitution) {
    for index in types.indices {
      types[index] = types[index].map { substitution.applied(to: $0, freeIsDyn: true) }
    }
  }
}

/// What the names in an expression may mean.
struct Declarations: Sendable {
  var variables: [String: CELType] = [:]
  var functions: [String: Function] = [:]
  /// Types that expressions may name, by name.
  var types: [String: CELType] = [:]
  var macros: [Macro.Key: Macro] = [:]
  var provider: any TypeProvider = NoTypes()
  var costModel = CostModel.language

  mutating func add(_ library: FunctionLibrary) {
    for function in library.functions {
      functions[function.name] = functions[function.name]?.merging(function) ?? function
    }
    for macro in library.macros { macros[macro.key] = macro }
    for type in library.types { types[type.name] = type }
  }
}
