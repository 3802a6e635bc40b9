package import APIServer
import Kubernetes

extension AdmissionRequest {
  /// The request with its objects as the server hands them to policies: with every default, and
  /// without what means nothing.
  ///
  /// - Parameter validator: what knows custom kinds, whose schemas have defaults too.
  package func defaulted(by validator: Validator = Validator()) -> AdmissionRequest {
    var request = self
    request.object = object.map { validator.held(KubernetesObject($0)).root }
    request.oldObject = oldObject.map { validator.held(KubernetesObject($0)).root }
    return request
  }
}
