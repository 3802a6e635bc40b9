import APIServer
import CEL

/// An expression of a policy, compiled.
///
/// A class, since it is handed on for every request.
final class CompiledExpression: Sendable {
  let source: PolicyExpression
  let program: Program

  init(source: PolicyExpression, program: Program) {
    self.source = source
    self.program = program
  }
}

/// A policy with all of its expressions compiled.
struct CompiledPolicy: Sendable {
  var definition: ValidatingAdmissionPolicy
  /// By name; of two with one name the later counts, as on the server.
  private(set) var variables: [String: CompiledExpression] = [:]
  private(set) var variableNames: [String] = []
  private(set) var matchConditions: [CompiledExpression] = []
  private(set) var validations: [CompiledExpression] = []
  /// The message expressions of the validations; nil for a validation without one.
  private(set) var messages: [CompiledExpression?] = []
  private(set) var auditAnnotations: [CompiledExpression] = []

  /// Compiles a policy that the server accepts.
  ///
  /// - Parameter known: what was compiled while it was judged.
  init(_ definition: ValidatingAdmissionPolicy, known: CompiledPrograms? = nil) {
    self.definition = definition
    let hasParams = definition.paramKind != nil
    // Match conditions are compiled without the policy's variables.
    var compiler = PolicyCompiler(
      ExpressionRules.Scope(hasParams: hasParams, hasVariables: false), known: known)
    matchConditions = definition.matchConditions.map {
      compiler.accepted($0.expression, for: .matchCondition)
    }
    compiler = PolicyCompiler(
      ExpressionRules.Scope(
        hasParams: hasParams, hasVariables: !definition.variables.isEmpty), known: known)
    for variable in definition.variables {
      variables[variable.name] =
        compiler.accepted(variable.expression, for: .variable(variable.name))
    }
    variableNames = variables.keys.sorted()
    for validation in definition.validations {
      validations.append(compiler.accepted(validation.expression, for: .validation))
      messages.append(
        validation.messageExpression.map { compiler.accepted($0, for: .messageExpression) })
    }
    auditAnnotations = definition.auditAnnotations.map {
      compiler.accepted($0.valueExpression, for: .auditAnnotation)
    }
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
