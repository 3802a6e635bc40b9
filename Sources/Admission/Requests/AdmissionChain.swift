package import APIServer
package import Kubernetes
import Values
package import YAML

/// Answers requests as the API server does, in its order: policies that mutate, the rules of the
/// object's kind, policies that validate.
package struct AdmissionChain: Sendable {
  /// The policies, with what they ask about.
  package let engine: Engine
  /// What reads objects and fills them in, with the kinds that it knows.
  package var validator: Validator
  /// Whether the rules of the kind are asked too, as a server does that stores the object.
  package var judges: Bool

  package init(engine: Engine, validator: Validator, judges: Bool = false) {
    self.engine = engine
    self.validator = validator
    self.judges = judges
  }

  /// What becomes of a request.
  package struct Answer: Sendable {
    /// What all of them say.
    package var verdict: Verdict
    /// The object as the server would store it; nil where there is none, or where it is refused.
    package var object: Node?
    /// What policies change in the object that was sent; nil where they change nothing.
    package var patch: JSONPatch?
    /// What there is to say that changes no answer.
    package var note: String?

    package init(verdict: Verdict, note: String? = nil) {
      self.verdict = verdict
      self.note = note
    }
  }

  /// Asks everybody about a request as it was sent.
  package func answer(_ sent: AdmissionRequest) -> Answer {
    guard let object = sent.object else {
      return Answer(verdict: engine.evaluate(sent.defaulted(by: validator)))
    }
    let submission = submission(of: sent, KubernetesObject(object))
    guard submission.root != nil else {
      if judges, let refusal = validator.verdict(on: submission).status(of: sent) {
        return Answer(verdict: Verdict(request: sent, refusal: refusal))
      }
      return Answer(verdict: engine.evaluate(sent.defaulted(by: validator)))
    }
    var request = sent
    request.object = submission.form
    request.oldObject = sent.oldObject.map { validator.held(KubernetesObject($0)).root }
    let mutation = engine.mutate(request, submission, by: validator)
    var answer = Answer(verdict: Verdict(request: sent), note: mutation.orderNote)
    answer.verdict.add(mutation)
    guard !mutation.isRefused else { return answer }
    if let refusal = mutation.strayingFrom(request) {
      answer.verdict.refusal = refusal
      return answer
    }
    if let before = submission.form, let after = mutation.submission.form,
      !mutation.changes.isEmpty
    {
      let patch = JSONPatch(from: before, to: after, of: object)
      if !patch.operations.isEmpty { answer.patch = patch }
    }
    if judges {
      let judged = validator.verdict(on: mutation.submission)
      if let refusal = judged.status(of: sent) {
        answer.verdict.refusal = refusal
        return answer
      }
      request.object = judged.stored
    } else {
      request.object = validator.stored(mutation.submission)
    }
    let verdict = engine.evaluate(request)
    answer.verdict.add(verdict)
    if answer.verdict.isAllowed { answer.object = request.object }
    return answer
  }
}

extension AdmissionChain {
  private func submission(of sent: AdmissionRequest, _ object: KubernetesObject) -> Submission {
    guard validator.knows(object.gvk) || judges else { return Submission(unread: object) }
    return validator.submission(
      of: object, replacing: sent.oldObject.map { KubernetesObject($0) })
  }
}

extension Verdict {
  fileprivate init(request: AdmissionRequest, refusal: Status) {
    self.init(request: request)
    self.refusal = refusal
  }

  /// Takes what came of the mutations before.
  package mutating func add(_ mutation: MutationOutcome) {
    failures += mutation.failures
    undecided += mutation.undecided
    matches += mutation.matches
    refusal = refusal ?? mutation.refusal
  }

  /// Takes what policies say that are asked later.
  fileprivate mutating func add(_ later: Verdict) {
    failures += later.failures
    undecided += later.undecided
    matches += later.matches
    auditAnnotations += later.auditAnnotations
    refusal = refusal ?? later.refusal
  }
}

extension MutationOutcome {
  /// Why the server takes no object that policies moved to another namespace.
  fileprivate func strayingFrom(_ request: AdmissionRequest) -> Verdict.Status? {
    guard !changes.isEmpty, !request.namespace.isEmpty, request.resource != .namespaces,
      let root = submission.root, KubernetesObject(root).namespace != request.namespace
    else { return nil }
    return Verdict.Status(
      message: "the namespace of the provided object does not match the namespace sent on the "
        + "request", reason: "BadRequest", code: 400)
  }
}

extension ServerVerdict {
  /// The answer to a request whose object cannot be stored; nil where it can.
  fileprivate func status(of request: AdmissionRequest) -> Verdict.Status? {
    if !faults.isEmpty {
      return Verdict.Status(
        message: faults.serverMessage(kind: request.kind.kind, version: request.kind.version),
        reason: "BadRequest", code: 400)
    }
    if let refusal {
      return Verdict.Status(message: refusal, reason: "BadRequest", code: 400)
    }
    guard !causes.isEmpty else { return nil }
    var texts: [String] = []
    for cause in causes {
      let text = cause.field.isEmpty ? cause.message : "\(cause.field): \(cause.message)"
      if !texts.contains(text) { texts.append(text) }
    }
    let kind =
      request.kind.group.isEmpty ? request.kind.kind : "\(request.kind.kind).\(request.kind.group)"
    let list = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    return Verdict.Status(
      message: "\(kind) \(request.name.goQuoted) is invalid: \(list)", reason: "Invalid",
      code: 422)
  }
}
