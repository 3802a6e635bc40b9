import APIServer
import CEL
package import Diagnostics
import Kubernetes
import YAML

/// Changes the expressions of policies one piece at a time and asks whether a case notices.
package struct ExpressionMutation: Sendable {
  private let policies: PolicySet
  private let runner: PolicyTestRunner

  /// - Parameters:
  ///   - policies: the policies that `runner` tests.
  ///   - runner: what puts cases to them.
  package init(policies: PolicySet, runner: PolicyTestRunner) {
    self.policies = policies
    self.runner = runner
  }

  /// What the changes came to, for the policies whose cases pass without any.
  package func run(_ tests: [PolicyTest]) -> ExpressionMutationReport {
    var report = ExpressionMutationReport()
    for bound in policies.policies {
      let own = tests.filter { $0.policy == bound.policy.definition.name }
      guard !own.isEmpty, runner.passes(own, under: bound) else { continue }
      for mutant in bound.policy.mutants where mutant.definition.compiles {
        var changed = bound
        changed.policy = CompiledPolicy(mutant.definition)
        report.count += 1
        if runner.passes(own, under: changed) { report.unnoticed.append(mutant.finding) }
      }
    }
    return report
  }
}

/// What changing the policies' own expressions showed.
package struct ExpressionMutationReport: Sendable {
  /// How many changes there were.
  package var count = 0
  /// Those that no case noticed.
  package var unnoticed: [Diagnostic] = []

  package init() {}

  /// How many changes some case noticed.
  package var noticed: Int { count - unnoticed.count }
}

/// A policy with one piece of one expression changed.
private struct PolicyMutant {
  var definition: ValidatingAdmissionPolicy
  var finding: Diagnostic
}

extension ValidatingAdmissionPolicy {
  /// Whether the server would take each expression that a change may spoil.
  fileprivate var compiles: Bool {
    func isAccepted(
      _ expression: PolicyExpression, for purpose: ExpressionRules.Purpose,
      by compiler: inout PolicyCompiler
    ) -> Bool {
      (try? compiler.compile(expression.source, for: purpose)) != nil
    }
    let hasParams = paramKind != nil
    var conditions = PolicyCompiler(
      ExpressionRules.Scope(hasParams: hasParams, hasVariables: false))
    var others = PolicyCompiler(
      ExpressionRules.Scope(hasParams: hasParams, hasVariables: !variables.isEmpty))
    return matchConditions.allSatisfy {
      isAccepted($0.expression, for: .matchCondition, by: &conditions)
    } && variables.allSatisfy { isAccepted($0.expression, for: .variable($0.name), by: &others) }
      && validations.allSatisfy { isAccepted($0.expression, for: .validation, by: &others) }
      && validations.compactMap(\.messageExpression).allSatisfy {
        isAccepted($0, for: .messageExpression, by: &others)
      }
      && auditAnnotations.allSatisfy {
        isAccepted($0.valueExpression, for: .auditAnnotation, by: &others)
      }
  }
}

extension CompiledPolicy {
  /// The policy with each change of its match conditions, variables and validations.
  fileprivate var mutants: [PolicyMutant] {
    var mutants: [PolicyMutant] = []
    func add(
      _ compiled: CompiledExpression,
      at path: WritableKeyPath<ValidatingAdmissionPolicy, PolicyExpression>
    ) {
      for mutant in compiled.program.expression.mutants(of: compiled.program.source) {
        var changed = definition
        changed[keyPath: path].source = compiled.source.replacing(mutant)
        mutants.append(
          PolicyMutant(definition: changed, finding: finding(mutant, in: compiled.source)))
      }
    }
    for (index, compiled) in matchConditions.enumerated() {
      add(compiled, at: \.terms.matchConditions[index].expression)
    }
    for (index, variable) in definition.variables.enumerated() {
      guard let compiled = conditions.variable(named: variable.name) else { continue }
      add(compiled, at: \.terms.variables[index].expression)
    }
    for (index, compiled) in validations.enumerated() {
      add(compiled, at: \.validations[index].expression)
    }
    return mutants
  }

  private func finding(
    _ mutant: Expression.Mutant, in expression: PolicyExpression
  ) -> Diagnostic {
    Diagnostic(
      rule: "test/expression-mutant", severity: .note,
      message: "no case of policy '\(definition.name)' fails where \(mutant.old.onOneLine) is "
        + mutant.new.onOneLine,
      primary: expression.location(of: mutant.range),
      object: definition.object.identity.description, field: expression.path.description)
  }
}

extension PolicyExpression {
  fileprivate func replacing(_ mutant: Expression.Mutant) -> String {
    let bytes = Array(source.utf8)
    let range = mutant.range.indices
    return String(
      decoding: bytes[..<range.lowerBound] + "(\(mutant.new))".utf8 + bytes[range.upperBound...],
      as: UTF8.self)
  }
}

extension String {
  /// The text with each run of white space as one blank.
  fileprivate var onOneLine: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
