package import APIServer
import Kubernetes
import YAML

extension Engine {
  /// Lets every mutating policy that is for the request change its object.
  ///
  /// The API server asks policies, and the bindings of one, in no order that it defines. Here they
  /// are asked by name, and once more backwards where the object was changed more than once, to tell
  /// whether the order matters.
  ///
  /// - Parameter submission: the request's object as the server reads it.
  package func mutate(
    _ request: AdmissionRequest, _ submission: Submission, by validator: Validator
  ) -> MutationOutcome {
    guard policies.mutates, !request.isExempt, submission.root != nil else {
      return MutationOutcome(submission)
    }
    func run(_ policies: [PolicySet.BoundMutation]) -> MutationOutcome {
      var mutation = RequestMutation(
        request, submission, policies: policies, state: state, options: options,
        validator: validator)
      mutation.run()
      return mutation.outcome
    }
    var outcome = run(policies.mutations)
    guard !outcome.isRefused, outcome.matches.count > 1, !outcome.changes.isEmpty else {
      return outcome
    }
    let backwards = run(
      policies.mutations.reversed().map { bound in
        PolicySet.BoundMutation(policy: bound.policy, bindings: bound.bindings.reversed())
      })
    outcome.dependsOnOrder =
      backwards.isRefused
      || !(outcome.submission.form?.isSameJSON(as: backwards.submission.form ?? .null()) ?? true)
    return outcome
  }
}
