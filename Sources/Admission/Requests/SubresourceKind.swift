import Kubernetes

/// A kind that is sent to a part of another resource, and nowhere else.
struct SubresourceKind {
  /// What the part is one of.
  var resource: GroupVersionResource
  /// The part, as `exec`.
  var subresource: String
  /// What is done there.
  var operation: AdmissionRequest.Operation

  /// Where a kind is sent; nil for one that is sent to a resource of its own, and for a Scale, which
  /// many resources take.
  static func named(_ kind: GroupVersionKind) -> SubresourceKind? {
    switch (kind.group, kind.version, kind.kind) {
    case ("", "v1", "PodExecOptions"): connect("pods", "exec")
    case ("", "v1", "PodAttachOptions"): connect("pods", "attach")
    case ("", "v1", "PodPortForwardOptions"): connect("pods", "portforward")
    case ("", "v1", "PodProxyOptions"): connect("pods", "proxy")
    case ("", "v1", "ServiceProxyOptions"): connect("services", "proxy")
    case ("", "v1", "NodeProxyOptions"): connect("nodes", "proxy")
    case ("policy", "v1", "Eviction"): core("pods", "eviction", .create)
    case ("authentication.k8s.io", "v1", "TokenRequest"): core("serviceaccounts", "token", .create)
    default: nil
    }
  }

  private static func connect(_ resource: String, _ subresource: String) -> SubresourceKind {
    core(resource, subresource, .connect)
  }

  private static func core(
    _ resource: String, _ subresource: String, _ operation: AdmissionRequest.Operation
  ) -> SubresourceKind {
    SubresourceKind(
      resource: GroupVersionResource(group: "", version: "v1", resource: resource),
      subresource: subresource, operation: operation)
  }
}
