package import Diagnostics
package import Display
import YAML

extension PolicyTestReport {
  /// All that there is to say, as findings: cases that failed and tests that cannot be read are
  /// errors, mutants that no policy noticed are warnings, what no case reached are notes.
  ///
  /// - Parameters:
  ///   - mutations: what spoiling objects found, where it was asked for.
  ///   - expressions: what changing expressions found, where it was asked for.
  package func findings(
    mutations: MutationReport? = nil, expressions: ExpressionMutationReport? = nil
  ) -> [Diagnostic] {
    diagnostics + failed.compactMap(\.diagnostic) + gaps + (mutations?.diagnostics ?? [])
      + (expressions?.unnoticed ?? [])
  }

  /// The figures, a line each.
  package func figures(
    mutations: MutationReport? = nil, expressions: ExpressionMutationReport? = nil
  ) -> Shown {
    let tested = coverage.count { $0.evaluations > 0 }
    let whole = coverage.counts(\.expressions)
    let branches = coverage.counts(\.branches)
    var lines: [Shown] = [
      "cases: \(results.count - failed.count) of \(results.count) passed",
      "policies: \(tested) of \(coverage.count) tested",
      "validations and match conditions: \(whole.covered) of \(whole.total) seen both true and false",
      "branches: \(branches.covered) of \(branches.total) seen both true and false",
    ]
    if let mutations, mutations.count > 0 {
      let rest: Shown = mutations.fits ? "" : "; these policies are for other mistakes"
      lines.append("mutants: \(mutations.caught) of \(mutations.count) noticed\(rest)")
    }
    if let expressions, expressions.count > 0 {
      lines.append(
        "changes of the policies' own expressions: \(expressions.noticed) of \(expressions.count) noticed"
      )
    }
    return lines.map { "\($0)\n" }.joined()
  }

  /// What no case reached.
  private var gaps: [Diagnostic] {
    coverage.flatMap { policy -> [Diagnostic] in
      guard policy.evaluations > 0 else { return [policy.untested] }
      return policy.all.compactMap { branch in
        branch.gap.map { gap in
          Diagnostic(
            rule: "test/coverage", severity: .note,
            message: "this condition of policy '\(policy.policy)' is \(gap) in the tests",
            primary: branch.location, field: branch.field.description)
        }
      }
    }
  }
}

extension PolicyCoverage {
  fileprivate var untested: Diagnostic {
    Diagnostic(
      rule: "test/coverage", severity: .note, message: "no case tests policy '\(policy)'",
      primary: location)
  }
}
