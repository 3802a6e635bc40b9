package import APIServer
import Kubernetes
import YAML

extension AdmissionRequest {
  /// The request with its objects as the server hands them to policies: with every default, in the
  /// namespace that the request is made in, and without what means nothing.
  ///
  /// - Parameter validator: what knows custom kinds, whose schemas have defaults too.
  package func defaulted(by validator: Validator = Validator()) -> AdmissionRequest {
    var request = self
    request.object = object.map { validator.held(KubernetesObject(placed($0))).root }
    request.oldObject = oldObject.map { validator.held(KubernetesObject(placed($0))).root }
    return request
  }

  /// An object that names no namespace, in that of the request.
  private func placed(_ node: Node) -> Node {
    guard !namespace.isEmpty, resource != .namespaces,
      Facts.standard.resource(of: KubernetesObject(node).gvk)?.isNamespaced != false,
      node["metadata"]?["namespace"]?.string ?? "" == ""
    else { return node }
    return node.settingMetadata("namespace", to: namespace)
  }
}
