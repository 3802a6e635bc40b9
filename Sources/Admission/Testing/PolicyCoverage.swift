package import Diagnostics
package import YAML

/// What of a policy the cases reached.
package struct PolicyCoverage: Sendable {
  /// The policy's name.
  package var policy: String
  /// Where the policy stands.
  package var location: Location?
  /// How many evaluations there were.
  package var evaluations = 0
  /// The match conditions and validations, in their order.
  package var expressions: [Branch] = []
  /// The conditions inside of them and of the variables they read: operands of `&&` and `||`,
  /// conditions of `?:` and of the macros.
  package var branches: [Branch] = []

  /// A condition with the outcomes that were seen.
  package struct Branch: Sendable {
    /// The field of the policy: `spec.validations[0].expression`.
    package var field: FieldPath
    /// The text of the branch.
    package var source: String
    /// Where the branch stands.
    package var location: Location?
    /// Whether some case saw it true.
    package var wasTrue = false
    /// Whether some case saw it false.
    package var wasFalse = false

    /// Whether the cases saw it both true and false.
    package var isCovered: Bool { wasTrue && wasFalse }

    /// What was never seen, as a fragment.
    package var gap: String? {
      switch (wasTrue, wasFalse) {
      case (true, true): nil
      case (true, false): "never false"
      case (false, true): "never true"
      case (false, false): "never evaluated"
      }
    }
  }

  /// Both kinds together.
  package var all: [Branch] { expressions + branches }
}

extension [PolicyCoverage] {
  /// The share that was seen both true and false.
  package func counts(
    _ part: (PolicyCoverage) -> [PolicyCoverage.Branch]
  ) -> (covered: Int, total: Int) {
    let branches = flatMap(part)
    return (branches.count(where: \.isCovered), branches.count)
  }
}
