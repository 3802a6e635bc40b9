import APIServer
import Comparison
import Diagnostics
import Kubernetes

extension Consequences {
  /// The objects that the server does not let change so: what it says of the update and not of the object
  /// by itself.
  func rebuilds(in diff: SemanticDiff, by judge: ObjectJudge) -> [EnvironmentImpact.Rebuild] {
    diff.objects.compactMap { change in
      guard let (old, new) = states(of: change), old.identity == new.identity,
        judge.validator.knows(new.gvk)
      else { return nil }
      let update = PreparedObject(new, replacing: old, by: judge)
        .validation(refusingUnknownKinds: false).diagnostics
      guard update.contains(where: { $0.severity == .error }) else { return nil }
      let known = Set(
        PreparedObject(new, replacing: nil, by: judge).validation(refusingUnknownKinds: false)
          .diagnostics.map(\.fingerprint))
      let causes = update.filter { $0.severity == .error && !known.contains($0.fingerprint) }
      guard !causes.isEmpty else { return nil }
      return EnvironmentImpact.Rebuild(
        object: new.identity, causes: causes, advice: Self.advice(for: new.gvk))
    }
  }

  private static func advice(for gvk: GroupVersionKind) -> String {
    switch (gvk.group, gvk.kind) {
    case ("apps", "StatefulSet"):
      "delete it with --cascade=orphan, which leaves its pods and claims, and let it be made again"
    case ("", "PersistentVolumeClaim"):
      "make a claim of another name and move the data, or undo the change"
    case ("batch", "Job"):
      "delete the finished job and let it be made again, or give it another name"
    case ("", "ConfigMap"), ("", "Secret"):
      "it is immutable: give it another name, as a generator's hash does"
    case ("", "Service"), ("rbac.authorization.k8s.io", _):
      "delete it and let it be made again, in one go where something depends on it"
    default:
      "delete it and let it be made again (Argo CD: Replace=true, Flux: force), "
        + "or give the new one another name"
    }
  }
}
