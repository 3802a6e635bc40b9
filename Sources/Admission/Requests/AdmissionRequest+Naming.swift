import Kubernetes
import YAML

extension AdmissionRequest {
  /// The request as validating policies see it: a name that the server makes up is there.
  ///
  /// Nobody knows the five letters that a server would draw; these stand for any. Mutating
  /// policies are asked before the name is made.
  var named: AdmissionRequest {
    guard operation == .create, name.isEmpty, let object,
      let beginning = object["metadata"]?["generateName"]?.string, !beginning.isEmpty,
      object["metadata"]?["name"]?.string ?? "" == ""
    else { return self }
    var request = self
    request.name = Self.generated(from: beginning)
    request.object = object.settingMetadata("name", to: request.name)
    return request
  }

  /// The request with its objects in the namespace that it is made in, where they name none.
  var placed: AdmissionRequest {
    var request = self
    request.object = object.map(placed)
    request.oldObject = oldObject.map(placed)
    return request
  }

  private func placed(_ node: Node) -> Node {
    let kind = KubernetesObject(node).gvk
    guard !namespace.isEmpty, resource != .namespaces, SubresourceKind.named(kind) == nil,
      Facts.standard.resource(of: kind)?.isNamespaced != false,
      node["metadata"]?["namespace"]?.string ?? "" == ""
    else { return node }
    return node.settingMetadata("namespace", to: namespace)
  }

  /// A name of at most 63 characters, as `SimpleNameGenerator` of the API server makes it.
  private static func generated(from beginning: String) -> String {
    let suffix = "xxxxx"
    return String(beginning.prefix(63 - suffix.count)) + suffix
  }
}

extension Node {
  /// The object with another text in a field of its metadata.
  func settingMetadata(_ name: String, to text: String) -> Node {
    guard var root = mapping else { return self }
    var metadata = root["metadata"]?.mapping ?? Mapping()
    metadata[name] = .string(text)
    root["metadata"] = Node(metadata, origin: root["metadata"]?.origin ?? .none)
    return Node(root, origin: origin)
  }
}
