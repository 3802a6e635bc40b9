package import Kubernetes
package import YAML

/// Something in one object that means another.
package struct ObjectLink: Sendable {
  /// The object that means the other.
  package var owner: KubernetesObject
  /// What means it: the scalar that names it, or the selector that selects its pods.
  package var node: Node
  /// The kind that is meant, for which a name stands.
  package var kind: String
  /// What is meant; nothing where it is not here.
  package var targets: [KubernetesObject]
  /// Whether the node is the name of the object, rather than a selector.
  package var isName: Bool
}

extension ObjectGraph {
  /// All that objects say of each other: names, backends, scaled workloads, selectors.
  package var links: [ObjectLink] {
    var links = references.names.map(link)
    links += backends.map { link($0.reference) }
    links += scalers.map { link($0.reference) }
    for object in objects {
      guard let selection = object.podSelection, object.kind == "Service", object.group.isEmpty
      else { continue }
      links.append(
        ObjectLink(
          owner: object.object, node: selection.node, kind: "Pod",
          targets: pods(in: object.namespace, selectedBy: selection.selector).map(\.owner.object),
          isName: false))
    }
    for object in objects(of: "StatefulSet") {
      guard let name = object.object.root["spec"]?["serviceName"], name.scalarText != nil else {
        continue
      }
      links.append(
        link(
          Reference(
            owner: object, kind: "Service", name: name, namespace: object.namespace,
            path: ReferencePath(root: ["spec", "serviceName"], tail: []))))
    }
    return links
  }

  private func link(_ reference: Reference) -> ObjectLink {
    let target = object(
      reference.kind, reference.key.name, in: reference.namespace, near: reference.owner.target)
    return ObjectLink(
      owner: reference.owner.object, node: reference.name, kind: reference.kind,
      targets: target.map { [$0.object] } ?? [], isName: true)
  }
}

extension ObjectGraph {
  /// A label of pods, as workloads give it to them.
  package struct PodLabel: Hashable, Sendable {
    /// The label's name.
    package var key: String
    /// What the pods have for it.
    package var value: String
  }

  /// The labels that pods are given, each once.
  package var podLabels: Set<PodLabel> {
    var labels: Set<PodLabel> = []
    for set in pods { set.eachLabel { labels.insert(PodLabel(key: $0, value: $1)) } }
    return labels
  }

  /// The names of the ports that containers and Services have, each once.
  package var portNames: Set<String> {
    var names = Set(pods.flatMap { $0.containers.flatMap(\.ports) }.map(\.name))
    for service in objects(of: "Service") {
      for port in service.object.root["spec"]?["ports"]?.elements ?? [] {
        if let name = port["name"]?.scalarText { names.insert(name) }
      }
    }
    names.remove("")
    return names
  }
}
