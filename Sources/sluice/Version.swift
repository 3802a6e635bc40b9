import Kubernetes
import Kustomize
import Reporting
import Values

/// What `sluice --version` prints.
enum Version {
  /// The version of Sluice, by semantic versioning.
  static let sluice = "0.1.0"
  /// The API server whose verdicts Sluice gives where nobody names a release.
  static let kubernetes = Facts.release.description
  /// The `kustomize build` whose output Sluice gives.
  static let kustomize: String = {
    let parts = Renderer.kustomizeVersion.drop { $0 == "v" }.split(atByte: ".")
    return "\(parts[0]).\(parts[1])"
  }()

  static let description =
    "sluice \(sluice) (Kubernetes \(kubernetes), others from \(KubernetesRelease.supported.lowerBound)"
    + " to \(KubernetesRelease.supported.upperBound) by name; Kustomize \(kustomize))"

  /// What reports name as their maker.
  ///
  /// - Parameter releases: the API servers whose verdicts the report holds.
  static func identity(judgingFor releases: [KubernetesRelease]) -> ToolIdentity {
    ToolIdentity(
      version: sluice, kubernetesVersion: releases.map(\.description).joined(separator: ","),
      kustomizeVersion: kustomize)
  }
}
