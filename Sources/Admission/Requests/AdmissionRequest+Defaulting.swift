import APIServer
import Kubernetes

extension AdmissionRequest {
  /// The request with its objects as the server hands them to policies: with every default, and
  /// without what means nothing.
  package func defaulted() -> AdmissionRequest {
    var request = self
    request.object = object.map { Defaulting.apply(to: KubernetesObject($0)).root }
    request.oldObject = oldObject.map { Defaulting.apply(to: KubernetesObject($0)).root }
    return request
  }
}
