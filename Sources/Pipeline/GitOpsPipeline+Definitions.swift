import Admission
import Diagnostics
import Environments
import Kustomize

extension GitOpsPipeline {
  /// The kinds that each environment is judged by: its own and, for kinds that it or a policy's
  /// parameters use, those of the tree.
  func definitions(
    for environments: [RenderedEnvironment], under policies: PolicySet
  ) -> [APIDefinitions] {
    APIDefinitions.of(
      environments.map(\.objects), using: policies.parameterKinds, in: workspace,
      first: configuration.file.map { TreePath.parent(of: $0.path) } ?? "")
  }
}
