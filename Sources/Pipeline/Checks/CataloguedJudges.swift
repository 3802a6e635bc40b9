import APIServer
import Diagnostics
import Environments
import Kubernetes

/// What judges the catalogued kinds that are met in a stream of requests, each made once.
struct CataloguedJudges: Sendable {
  /// Nil for a kind that is not catalogued.
  private var known: [String: ObjectJudge?] = [:]

  /// What judges a kind; nil where it, or its version, is not catalogued.
  ///
  /// - Parameter definitions: those that are there and do not define it.
  mutating func judge(
    of gvk: GroupVersionKind, beside definitions: [KubernetesObject], release: KubernetesRelease
  ) -> ObjectJudge? {
    let name = "\(gvk.group)/\(gvk.kind)"
    let judge =
      known[name]
      ?? CataloguedKind(group: gvk.group, kind: gvk.kind).map { kind in
        ObjectJudge(APIDefinitions(definitions, catalogued: [kind]), release: release)
      }
    known[name] = .some(judge)
    return judge.flatMap { $0.validator.knows(gvk) ? $0 : nil }
  }
}

extension Diagnostic {
  /// By what a kind is judged that nothing defines.
  static func catalogued(_ kind: CataloguedKind, as gvk: GroupVersionKind) -> Diagnostic {
    Diagnostic(
      rule: "pipeline/catalogued-kind", severity: .note,
      message:
        "\(gvk) is judged as \(kind.source) defines it, without its expressions, for want of a "
        + "CustomResourceDefinition",
      help: "`kubectl get crds -o yaml` writes those of a cluster")
  }
}
