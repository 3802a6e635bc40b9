import APIServer
import CEL

/// An expression of a policy, compiled.
///
/// A class, since it is handed on for every request.
final class CompiledExpression: Sendable {
  let source: PolicyExpression
  let program: Program
  let reads: ExpressionReads

  init(source: PolicyExpression, program: Program) {
    self.source = source
    self.program = program
    reads = ExpressionReads(program)
  }
}

/// The expressions that say whether a policy is for a request, and the variables that others read.
struct CompiledConditions: Sendable {
  /// As the policy declares them.
  private(set) var declarations: [(name: String, expression: CompiledExpression)] = []
  /// In the order of their names; of two with one name the later counts, as on the server.
  private(set) var variables: [(name: String, expression: CompiledExpression)] = []
  private(set) var matchConditions: [CompiledExpression] = []

  /// - Parameter compiler: the compiler of the policy's other expressions, which learns the
  ///   variables.
  fileprivate init(
    _ policy: some AdmissionPolicy, known: CompiledPrograms?, _ compiler: inout PolicyCompiler
  ) {
    // Match conditions are compiled without the policy's variables.
    var conditions = PolicyCompiler(
      ExpressionRules.Scope(hasParams: policy.paramKind != nil, hasVariables: false), known: known)
    matchConditions = policy.matchConditions.map {
      conditions.accepted($0.expression, for: .matchCondition)
    }
    for variable in policy.variables {
      let expression = compiler.accepted(variable.expression, for: .variable(variable.name))
      declarations.append((variable.name, expression))
    }
    variables = Dictionary(declarations.map { ($0.name, $0.expression) }, uniquingKeysWith: { $1 })
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The place of a variable among ``variables``: they are few, and found fastest one after another.
  func place(ofVariable name: String) -> Int? {
    for place in variables.indices where variables[place].name == name { return place }
    return nil
  }

  /// The places of the variables that expressions may read, also by way of other variables.
  fileprivate func places(readBy readers: [CompiledExpression]) -> [Int] {
    var found: [Int] = []
    var waiting = readers
    while let next = waiting.popLast() {
      guard !next.reads.readsAnyVariable else { return Array(variables.indices) }
      for name in next.reads.variables {
        guard let place = place(ofVariable: name), !found.contains(place) else { continue }
        found.append(place)
        waiting.append(variables[place].expression)
      }
    }
    return found
  }

  /// The expression of a variable.
  func variable(named name: String) -> CompiledExpression? {
    place(ofVariable: name).map { variables[$0].expression }
  }
}

/// A policy with all of its expressions compiled.
///
/// A class, since it is handed on for every request.
final class CompiledPolicy: Sendable {
  let definition: ValidatingAdmissionPolicy
  let conditions: CompiledConditions
  let validations: [CompiledExpression]
  /// The message expressions of the validations; nil for a validation without one.
  let messages: [CompiledExpression?]
  /// The places of the variables that the message expressions may read.
  let placesReadByMessages: [Int]
  let auditAnnotations: [CompiledExpression]

  var matchConditions: [CompiledExpression] { conditions.matchConditions }

  /// Compiles a policy that the server accepts.
  ///
  /// - Parameter known: what was compiled while it was judged.
  init(_ definition: ValidatingAdmissionPolicy, known: CompiledPrograms? = nil) {
    self.definition = definition
    var compiler = PolicyCompiler(
      ExpressionRules.Scope(
        hasParams: definition.paramKind != nil, hasVariables: !definition.variables.isEmpty),
      known: known)
    conditions = CompiledConditions(definition, known: known, &compiler)
    var validations: [CompiledExpression] = []
    var messages: [CompiledExpression?] = []
    for validation in definition.validations {
      validations.append(compiler.accepted(validation.expression, for: .validation))
      messages.append(
        validation.messageExpression.map { compiler.accepted($0, for: .messageExpression) })
    }
    self.validations = validations
    self.messages = messages
    placesReadByMessages = conditions.places(readBy: messages.compactMap(\.self))
    auditAnnotations = definition.auditAnnotations.map {
      compiler.accepted($0.valueExpression, for: .auditAnnotation)
    }
  }
}

/// A policy that mutates, with all of its expressions compiled.
struct CompiledMutatingPolicy: Sendable {
  let definition: MutatingAdmissionPolicy
  let conditions: CompiledConditions
  /// In the order of the policy's mutations.
  let mutations: [CompiledExpression]

  /// Compiles a policy that the server accepts.
  ///
  /// - Parameter known: what was compiled while it was judged.
  init(_ definition: MutatingAdmissionPolicy, known: CompiledPrograms? = nil) {
    self.definition = definition
    // The server's compiler for mutations always declares `variables`.
    var compiler = PolicyCompiler(
      ExpressionRules.Scope(hasParams: definition.paramKind != nil, hasVariables: true),
      known: known)
    conditions = CompiledConditions(definition, known: known, &compiler)
    var mutations: [CompiledExpression] = []
    for mutation in definition.mutations {
      mutations.append(
        compiler.accepted(
          mutation.expression,
          for: mutation.patchType == .jsonPatch ? .jsonPatch : .applyConfiguration))
    }
    self.mutations = mutations
  }
}

extension PolicyCompiler {
  /// Compiles an expression that the validator, which has the same compiler, accepts.
  fileprivate mutating func accepted(
    _ expression: PolicyExpression, for purpose: ExpressionRules.Purpose
  ) -> CompiledExpression {
    do throws(ExpressionRules.Complaint) {
      return CompiledExpression(
        source: expression, program: try compile(expression.source, for: purpose))
    } catch {
      preconditionFailure("the validator accepts \(expression.path): \(error.message)")
    }
  }
}
