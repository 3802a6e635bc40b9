package import Kubernetes

/// What somebody does to a workload, or to the namespace that it lives in.
package enum RolloutEvent: Sendable {
  /// The spec is replaced, or the object created.
  case apply(KubernetesObject)
  /// spec.replicas is set.
  case scale(Int)
  /// spec.paused is set.
  case pause(Bool)
  /// The image of the template's first container is set.
  case image(String)
  /// `kubectl rollout undo`.
  case undo
  /// A ResourceQuota's bounds are replaced.
  case quota(PodQuota)
  /// So many pods that are ready are evicted.
  case evict(Int)
}
