package import Kubernetes
import YAML

/// What rules and selectors ask of a request.
struct RequestAttributes {
  let request: AdmissionRequest
  /// The labels of the object's namespace, where selectors apply to it.
  let namespaceLabels: NamespaceLabels
  /// The request's own resource and kind.
  let ownMapping: RESTMapper.Mapping
  private let mapper: RESTMapper

  init(request: AdmissionRequest, state: ClusterState) {
    self.request = request
    namespaceLabels = NamespaceLabels(of: request, state.namespaces)
    ownMapping = RESTMapper.Mapping(
      resource: request.resource, kind: request.kind, isNamespaced: !request.namespace.isEmpty)
    mapper = state.mapper
  }

  /// The other resources that serve the same object; asked for where a rule is for none of its own.
  var equivalents: [RESTMapper.Mapping] { mapper.equivalents(of: request.resource) }

  /// The labels of the object and of the old object, as far as there are any.
  ///
  /// What a connection is opened with, as PodExecOptions, has no metadata, so that a selector which
  /// selects at all never selects it.
  var objectLabels: [[String: String]] {
    guard request.operation != .connect else { return [] }
    return [request.object, request.oldObject].compactMap { node in
      node.map { KubernetesObject($0).labels }
    }
  }
}

/// The labels of a namespace that selectors ask for.
enum NamespaceLabels {
  /// Objects of the cluster are selected by every selector.
  case notNamespaced
  case labels([String: String])
  case unknown(name: String)

  /// Those of the namespace that a request's object is in, or that it is.
  init(of request: AdmissionRequest, _ namespaces: Namespaces) {
    if request.resource.resource == "namespaces" {
      let isWritten = request.operation == .create || request.operation == .update
      if isWritten, request.subresource.isEmpty, let object = request.object {
        self = .labels(Namespaces.labels(of: KubernetesObject(object)))
        return
      }
    } else if request.namespace.isEmpty {
      self = .notNamespaced
      return
    }
    if let labels = namespaces.labels[request.namespace] {
      self = .labels(labels)
    } else {
      self = .unknown(name: request.namespace)
    }
  }
}

/// The Namespace objects of the environment.
package struct Namespaces: Sendable {
  private let objects: [String: KubernetesObject]
  /// The labels of each with the one that the server sets, by its name.
  let labels: [String: [String: String]]

  /// Objects that are no Namespace are passed over.
  package init(_ objects: [KubernetesObject]) {
    let kind = GroupVersionKind(apiVersion: "v1", kind: "Namespace")
    self.objects = Dictionary(
      objects.filter { $0.gvk == kind }.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    labels = self.objects.mapValues(Self.labels)
  }

  /// The Namespace object of that name; nil where none is known.
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
