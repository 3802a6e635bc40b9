import APIServer
import Diagnostics
package import Environments
package import Kubernetes
import YAML

extension GitOpsPipeline {
  /// What an upgrade of the server does to what the environments hold.
  ///
  /// - Parameters:
  ///   - from: the release that is left; nil for the one of the configuration.
  ///   - to: the release that is taken.
  ///   - names: the environments to look at; none for all.
  /// - Throws: ``PipelineError`` when a name is none of the pipeline's.
  package func upgrade(
    from: KubernetesRelease? = nil, to: KubernetesRelease, environments names: [String] = []
  ) async throws(PipelineError) -> Upgrade {
    let from = from ?? configuration.kubernetesRelease
    let (rendered, _, policies) = try await render(environments: names)
    let before = try await asking(from).judge(rendered, under: policies)
    let after = try await asking(to).judge(rendered, under: policies, with: before.definitions)
    var upgrade = Upgrade(from: (from, before.result), to: (to, after.result))
    guard Facts.of(from).described != Facts.of(to).described else { return upgrade }
    var merge = FindingMerge()
    for environment in rendered.attempts.map(\.rendered) {
      guard let definitions = after.definitions[environment.name] else { continue }
      let change = StoredChange(
        from: ObjectJudge(definitions, release: from).validator,
        to: ObjectJudge(definitions, release: to).validator)
      merge.add(environment.objects.flatMap(change.findings), in: environment.name)
    }
    upgrade.storedOtherwise = merge.merged
    let dropped = Set(
      upgrade.storedOtherwise.filter { $0.rule == StoredChange.dropped }.map(\.place))
    upgrade.possible.removeAll { dropped.contains($0.place) }
    return upgrade
  }
}

extension Diagnostic {
  /// What a finding is about, whatever it says.
  fileprivate var place: [String?] { [object, field] }
}
