package import APIServer
package import Diagnostics
import Environments
import Kubernetes

/// What the API server would say of manifests, each by itself.
package struct ManifestValidation: Sendable {
  /// What was found, in the order of the files.
  package var diagnostics: [Diagnostic] { outcome.diagnostics }
  /// What was looked at.
  package var coverage: Coverage { outcome.coverage }
  /// Whether a file could not be read as manifests, or held none.
  package private(set) var isIncomplete = false

  private var outcome = CheckOutcome()
  private let validator: Validator
  private let refusesUnknownKinds: Bool

  /// - Parameters:
  ///   - validator: what judges the objects, with the kinds that it knows.
  ///   - refusesUnknownKinds: whether an object of another kind is an error.
  package init(validator: Validator, refusesUnknownKinds: Bool = false) {
    self.validator = validator
    self.refusesUnknownKinds = refusesUnknownKinds
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
    outcome.coverage.objects += found.count
    for object in found {
      outcome += PreparedObject(object, replacing: nil, by: validator)
        .validation(refusingUnknownKinds: refusesUnknownKinds)
    }
  }
}
