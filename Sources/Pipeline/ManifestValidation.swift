package import APIServer
package import Diagnostics
import Environments
import Kubernetes

/// What the API server would say of manifests, each by itself.
package struct ManifestValidation: Sendable {
  package var diagnostics: [Diagnostic] { outcome.diagnostics }
  /// How many objects there were.
  package private(set) var objects = 0
  /// The kinds that no schema is known for, with how many of their objects went unchecked.
  package var uncheckedKinds: [String: Int] { outcome.uncheckedKinds }
  /// Whether a file could not be read as manifests, or held none.
  package private(set) var isIncomplete = false

  private var outcome = CheckOutcome()
  private let validation: ObjectValidation

  /// - Parameters:
  ///   - validator: what judges the objects, with the kinds that it knows.
  ///   - refusesUnknownKinds: whether an object of another kind is an error.
  package init(validator: Validator, refusesUnknownKinds: Bool = false) {
    validation = ObjectValidation(
      validator: validator, refusesUnknownKinds: refusesUnknownKinds)
  }

  /// Validates the objects of one file.
  package mutating func add(_ file: SourceFile) {
    let found: [KubernetesObject]
    do {
      found = try Manifests.objects(of: file)
    } catch {
      outcome.diagnostics += error.diagnostics
      isIncomplete = true
      return
    }
    if found.isEmpty {
      outcome.diagnostics.append(
        Diagnostic(
          rule: "pipeline/not-an-object", severity: .error,
          message: "there is nothing to check: \(file.path) holds no object"))
      isIncomplete = true
    }
    objects += found.count
    for object in found { validation.look(at: object, &outcome) }
  }
}
