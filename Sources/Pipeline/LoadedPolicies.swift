import Admission
import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// The policies of a pipeline with what loading them had to say.
struct LoadedPolicies: Sendable {
  var policies: PolicySet
  /// What stands beside the policies, as the parameters of their bindings.
  var companions: [KubernetesObject]
  var diagnostics: [Diagnostic]
  /// Whether a policy is missing from the set because it could not be read or compiled.
  var isIncomplete: Bool
}

extension GitOpsPipeline {
  /// Loads every directory of policies: rendered where it holds a kustomization, else each manifest
  /// in it.
  func loadPolicies() -> LoadedPolicies {
    var objects: [KubernetesObject] = []
    var diagnostics: [Diagnostic] = []
    var isIncomplete = false
    for reference in configuration.policies {
      do throws(PipelineError) {
        objects += try policyObjects(in: reference)
      } catch {
        diagnostics += error.diagnostics
        isIncomplete = true
      }
    }
    let loaded = PolicySet.load(objects)
    diagnostics += loaded.diagnostics
    isIncomplete = isIncomplete || !loaded.refusals.isEmpty
    if loaded.policies.names.isEmpty, !isIncomplete { diagnostics.append(noPolicies) }
    let kinds = loaded.policies.parameterKinds
    return LoadedPolicies(
      policies: loaded.policies, companions: objects.filter { kinds.contains($0.gvk) },
      diagnostics: diagnostics, isIncomplete: isIncomplete)
  }

  private func policyObjects(
    in reference: PipelineConfiguration.Reference
  ) throws(PipelineError) -> [KubernetesObject] {
    let path = reference.path
    guard try entry(at: path) == .directory else {
      throw PipelineError([
        Diagnostic(
          rule: "pipeline/policies", severity: .error,
          message: "there is no directory of policies at \(path)", primary: reference.location)
      ])
    }
    if try Discovery(workspace).holdsKustomization(path) {
      do throws(RenderError) {
        return try Renderer().render(directory: path, with: Loader(workspace.tree)).objects
          .map(\.object)
      } catch {
        throw PipelineError(error.diagnostics)
      }
    }
    return try Manifests(tree: workspace.tree).objects(in: path)
  }

  private func entry(at path: String) throws(PipelineError) -> TreeEntry {
    do { return try workspace.tree.entry(at: path) } catch { throw PipelineError(error) }
  }

  private var noPolicies: Diagnostic {
    Diagnostic(
      rule: "pipeline/no-policies", severity: .warning,
      message: "no policy was loaded, so none was asked",
      help: "name a directory of ValidatingAdmissionPolicy objects under policies: in pipeline.yaml"
    )
  }
}
