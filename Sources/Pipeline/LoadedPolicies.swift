import Admission
import Diagnostics
import Environments
import Kubernetes
import Kustomize

/// The policies of a pipeline with what loading them had to say.
struct LoadedPolicies: Sendable {
  var policies: PolicySet
  /// The names of the policies, of those too that environments deploy themselves.
  private(set) var names: [String]
  var diagnostics: [Diagnostic]
  /// Whether a policy is missing from the set because it could not be read or compiled.
  var isIncomplete: Bool

  init(policies: PolicySet, diagnostics: [Diagnostic], isIncomplete: Bool) {
    self.policies = policies
    names = policies.names
    self.diagnostics = diagnostics
    self.isIncomplete = isIncomplete
  }

  /// Counts the policies that environments deploy themselves among them.
  mutating func add(_ sets: [PolicySet]) {
    var known = Set(names)
    for name in sets.flatMap(\.names) where known.insert(name).inserted { names.append(name) }
    if !names.isEmpty { diagnostics.removeAll { $0.rule == Self.noPolicies } }
  }

  static let noPolicies: RuleID = "pipeline/no-policies"
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
      rule: LoadedPolicies.noPolicies, severity: .warning,
      message: "no policy was loaded, so none was asked",
      help: "name a directory of ValidatingAdmissionPolicy objects under policies: in pipeline.yaml"
    )
  }
}
