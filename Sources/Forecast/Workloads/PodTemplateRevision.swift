import YAML

/// A pod template that a workload has or had.
struct PodTemplateRevision: Sendable {
  /// The template as the server stores it.
  let template: Node
  /// The image of the first container, by which pods are told how to behave.
  let image: String
  /// What a pod of it takes of a quota.
  let usage: PodUsage

  init(_ template: Node) {
    self.template = template
    image = template["spec"]?["containers"]?.elements?.first?["image"]?.scalarText ?? ""
    usage = PodUsage(podSpec: template["spec"])
  }

  /// The template with another image in its first container.
  func with(image: String) -> PodTemplateRevision {
    var copy = template
    guard var spec = copy["spec"], var containers = spec["containers"]?.elements,
      !containers.isEmpty
    else { return self }
    containers[0]["image"] = .string(image)
    spec["containers"] = Node(containers)
    copy["spec"] = spec
    return PodTemplateRevision(copy)
  }

  /// Whether pods of both are the same, so that one ReplicaSet or revision serves both.
  func isEqual(to other: PodTemplateRevision) -> Bool {
    image == other.image && template.isEqual(to: other.template)
  }
}
