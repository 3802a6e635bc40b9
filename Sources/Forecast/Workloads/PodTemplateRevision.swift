import YAML

/// A pod template that a workload has or had.
struct PodTemplateRevision: Sendable {
  // One object for all copies: controllers carry a template along at each step, and ask of it mostly
  // whether it is the one that they have.
  private let content: Content

  private final class Content: Sendable {
    let template: Node
    let image: String
    let usage: PodUsage

    init(template: Node, image: String, usage: PodUsage) {
      self.template = template
      self.image = image
      self.usage = usage
    }
  }

  init(_ template: Node) {
    content = Content(
      template: template,
      image: template["spec"]?["containers"]?.elements?.first?["image"]?.scalarText ?? "",
      usage: PodUsage(podSpec: template["spec"]))
  }

  /// The template as the server stores it.
  var template: Node { content.template }
  /// The image of the first container, by which pods are told how to behave.
  var image: String { content.image }
  /// What a pod of it takes of a quota.
  var usage: PodUsage { content.usage }

  /// The template with another image in its first container.
  func with(image: String) -> PodTemplateRevision {
    var copy = template
    guard var spec = copy["spec"], var containers = spec["containers"]?.elements,
      containers.first?.mapping != nil
    else { return self }
    containers[0]["image"] = .string(image)
    spec["containers"] = Node(containers)
    copy["spec"] = spec
    return PodTemplateRevision(copy)
  }

  /// Whether pods of both are the same, so that one ReplicaSet or revision serves both.
  func isEqual(to other: PodTemplateRevision) -> Bool {
    content === other.content || image == other.image && template.isEqual(to: other.template)
  }
}
