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
  /// By the numbers of the nodes.
  private var findings: [Finding]
  /// The nodes in whose types something was left open, by their numbers.
  private var open: [Int] = []

  /// What was found out about one node.
  private struct Finding: Sendable {
    /// `dyn` for one that was not checked.
    var type = CELType.dyn
    var reference: Reference?
  }

  init(_ expression: Expression, nodeCount: Int, costModel: CostModel) {
    self.costModel = costModel
    self.expression = expression
    findings = Array(repeating: Finding(), count: nodeCount + 1)
  }

  /// The type of a node; `dyn` for one that was not checked.
  func type(_ expression: Expression) -> CELType { findings[expression.id].type }

  func reference(_ expression: Expression) -> Reference? { findings[expression.id].reference }

  mutating func setType(_ type: CELType, of expression: Expression) {
    findings[expression.id].type = type
    if !type.isGround { open.append(expression.id) }
  }

  mutating func setReference(_ reference: Reference, of expression: Expression) {
    findings[expression.id].reference = reference
  }

  /// Replaces the parameters in all types by what they came to stand for.
  mutating func resolve(_ substitution: TypeSubstitution) {
    for id in open {
      findings[id].type = substitution.applied(to: findings[id].type, freeIsDyn: true)
    }
    open = []
  }
}

/// What the names in an expression may mean.
struct Declarations: Sendable {
  private(set) var variables: [String: CELType] = [:]
  private(set) var functions: [String: Function] = [:]
  /// Types that expressions may name, by name.
  private(set) var types: [String: CELType] = [:]
  private(set) var macros = MacroTable()
  var provider: any TypeProvider = NoTypes()
  var costModel = CostModel.language
  /// What stands before the first point of the names of variables and types that have one.
  private var roots: [String] = []
  /// The same of the names of functions; both are few.
  private var functionRoots: [String] = []

  mutating func add(_ library: FunctionLibrary) {
    for function in library.functions {
      functions[function.name] = functions[function.name]?.merging(function) ?? function
      if let root = function.name.root { functionRoots.add(root) }
    }
    for macro in library.macros { macros.add(macro) }
    for type in library.types {
      types[type.name] = type
      if let root = type.name.root { roots.add(root) }
    }
  }

  /// Adds variables; of two with one name the later counts.
  mutating func declare(_ added: [String: CELType]) {
    variables.merge(added) { _, new in new }
    for name in added.keys {
      if let root = name.root { roots.add(root) }
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
    let stem = name.withoutRoot
    return Root(
      name: name, mayBeNamed: roots.contains(stem) || provider.hasTypes(under: stem),
      mayBeFunction: functionRoots.contains(stem))
  }
}

extension String {
  /// What stands before the first point; nil where there is none.
  fileprivate var root: String? {
    utf8.firstIndex(of: UInt8(ascii: ".")).map { String(self[..<$0]) }
  }
}

extension [String] {
  /// Adds a name unless it is there.
  fileprivate mutating func add(_ name: String) {
    if !contains(name) { append(name) }
  }
}
