import Kubernetes
import Reporting

/// What `sluice --version` prints.
enum Version {
  /// The version of Sluice, by semantic versioning.
  static let sluice = "0.1.0"
  /// The API server whose verdicts Sluice gives.
  static let kubernetes = "1.36"
  /// The `kustomize build` whose output Sluice gives.
  static let kustomize = "5.8"

  static let description = "sluice \(sluice) (Kubernetes \(kubernetes), Kustomize \(kustomize))"

  /// What reports name as their maker.
  ///
  /// - Parameter release: the API server whose verdicts the report holds.
  static func identity(judgingFor release: KubernetesRelease) -> ToolIdentity {
    ToolIdentity(
      version: sluice, kubernetesVersion: release.description, kustomizeVersion: kustomize)
  }
}
