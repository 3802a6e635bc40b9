import APIServer
import Admission
import Diagnostics
import Environments
import Kubernetes
import YAML

/// An object as checks look at it: decoded, defaulted, mutated and judged once, for all of them.
struct PreparedObject: Sendable {
  /// As its sources have it.
  let object: KubernetesObject
  /// The object that it would replace, as its sources had it.
  let before: KubernetesObject?
  /// What the server says of it; nil where its kind is not known, or its values are not.
  let verdict: ServerVerdict?
  /// What stands in for the definition of its kind, which may have other versions alone; nil where the
  /// kind is built in or defined, and where nothing is known of it.
  let catalogued: CataloguedKind?
  /// The fields that a catalogued kind does not have: it is judged without, and policies see them.
  let unknownFields: UnknownFields
  /// As the server hands it to policies that validate, every default filled in and every mutation
  /// made; nil where it cannot be decoded or its values are encrypted, so that no policy is ever
  /// asked.
  let stored: Node?
  /// The object that it would replace, in the same form.
  let storedBefore: Node?
  /// What policies that mutate made of it; nil where there are none.
  let mutation: MutationOutcome?

  /// The object as it is and as it was, by their sources.
  var states: [KubernetesObject] { [object, before].compactMap(\.self) }

  /// - Parameter mutating: what lets policies mutate the object; nil where none does.
  init(
    _ object: KubernetesObject, replacing before: KubernetesObject?, by judge: ObjectJudge,
    mutating: Engine? = nil
  ) {
    self.object = object
    self.before = before
    catalogued = judge.definitions.catalogued(object.gvk)
    guard !object.isEncrypted else {
      unknownFields = .none
      (verdict, stored, storedBefore, mutation) = (nil, nil, nil, nil)
      return
    }
    let validator = judge.validator
    let (sent, unsendable) = object.sentWithFault
    let sentBefore = before?.sent
    let isKnown = validator.knows(object.gvk)
    let storedBefore = sentBefore.map { isKnown ? judge.held($0) : $0.root }
    self.storedBefore = storedBefore
    if let unsendable, let fault = DecodingFault(unsendable: unsendable) {
      verdict = ServerVerdict(unreadable: [fault])
      unknownFields = .none
      (stored, mutation) = (nil, nil)
      return
    }
    var submission: Submission
    (submission, unknownFields) =
      isKnown
      ? judge.submission(of: sent, replacing: sentBefore) : (Submission(unread: sent), .none)
    mutation = mutating.map { engine in
      var request = AdmissionRequest(
        before == nil ? .create : .update, object: sent.root, oldObject: sentBefore?.root,
        mapper: engine.state.mapper)
      request.object = submission.form
      request.oldObject = storedBefore
      return engine.mutate(request, submission, by: validator)
    }
    if let mutation, !mutation.isRefused { submission = mutation.submission }
    guard isKnown else {
      verdict = nil
      stored = submission.root
      return
    }
    let verdict = validator.verdict(on: submission)
    self.verdict = verdict
    stored =
      verdict.faults.isEmpty
      ? unknownFields.restored(of: sent, in: verdict.stored ?? sent.root) : nil
  }

  /// The findings, where those at the expression of a policy that mutated the object name it.
  func naming(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    guard let mutation, !mutation.changes.isEmpty else { return diagnostics }
    return diagnostics.map { finding in
      guard let place = finding.primary, let policy = mutation.policy(at: place) else {
        return finding
      }
      var finding = finding
      finding.related.insert(
        Label("policy '\(policy)' changes this object", at: object.place), at: 0)
      return finding
    }
  }
}

extension DecodingFault {
  /// What kubectl says of a number that JSON does not have.
  fileprivate init?(unsendable found: (path: FieldPath, node: Node)) {
    let (path, node) = found
    guard let number = node.scalar?.number else { return nil }
    let name = number.isNaN ? "NaN" : number > 0 ? "+Inf" : "-Inf"
    self.init(
      kind: .format, message: "json: unsupported value: \(name)", path: path,
      location: node.origin.location)
  }
}

extension KubernetesObject {
  /// Where the object stands, as far as anything of it does.
  fileprivate var place: Location? { location ?? metadata?["name"]?.origin.location }
}
