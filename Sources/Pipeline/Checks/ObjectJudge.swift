import APIServer
import Admission
import Environments
import Kubernetes
import YAML

/// What judges objects as the API server does, and what it knows their kinds by.
struct ObjectJudge: Sendable {
  let validator: Validator
  let definitions: APIDefinitions

  /// - Parameter release: the server's release.
  init(_ definitions: APIDefinitions, release: KubernetesRelease) {
    self.definitions = definitions
    validator = .evaluatingRules(definitions: definitions.objects, release: release)
  }

  /// The object as the server reads it, without the fields that a catalogued kind does not have.
  func submission(
    of object: KubernetesObject, replacing before: KubernetesObject?
  ) -> (Submission, UnknownFields) {
    let submission = validator.submission(of: object, replacing: before)
    let unknown = unknownFields(of: object, in: submission)
    guard !unknown.faults.isEmpty else { return (submission, unknown) }
    return (validator.submission(of: unknown.removed(from: object), replacing: before), unknown)
  }

  /// The object as the server holds it, with the fields that a catalogued kind does not have.
  func held(_ object: KubernetesObject) -> Node {
    let held = validator.held(object).root
    guard definitions.catalogued(object.gvk) != nil else { return held }
    return unknownFields(of: object, in: validator.submission(of: object))
      .restored(of: object, in: held)
  }

  private func unknownFields(
    of object: KubernetesObject, in submission: Submission
  ) -> UnknownFields {
    definitions.catalogued(object.gvk) == nil ? .none : UnknownFields(in: submission.faults)
  }
}
