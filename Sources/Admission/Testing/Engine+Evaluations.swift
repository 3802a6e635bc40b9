extension Engine {
  /// The evaluations that the verdict on a request comes from, to look into how it came about.
  func evaluations(of request: AdmissionRequest) -> [PolicyEvaluation] {
    var evaluation = RequestEvaluation(request: request, state: state, options: options)
    return policies.policies.flatMap { evaluation.evaluations(of: $0) }
  }
}

extension RequestEvaluation {
  /// The evaluations of a policy; none where it is not for the request or lacks its parameters.
  fileprivate mutating func evaluations(of bound: PolicySet.BoundPolicy) -> [PolicyEvaluation] {
    guard case .match(let mapping) = bound.policy.definition.matchConstraints.match(attributes)
    else { return [] }
    var found: [PolicyEvaluation] = []
    for binding in bound.bindings {
      switch binding.matchResources?.match(attributes) {
      case .noMatch, .undecided: continue
      case .match, nil:
        found += (try? evaluations(of: bound.policy, through: binding, as: mapping)) ?? []
      }
    }
    return found
  }
}
