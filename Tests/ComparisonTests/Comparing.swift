import Comparison
import Diagnostics
import Display
import Environments
import Kubernetes
import Kustomize
import Testing
import YAML

/// Two environments of these objects, compared.
func compare(
  _ old: String, _ new: String, prefixes: (String, String) = ("", "")
) -> SemanticDiff {
  EnvironmentComparison().compare(
    environment("staging", old, prefixes.0), environment("production", new, prefixes.1))
}

private func environment(_ name: String, _ text: String, _ prefix: String) -> RenderedEnvironment {
  let parsed = SourceFile(path: "\(name).yaml", text: text).parsed(as: .kubernetes)
  #expect(parsed.errors == [])
  let kustomization = SourceFile(
    path: "\(name)/kustomization.yaml",
    text: "namespace: ml-\(name)\nnamePrefix: \"\(prefix)\"\n")
  let rendering = Rendering(
    objects: parsed.documents.map {
      RenderedObject(object: KubernetesObject($0.root), definition: nil)
    }, files: [kustomization], kustomizations: [kustomization.path])
  return RenderedEnvironment(
    name: name,
    targets: [RenderedTarget(Target(directory: PathReference(path: name)), rendering)])
}

/// The fields that differ, as the text shows them.
func lines(_ diff: SemanticDiff) -> [String] {
  diff.shown.text.split(separator: "\n").filter {
    $0.hasPrefix("    ") && $0.contains("→") && !$0.contains(".yaml:")
  }
  .map { String($0.drop { $0 == " " }) }
}
