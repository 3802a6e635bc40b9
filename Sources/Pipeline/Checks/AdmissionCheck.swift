import Admission
import Diagnostics
import Kubernetes
import Promotion

extension Check {
  /// Asks the policies about each object, as the API server would when it is sent.
  static let admission = Check(name: "admission") { subject in
    let objects = subject.environment.objects
    let state = ClusterState(objects: objects, policies: subject.policies)
    let engine = Engine(policies: subject.policies, state: state)
    let before = Dictionary(
      (subject.before?.objects ?? []).map { ($0.identity, $0) },
      uniquingKeysWith: { first, _ in first })
    return stride(from: 0, to: objects.count, by: partSize).map { start in
      let part = objects[start..<min(start + partSize, objects.count)]
      return {
        var outcome = CheckOutcome()
        for object in part { outcome.add(object, before: before[object.identity], to: engine) }
        return outcome
      }
    }
  }

  /// Few enough for the parts of one environment to keep every core busy, enough for a part to be
  /// worth handing over.
  private static let partSize = 128
}

extension CheckOutcome {
  /// Adds what the policies say of one object.
  fileprivate mutating func add(
    _ object: KubernetesObject, before: KubernetesObject?, to engine: Engine
  ) {
    let request = AdmissionRequest(
      before == nil ? .create : .update, object: object.root, oldObject: before?.root,
      mapper: engine.state.mapper)
    let verdict = engine.evaluate(request.defaulted())
    diagnostics += verdict.diagnostics(at: object.root)
    matchedPolicies.formUnion(verdict.matches.map(\.policy))
    undecided += verdict.undecided.count
  }
}
