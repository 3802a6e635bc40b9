import Admission
import Diagnostics
import Environments
import Kubernetes
import Kustomize

/// The policies of a pipeline with what loading them had to say.
struct LoadedPolicies: Sendable {
  var policies: PolicySet
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
    return LoadedPolicies(
      policies: loaded.policies, diagnostics: diagnostics, isIncomplete: isIncomplete)
  }

  private func policyObjects(
    in reference: PathReference
  ) throws(PipelineError) -> [KubernetesObject] {
    let path = reference.path
    guard try workspace.isDirectory(path) else {
      throw PipelineError([
        Diagnostic(
          rule: "pipeline/policies", severity: .error,
          message: "there is no directory of policies at \(path)", primary: reference.location)
      ])
    }
    return try EnvironmentRenderer(workspace).render(directory: path).objects.map(\.object)
  }

  private var noPolicies: Diagnostic {
    Diagnostic(
      rule: "pipeline/no-policies", severity: .warning,
      message: "no policy was loaded, so none was asked",
      help: "name a directory of ValidatingAdmissionPolicy objects under policies: in pipeline.yaml"
    )
  }
}
