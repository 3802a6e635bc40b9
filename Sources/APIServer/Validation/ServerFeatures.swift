import Kubernetes

/// What a server of a release has turned on where nobody says otherwise, as far as it decides what an
/// object may hold.
///
/// A feature's rule for 1.36 counts for the releases before it too.
extension KubernetesRelease {
  private static let v1_36 = KubernetesRelease(minor: 36)
  private static let v1_37 = KubernetesRelease(minor: 37)

  /// `maxUnavailable` of a StatefulSet is kept, and 1 where it is not given.
  ///
  /// `MaxUnavailableStatefulSet` (KEP-961) is on again since 1.37: CHANGELOG-1.37,
  /// kubernetes/kubernetes#139466.
  var limitsUnavailableOfStatefulSets: Bool { self >= .v1_37 }

  /// A HorizontalPodAutoscaler may have `minReplicas: 0`.
  ///
  /// `HPAScaleToZero` (KEP-2021) is beta and on since 1.37: the blog post `hpa-scale-to-zero-beta`.
  var scalesToZero: Bool { self >= .v1_37 }

  /// A pod's volume may hold a ClusterTrustBundle.
  ///
  /// `ClusterTrustBundleProjection` (KEP-3257) is stable since 1.37 and was off before: the gate's page
  /// of the Kubernetes documentation.
  var mountsTrustBundles: Bool { self >= .v1_37 }

  /// Endpoints are warned of.
  ///
  /// Deprecated since 1.33, with a warning to whoever reads or writes them (KEP-4974): the blog post
  /// `endpoints-formally-deprecated` of the Kubernetes project.
  var warnsOfEndpoints: Bool { self >= KubernetesRelease(minor: 33) }

  /// The server knows the fields that came with 1.37, most of which are off there.
  ///
  /// `+featureGate` in the types of kubernetes/api at v0.37.0-beta.0.
  var hasFieldsOf1_37: Bool { self >= .v1_37 }

  /// Names of admission's configuration that end with `.static.k8s.io` cannot be managed by requests.
  ///
  /// `ManifestBasedAdmissionControlConfig` (KEP-5793) is beta and on since 1.37: `kube_features.go` of
  /// kubernetes/apiserver at v0.37.0-beta.0.
  var reservesStaticNames: Bool { self >= .v1_37 }

  /// The names that a later release reserves are warned of.
  ///
  /// `ManifestBasedAdmissionControlConfig` (KEP-5793) is alpha in 1.36.
  var warnsOfStaticNames: Bool { self == .v1_36 }
}
