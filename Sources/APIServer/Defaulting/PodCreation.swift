import Kubernetes
import YAML

/// What the server makes of pods and nodes when they are created.
extension Creation {
  /// An annotation of AppArmor becomes the field that replaced it.
  static func profileContainers(_ object: inout Mapping) {
    let annotations = object.value("metadata").value("annotations")
    guard annotations.entries.contains(where: { $0.name.hasPrefix(AppArmor.prefix) }) else {
      return
    }
    object.changeMapping("spec") { spec in
      for list in Container.Role.allCases.map(\.rawValue) {
        spec.change(list) { containers in
          containers.changeElements { container in
            container.changeMapping { profile(&$0, by: annotations) }
          }
        }
      }
    }
  }

  private static func profile(_ container: inout Mapping, by annotations: Mapping) {
    let text = annotations.optionalText(AppArmor.prefix + container.text("name"))
    guard let profile = text.flatMap(AppArmor.profile) else { return }
    container.fill("securityContext", .object([:]))
    container.changeMapping("securityContext") { $0.fill("appArmorProfile", profile) }
  }

  /// The first of a node's blocks of addresses has a field of its own, which wins.
  static func reconcilePodBlocks(_ spec: inout Mapping) {
    let block = spec.text("podCIDR")
    let blocks = spec.strings("podCIDRs")
    if !block.isEmpty, blocks.first != block {
      spec["podCIDRs"] = Node([.string(block)]).markedDefaulted
    } else if block.isEmpty, let first = blocks.first {
      spec["podCIDR"] = Node.string(first).markedDefaulted
    }
  }

  /// A node is not ready until its kubelet says that it is.
  static func taintNewNode(_ spec: inout Mapping) {
    let key = "node.kubernetes.io/not-ready"
    let present = spec["taints"]?.elements ?? []
    let isThere = present.contains {
      $0["key"]?.string == key && $0["effect"]?.string == "NoSchedule"
    }
    guard !isThere else { return }
    let taint = Node.object(["key": .string(key), "effect": .string("NoSchedule")])
    spec["taints"] = Node(
      present + [taint.markedDefaulted], origin: spec["taints"]?.origin ?? .defaulted)
  }
}

/// Profiles of AppArmor, as the annotation names them that the field `appArmorProfile` replaced.
enum AppArmor {
  static let prefix = "container.apparmor.security.beta.kubernetes.io/"
  private static let local = "localhost/"

  /// The field's value; nil for a profile that there is not.
  static func profile(_ text: String) -> Node? {
    switch text {
    case "runtime/default": .object(["type": .string("RuntimeDefault")])
    case "unconfined": .object(["type": .string("Unconfined")])
    case _ where text.hasPrefix(local):
      .object([
        "type": .string("Localhost"),
        "localhostProfile": .string(String(text.dropFirst(local.count))),
      ])
    default: nil
    }
  }

  static func isSound(_ text: String) -> Bool { text.isEmpty || profile(text) != nil }
}
