import APIServer
import Admission
package import Diagnostics
package import Environments
import Kubernetes
import Kustomize
import YAML

/// Answers AdmissionReviews by the policies of directories, as a webhook would be asked.
///
/// The directories hold the state of a cluster as files: policies, their bindings, Namespaces,
/// parameters, CustomResourceDefinitions.
package struct AdmissionService: Sendable {
  private let chain: AdmissionChain
  /// Whether answers hold the object as the server would store it.
  private let showsObjects: Bool
  /// What loading had to say that stops nothing.
  package let warnings: [Diagnostic]

  /// The answer to one review.
  package struct Answer: Sendable {
    /// An AdmissionReview with a response, as one line of JSON without its end.
    package var line: [UInt8]
    /// Whether the request would go through.
    package var isAllowed: Bool
    /// What there is to say that changes no answer.
    package var note: Diagnostic?
  }

  /// Loads the policies and the state.
  ///
  /// - Parameters:
  ///   - directories: paths as a person gave them; those with a kustomization are rendered.
  ///   - environment: the process's, for where the files of a working tree are.
  ///   - showsObjects: whether to answer as a server that stores the object: its kind's rules are
  ///     asked too, and the answer holds the object.
  /// - Throws: ``PipelineError`` when a directory cannot be read, or when a policy does not load:
  ///   requests must not pass because a policy is missing.
  package init(
    directories: [String], environment: [String: String], showsObjects: Bool = false
  ) throws(PipelineError) {
    var objects: [KubernetesObject] = []
    for directory in directories {
      let workspace = Workspace.workTree(containing: directory, environment: environment)
      let path = try workspace.path(of: directory)
      guard try workspace.isDirectory(path) else {
        throw PipelineError("there is no directory of policies at \(directory)")
      }
      let found = try PolicyDirectory(path, in: workspace).objects(as: .kustomize)
      guard !found.isEmpty else {
        throw PipelineError("the directory of policies at \(directory) holds no manifest")
      }
      objects += found
    }
    let loaded = PolicySet.load(objects)
    guard loaded.refusals.isEmpty else { throw PipelineError(loaded.diagnostics) }
    guard objects.contains(where: \.configuresAdmission) else {
      throw PipelineError("there is no policy in \(directories.joined(separator: ", "))")
    }
    let validator = Validator.evaluatingRules(definitions: objects)
    let state = ClusterState(objects: objects, policies: loaded.policies, validator: validator)
    var options = Engine.Options()
    // Where the state says who may do what, it says all of it.
    if state.hasGrants { options.authorization = .noOpinion }
    chain = AdmissionChain(
      engine: Engine(policies: loaded.policies, state: state, options: options),
      validator: validator, judges: showsObjects)
    self.showsObjects = showsObjects
    warnings = loaded.diagnostics + loaded.policies.diagnostics(in: state)
  }

  /// Answers one review, which is JSON.
  package func answer(_ file: SourceFile) -> Answer {
    do throws(AdmissionReview.Malformed) {
      let review = try AdmissionReview(json: file, mapper: chain.engine.state.mapper)
      let answer = chain.answer(review.request)
      return Answer(
        line: review.answer(answer, showsObject: showsObjects).answer,
        isAllowed: answer.verdict.isAllowed,
        note: answer.note.map { Diagnostic(rule: "policy/order", severity: .note, message: $0) })
    } catch {
      return Answer(line: AdmissionReview.answer(error).answer, isAllowed: false)
    }
  }
}
