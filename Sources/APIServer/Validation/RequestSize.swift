import Kubernetes
import YAML

/// How large a request may be: `MaxRequestBodyBytes` of k8s.io/apiserver's server.Config, 3 MiB, which no
/// flag changes.
///
/// A body is read no further than that, so a larger object is neither decoded nor judged.
enum RequestSize {
  private static let limit = 3 << 20

  /// What the server answers to an object whose JSON is longer; nil where it is not.
  static func refusal(of object: KubernetesObject) -> String? {
    guard object.root.isLongerInJSON(than: limit) else { return nil }
    return "Request entity too large: limit is \(limit)"
  }
}
