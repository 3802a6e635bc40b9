package import Kubernetes
import YAML

/// What rules and selectors ask of a request.
struct RequestAttributes {
  let request: AdmissionRequest
  let mapper: RESTMapper
  let namespaces: Namespaces

  /// The labels of the object's namespace, where a selector applies to it.
  enum NamespaceLabels {
    /// Objects of the cluster are selected by every selector.
    case notNamespaced
    case labels([String: String])
    case unknown(name: String)
  }

  var namespaceLabels: NamespaceLabels {
    let request = request
    if request.resource.resource == "namespaces" {
      let isWritten = request.operation == .create || request.operation == .update
      if isWritten, request.subresource.isEmpty, let object = request.object {
        return .labels(Namespaces.labels(of: KubernetesObject(object)))
      }
    } else if request.namespace.isEmpty {
      return .notNamespaced
    }
    guard let object = namespaces[request.namespace] else {
      return .unknown(name: request.namespace)
    }
    return .labels(Namespaces.labels(of: object))
  }

  /// The labels of the object and of the old object, as far as there are any.
  var objectLabels: [[String: String]] {
    [request.object, request.oldObject].compactMap { node in
      node.map { KubernetesObject($0).labels }
    }
  }
}

/// The Namespace objects of the environment.
package struct Namespaces: Sendable {
  private let objects: [String: KubernetesObject]

  /// Objects that are no Namespace are passed over.
  package init(_ objects: [KubernetesObject]) {
    let kind = GroupVersionKind(apiVersion: "v1", kind: "Namespace")
    self.objects = Dictionary(
      objects.filter { $0.gvk == kind }.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  package subscript(name: String) -> KubernetesObject? { objects[name] }

  /// The label that the server sets on every namespace.
  static let nameLabel = "kubernetes.io/metadata.name"

  /// The labels of a namespace with the one that the server sets.
  static func labels(of namespace: KubernetesObject) -> [String: String] {
    var labels = namespace.labels
    labels[nameLabel] = namespace.name
    return labels
  }
}
