package import APIServer
package import Diagnostics
import Kubernetes

/// What the API server would say of manifests, each by itself.
package struct ManifestValidation: Sendable {
  package private(set) var diagnostics: [Diagnostic] = []
  /// How many objects there were.
  package private(set) var objects = 0
  /// The kinds that no schema is known for, with how many of their objects went unchecked.
  package private(set) var uncheckedKinds: [String: Int] = [:]
  /// Whether a file could not be read as manifests, or held none.
  package private(set) var isIncomplete = false

  private let validator: Validator

  /// - Parameter validator: what judges the objects, with the kinds that it knows.
  package init(validator: Validator) { self.validator = validator }

  /// Validates the objects of one file.
  package mutating func add(_ file: SourceFile) {
    let found: [KubernetesObject]
    do {
      found = try Manifests.objects(of: file)
    } catch {
      diagnostics += error.diagnostics
      isIncomplete = true
      return
    }
    if found.isEmpty {
      diagnostics.append(
        Diagnostic(
          rule: "pipeline/not-an-object", severity: .error,
          message: "there is nothing to check: \(file.path) holds no object"))
      isIncomplete = true
    }
    objects += found.count
    for object in found {
      guard validator.knows(object.gvk) else {
        uncheckedKinds[object.gvk.description, default: 0] += 1
        continue
      }
      diagnostics += validator.verdict(on: object).diagnostics(of: object)
    }
  }
}
