import Admission
import BuiltInPolicies
import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Values

/// The policies of a pipeline with what loading them had to say.
struct LoadedPolicies: Sendable {
  var policies: PolicySet
  /// The names of the policies, of those too that environments deploy themselves.
  private(set) var names: [String]
  /// The names of those alone that environments deploy themselves.
  private(set) var deployed: [String] = []
  /// The rules from which the policies allow no exception, of those that environments deploy too.
  private(set) var unexemptable: Set<RuleID> = []
  /// The names of those that come with every build.
  let builtIn: [String]
  /// The CustomResourceDefinitions that stand beside them.
  var definitions: [KubernetesObject]
  var diagnostics: [Diagnostic]
  /// Whether a policy is missing from the set because it could not be read or compiled.
  var isIncomplete: Bool

  init(
    policies: PolicySet, builtIn: [String] = [], definitions: [KubernetesObject],
    diagnostics: [Diagnostic], isIncomplete: Bool
  ) {
    self.policies = policies
    self.builtIn = builtIn
    self.definitions = definitions
    names = policies.names
    unexemptable = policies.unexemptable
    self.diagnostics = diagnostics
    self.isIncomplete = isIncomplete
  }

  /// Counts the policies that environments deploy themselves among them.
  mutating func add(_ sets: [PolicySet]) {
    var known = Set(names)
    for name in sets.flatMap(\.names) where known.insert(name).inserted { deployed.append(name) }
    names += deployed
    unexemptable.formUnion(sets.flatMap(\.unexemptable))
    if !names.isEmpty { diagnostics.removeAll { $0.rule == Self.noPolicies } }
  }

  static let noPolicies: RuleID = "pipeline/no-policies"
}

extension GitOpsPipeline {
  /// Loads every directory of policies: rendered where it holds a kustomization, else each manifest
  /// in it.
  ///
  /// A repository that has none and says nothing of any is held to the built-in set, also where its
  /// environments deploy some: those are asked besides.
  ///
  /// - Parameter isHeld: false to leave the built-in set to those who name it.
  func loadPolicies(holdingToBuiltIn isHeld: Bool = true) -> LoadedPolicies {
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
    let isSilent =
      isHeld && !configuration.arePoliciesNamed && !isIncomplete
      && !objects.contains(where: \.configuresAdmission)
    let selection = isSilent ? .standard : BuiltInSelection(named: configuration.builtInPolicies)
    for policy in selection.policies {
      do throws(PipelineError) { objects += try policy.objects() } catch {
        preconditionFailure("a policy that was built in cannot be read: \(error.diagnostics)")
      }
    }
    let loaded = PolicySet.load(objects, facts: .of(configuration.kubernetesRelease))
    diagnostics += selection.mistakes + loaded.diagnostics
    isIncomplete = isIncomplete || !loaded.refusals.isEmpty || !selection.mistakes.isEmpty
    if !isIncomplete, !objects.contains(where: \.configuresAdmission) {
      diagnostics.append(noPolicies)
      isIncomplete = areMissing
    }
    return LoadedPolicies(
      policies: loaded.policies, builtIn: selection.policies.map(\.name),
      definitions: objects.filter { CustomResourceDefinition($0) != nil },
      diagnostics: diagnostics, isIncomplete: isIncomplete)
  }

  private func policyObjects(
    in reference: PathReference
  ) throws(PipelineError) -> [KubernetesObject] {
    let path = reference.path
    guard try workspace.isDirectory(path) else {
      throw PipelineError([
        Diagnostic(
          rule: "pipeline/policies", severity: .error,
          message: "there is no directory of policies at \(workspace.tree.shown(path))",
          primary: reference.location)
      ])
    }
    let objects = try PolicyDirectory(path, in: workspace).objects()
    guard !objects.isEmpty || !configuration.arePoliciesNamed else {
      throw PipelineError([
        Diagnostic(
          rule: "pipeline/policies", severity: .error,
          message: "the directory of policies at \(workspace.tree.shown(path)) holds no manifest",
          primary: reference.location,
          help: "name the directory that holds the policies, or leave it out")
      ])
    }
    return objects
  }

  /// Whether somebody named directories of policies; an empty list says that there are none.
  private var areMissing: Bool {
    configuration.arePoliciesNamed && !configuration.policies.isEmpty
  }

  /// Nothing was asked: an error where somebody named policies, since they are not there.
  private var noPolicies: Diagnostic {
    Diagnostic(
      rule: LoadedPolicies.noPolicies,
      severity: areMissing ? .error : .warning,
      message: "no policy was loaded, so none was asked",
      help:
        "name a directory of ValidatingAdmissionPolicy objects under policies: in pipeline.yaml, or "
        + "\(PipelineConfiguration.builtIn) for those that come with sluice"
    )
  }
}

extension KubernetesObject {
  /// Whether the object is a policy or a binding, in whatever version.
  var configuresAdmission: Bool {
    gvk.group == "admissionregistration.k8s.io" && kind.holds("AdmissionPolicy")
  }
}
