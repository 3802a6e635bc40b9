import APIServer
import Admission
package import Diagnostics
package import Environments
package import Kubernetes
import Kustomize
import YAML

/// Answers AdmissionReviews by the policies of directories, as a webhook would be asked.
///
/// The directories hold the state of a cluster as files: policies, their bindings, Namespaces,
/// parameters, CustomResourceDefinitions. A kind that none defines is read as it is catalogued, where it
/// is, but for objects of which that release finds what another one may take.
package struct AdmissionService: Sendable {
  private let chain: AdmissionChain
  private let definitions: [KubernetesObject]
  private var judges = CataloguedJudges()
  private let release: KubernetesRelease
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
    package var notes: [Diagnostic] = []
  }

  /// Loads the policies and the state.
  ///
  /// - Parameters:
  ///   - directories: paths as a person gave them; those with a kustomization are rendered.
  ///   - environment: the process's, for where the files of a working tree are.
  ///   - release: the server's.
  ///   - showsObjects: whether to answer as a server that stores the object: its kind's rules are
  ///     asked too, and the answer holds the object.
  /// - Throws: ``PipelineError`` when a directory cannot be read, or when a policy does not load:
  ///   requests must not pass because a policy is missing.
  package init(
    directories: [String], environment: [String: String], release: KubernetesRelease,
    showsObjects: Bool = false
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
    let loaded = PolicySet.load(objects, facts: .of(release))
    guard loaded.refusals.isEmpty else { throw PipelineError(loaded.diagnostics) }
    guard objects.contains(where: \.configuresAdmission) else {
      throw PipelineError("there is no policy in \(directories.joined(separator: ", "))")
    }
    let validator = Validator.evaluatingRules(definitions: objects, release: release)
    let state = ClusterState(objects: objects, policies: loaded.policies, validator: validator)
    var options = Engine.Options()
    // Where the state says who may do what, it says all of it.
    if state.hasGrants { options.authorization = .noOpinion }
    chain = AdmissionChain(
      engine: Engine(policies: loaded.policies, state: state, options: options),
      validator: validator, judges: showsObjects)
    self.release = release
    self.showsObjects = showsObjects
    definitions = objects.filter { CustomResourceDefinition($0) != nil }
    warnings = loaded.diagnostics + loaded.policies.diagnostics(in: state)
  }

  /// Answers one review, which is JSON.
  package mutating func answer(_ file: SourceFile) -> Answer {
    do throws(AdmissionReview.Malformed) {
      let review = try AdmissionReview(json: file, mapper: chain.engine.state.mapper)
      let (chosen, note) = chosenChain(for: review.request)
      let answer = chosen.answer(review.request)
      let order = answer.note.map {
        Diagnostic(rule: "policy/order", severity: .note, message: $0)
      }
      return Answer(
        line: review.answer(answer, showsObject: showsObjects).answer,
        isAllowed: answer.verdict.isAllowed, notes: [note, order].compactMap(\.self))
    } catch {
      return Answer(line: AdmissionReview.answer(error).answer, isAllowed: false)
    }
  }

  /// What answers a request: with the catalogued definition of its kind where that is all there is and
  /// finds nothing that another release may take.
  private mutating func chosenChain(
    for request: AdmissionRequest
  ) -> (AdmissionChain, Diagnostic?) {
    guard let sent = request.object, !chain.validator.knows(request.kind),
      let judge = judges.judge(of: request.kind, beside: definitions, release: release),
      let kind = judge.definitions.catalogued(request.kind)
    else { return (chain, nil) }
    let (submission, unknown) = judge.submission(
      of: KubernetesObject(sent), replacing: request.oldObject.map { KubernetesObject($0) })
    let verdict = CataloguedVerdict(
      kind: kind, unknownFields: unknown.faults, verdict: judge.validator.verdict(on: submission))
    guard verdict.sentences.isEmpty else { return (chain, nil) }
    var informed = chain
    informed.validator = judge.validator
    return (informed, .catalogued(kind, as: request.kind))
  }
}
