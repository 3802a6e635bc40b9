import APIServer
import Admission
import Environments
import Kubernetes
import YAML

/// What judges objects as the API server does, and what it knows their kinds by.
struct ObjectJudge: Sendable {
  let validator: Validator
  let definitions: APIDefinitions

  /// - Parameters:
  ///   - release: the server's release.
  ///   - other: one of the same release. Most environments of a tree have the same definitions, of
  ///     which what is read for one holds for all.
  init(_ definitions: APIDefinitions, release: KubernetesRelease, beside other: ObjectJudge? = nil)
  {
    self.definitions = definitions
    if let other, definitions.hasObjects(of: other.definitions) {
      validator = other.validator
    } else {
      validator = .evaluatingRules(definitions: definitions.objects, release: release)
    }
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

extension APIDefinitions {
  /// Whether both have the same objects of the tree and of the catalogue.
  fileprivate func hasObjects(of other: APIDefinitions) -> Bool {
    objects.elementsEqual(other.objects) { $0.root.isCopy(of: $1.root) }
  }
}
