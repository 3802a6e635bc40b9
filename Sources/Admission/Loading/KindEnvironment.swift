import CEL
import Kubernetes

/// What the expressions of a policy may use where it is asked about one kind, with the types of the
/// kind's schema and of the policy's variables.
struct KindEnvironment {
  let kind: GroupVersionKind
  private let environment: ExpressionEnvironment
  private var types: PolicyTypes
  /// The policy's variables that have another type here than where objects are dynamic, as the policy
  /// was compiled; few, so that a list is faster than a set.
  private var retyped: [String] = []
  /// The variables of the request that have a type here and were dynamic then.
  private let typed: [String]

  /// - Parameter declared: the variables of the request whose types are those of schemas.
  init(
    _ kind: GroupVersionKind, _ environment: ExpressionEnvironment, _ types: PolicyTypes,
    declaring declared: [String: CELType]
  ) {
    self.kind = kind
    self.environment = environment.declaring(declared)
    self.types = types
    typed = Array(declared.keys)
  }

  /// Declares a variable of the policy; those that it reads are declared before it.
  mutating func declare(_ name: String, _ expression: CompiledExpression, _ shared: SharedCheck) {
    types.declare(name, as: try? check(expression, shared).get())
    retyped.removeAll { $0 == name }
    if types.variables[name] != PolicyTypes.declared(expression.program.outputType) {
      retyped.append(name)
    }
  }

  /// The type of an expression of the policy.
  ///
  /// One that reads nothing that has another type here than where objects are dynamic has the type that
  /// it was compiled to.
  func check(
    _ expression: CompiledExpression, _ shared: SharedCheck
  ) -> Result<CELType, CompileErrors> {
    guard !isTypedAsCompiled(expression.reads) else {
      return .success(expression.program.outputType)
    }
    return shared.check(kind, in: environment, types)
  }

  private func isTypedAsCompiled(_ reads: ExpressionReads) -> Bool {
    // A type of the schema may be called as a variable is.
    !reads.readsAnyVariable
      && !reads.names.contains { $0 == kind.kind || typed.contains($0) }
      && !retyped.contains(where: reads.variables.contains)
  }
}
