import APIServer
import Admission
import Diagnostics
import Environments
import Kubernetes

extension Check {
  /// Asks the policies about each object, as the API server would when it is sent.
  static let admission = Check { subject in
    let engine = subject.engine
    let parameters: CheckPart = {
      CheckOutcome(
        diagnostics: engine.policies.diagnostics(in: engine.state)
          + engine.policies.typeChecks(
            for: subject.definitions.objects, facts: subject.judge.validator.facts))
    }
    return [parameters]
      + subject.parts { object, outcome in
        // Of an object that no server has a place for, no policy is asked.
        guard object.verdict?.refusal == nil,
          let request = object.request(mapper: engine.state.mapper)
        else { return }
        var verdict = engine.evaluate(request)
        if let mutation = object.mutation {
          verdict.add(mutation)
          outcome.diagnostics += mutation.orderDiagnostics
        }
        outcome.diagnostics += object.naming(verdict.diagnostics(at: object.object))
          .withoutSecrets(of: object.states, hiding: verdict.hiddenFields(of: object.object))
        outcome.coverage += Coverage(
          matchedPolicies: verdict.matches.map(\.policy), undecided: verdict.undecided.count)
      }
  }
}

extension PreparedObject {
  /// The request that sends the object; nil where no policy would ever see it.
  func request(mapper: RESTMapper) -> AdmissionRequest? {
    guard let stored else { return nil }
    var request = AdmissionRequest(
      before == nil ? .create : .update, object: object.root, oldObject: before?.root,
      mapper: mapper)
    request.object = stored
    request.oldObject = storedBefore
    return request
  }
}

extension MutationOutcome {
  /// That the result depends on an order which nobody defines; the same for every object that the
  /// same policies change.
  fileprivate var orderDiagnostics: [Diagnostic] {
    guard let orderNote else { return [] }
    return [
      Diagnostic(
        rule: "policy/order", severity: .note, message: orderNote,
        primary: changes.first?.expression.location,
        help: "let no policy read or set what another one sets")
    ]
  }
}
