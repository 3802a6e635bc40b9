import Admission
import Diagnostics
import Kubernetes
import Promotion

extension Check {
  /// Asks the policies about each object, as the API server would when it is sent.
  static let admission = Check(name: "admission") { subject in
    let objects = subject.environment.objects
    let policies = subject.policies.policies
    let state = ClusterState(objects: objects + subject.policies.companions, policies: policies)
    let engine = Engine(policies: policies, state: state)
    var outcome = CheckOutcome(diagnostics: policies.diagnostics(in: state))
    for object in objects {
      let previous = subject.previous(object)
      let request = AdmissionRequest(
        previous == nil ? .create : .update, object: object.root, oldObject: previous?.root,
        mapper: state.mapper)
      let verdict = engine.evaluate(request.defaulted())
      outcome.diagnostics += verdict.diagnostics(at: object.root)
      outcome.matchedPolicies.formUnion(verdict.matches.map(\.policy))
      outcome.undecided += verdict.undecided.count
    }
    return outcome
  }
}
