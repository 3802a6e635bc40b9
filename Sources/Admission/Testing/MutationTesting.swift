package import Diagnostics
package import Kubernetes
package import YAML

/// Spoils good objects one mistake at a time and asks whether some policy notices.
package struct MutationTesting: Sendable {
  private let engine: Engine
  private let objects: [KubernetesObject]
  private let environment: String

  /// - Parameters:
  ///   - objects: one environment as it is rendered, with its Namespace.
  ///   - environment: its name, for findings.
  package init(
    policies: PolicySet, objects: [KubernetesObject], environment: String = ""
  ) {
    self.objects = objects
    self.environment = environment
    var options = Engine.Options()
    options.explainsFailures = false
    engine = Engine(
      policies: policies, state: ClusterState(objects: objects, policies: policies),
      options: options)
  }

  /// Spoils every object by every mistake that fits it, and asks the policies.
  package func run() -> MutationReport {
    var report = MutationReport()
    for object in objects {
      let known = Set(complaints(about: object.root, after: nil))
      for mutation in Mutation.all {
        for mutant in mutation.mutants(of: object) {
          report.count += 1
          let old = mutation.isUpdate ? object.root : nil
          let found = complaints(about: mutant.root, after: old).filter { !known.contains($0) }
          report.kinds.merge([mutation.name: !found.isEmpty]) { $0 || $1 }
          if found.isEmpty {
            report.uncaught.append(
              MutationReport.Mutant(
                object: object.identity.description, mutation: mutation.name, path: mutant.path,
                environment: environment,
                location: object.root[mutant.path]?.origin.location ?? object.location))
          } else {
            report.catches.merge(Set(found.map(\.policy)).map { ($0, 1) }, uniquingKeysWith: +)
          }
        }
      }
    }
    return report
  }

  /// What a policy says, by which two answers are told apart.
  private struct Complaint: Hashable {
    var policy: String
    var message: String
  }

  private func complaints(about root: Node, after old: Node?) -> [Complaint] {
    let request = AdmissionRequest(
      old == nil ? .create : .update, object: root, oldObject: old, mapper: engine.state.mapper)
    let verdict = engine.evaluate(request.defaulted())
    return verdict.failures.filter { $0.actions.contains { $0 != .audit } }
      .map { Complaint(policy: $0.policy, message: $0.message) }
  }
}

/// What mutation testing found.
package struct MutationReport: Sendable {
  /// How many mutants there were.
  package var count = 0
  /// How many mutants each policy noticed.
  package var catches: [String: Int] = [:]
  /// Those that none did.
  package var uncaught: [Mutant] = []
  /// Whether some policy noticed a mistake of each kind that arose, by what it does.
  var kinds: [String: Bool] = [:]

  package init() {}

  /// A spoiled object.
  package struct Mutant: Sendable {
    /// The object that was spoilt, as findings name it.
    package var object: String
    /// What was done to it, as a fragment.
    package var mutation: String
    /// The part that was spoiled.
    package var path: FieldPath
    /// The environment that holds the object.
    package var environment: String
    /// The place of what was spoilt.
    package var location: Location?
  }

  /// How many mutants some policy refused or warned of.
  package var caught: Int { count - uncaught.count }

  /// Adds what was found in another environment.
  package static func += (left: inout MutationReport, right: MutationReport) {
    left.count += right.count
    left.catches.merge(right.catches, uniquingKeysWith: +)
    left.uncaught += right.uncaught
    left.kinds.merge(right.kinds) { $0 || $1 }
  }

  /// Whether the mistakes are such as the policies are for: they notice an eighth of the kinds at least.
  ///
  /// The catalogue is of workloads; a set of one rule about labels has not forgotten all the rest.
  package var fits: Bool { kinds.values.count(where: \.self) * 8 >= kinds.count }

  /// The mutants that none noticed, as findings; none where the mistakes do not fit the policies.
  package var diagnostics: [Diagnostic] {
    guard fits else { return [] }
    return uncaught.map { mutant in
      let place = mutant.path.isEmpty ? "" : " (\(mutant.path))"
      return Diagnostic(
        rule: "test/mutant", severity: .warning,
        message: "no policy would notice if \(mutant.object)\(place) \(mutant.mutation)",
        primary: mutant.location, object: mutant.object,
        field: mutant.path.isEmpty ? nil : mutant.path.description,
        environments: mutant.environment.isEmpty ? [] : [mutant.environment])
    }
  }
}
