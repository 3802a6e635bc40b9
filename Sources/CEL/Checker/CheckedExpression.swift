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
      guard let type = types[index], !type.isGround else { continue }
      types[index] = substitution.applied(to: type, freeIsDyn: true)
    }
  }
}

/// What the names in an expression may mean.
struct Declarations: Sendable {
  private(set) var variables: [String: CELType] = [:]
  private(set) var functions: [String: Function] = [:]
  /// Types that expressions may name, by name.
  private(set) var types: [String: CELType] = [:]
  private(set) var macros: [Macro.Key: Macro] = [:]
  var provider: any TypeProvider = NoTypes()
  var costModel = CostModel.language
  /// What stands before the first point of the names of variables and types that have one.
  private var roots: Set<Substring> = []
  /// The same of the names of functions.
  private var functionRoots: Set<Substring> = []

  mutating func add(_ library: FunctionLibrary) {
    for function in library.functions {
      functions[function.name] = functions[function.name]?.merging(function) ?? function
      if let root = function.name.root { functionRoots.insert(root) }
    }
    for macro in library.macros { macros[macro.key] = macro }
    for type in library.types {
      types[type.name] = type
      if let root = type.name.root { roots.insert(root) }
    }
  }

  /// Adds variables; of two with one name the later counts.
  mutating func declare(_ added: [String: CELType]) {
    variables.merge(added) { _, new in new }
    for name in added.keys {
      if let root = name.root { roots.insert(root) }
    }
  }

  /// What a chain of selections that begins with a name may be besides selections.
  struct Root {
    let name: String
    /// Whether the whole may be the name of a variable or a type, as `google.protobuf.Timestamp`.
    let mayBeNamed: Bool
    /// Whether it may be a part of the name of a function, as `optional.of`.
    let mayBeFunction: Bool
  }

  /// - Parameter name: the first name of the chain.
  func root(_ name: String) -> Root {
    let stem = name.utf8.first == UInt8(ascii: ".") ? name.dropFirst() : name[...]
    return Root(
      name: name, mayBeNamed: roots.contains(stem) || provider.hasTypes(under: String(stem)),
      mayBeFunction: functionRoots.contains(stem))
  }
}

extension String {
  /// What stands before the first point; nil where there is none.
  fileprivate var root: Substring? {
    utf8.firstIndex(of: UInt8(ascii: ".")).map { self[..<$0] }
  }
}
