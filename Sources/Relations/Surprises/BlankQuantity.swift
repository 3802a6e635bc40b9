import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A quantity has no blanks around it.
  static let blankQuantity = RelationRule(
    "surprise/blank-quantity", "A quantity has no blank before or behind it.",
    why: "The API server drops the blank; other programs that read the files, and older servers, "
      + "refuse the quantity.",
    instead: "Remove the blank.",
    examples: Examples(
      passing: [.pod("resources: {limits: {cpu: \"0.5\"}}")],
      failing: [
        (
          .pod("resources: {limits: {cpu: 1️⃣\"0.5 \"}}"),
          "the quantity \"0.5 \" has a blank around it"
        )
      ]), needsAll: false
  ) { graph, id in
    graph.pods.flatMap { pods in
      pods.containers.flatMap { container in
        ["requests", "limits"].flatMap { list in
          (container.node["resources"]?[list]?.mapping?.entries ?? []).compactMap { entry in
            guard let text = entry.value.scalarText, text.hasPrefix(" ") || text.hasSuffix(" ")
            else { return nil }
            return pods.owner.finding(
              id, .warning, "the quantity \"\(text)\" has a blank around it", at: entry.value,
              pods.path(container.steps + ["resources", .key(list), .key(entry.name)]),
              help: "remove the blank")
          }
        }
      }
    }
  }
}
