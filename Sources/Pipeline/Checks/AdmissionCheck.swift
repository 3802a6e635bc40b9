import Admission
import Diagnostics
import Environments
import Kubernetes

extension Check {
  /// Asks the policies about each object, as the API server would when it is sent.
  static let admission = Check(name: "admission") { subject in
    let state = ClusterState(
      objects: subject.environment.objects, definitions: subject.definitions.objects,
      policies: subject.policies)
    let engine = Engine(policies: subject.policies, state: state)
    let parameters: CheckPart = {
      CheckOutcome(diagnostics: engine.policies.diagnostics(in: engine.state))
    }
    return [parameters]
      + subject.parts { object, before, outcome in
        let request = AdmissionRequest(
          before == nil ? .create : .update, object: object.root, oldObject: before?.root,
          mapper: engine.state.mapper)
        let verdict = engine.evaluate(request.defaulted())
        outcome.diagnostics += verdict.diagnostics(at: object.root)
        outcome.matchedPolicies.formUnion(verdict.matches.map(\.policy))
        outcome.undecided += verdict.undecided.count
      }
  }
}
