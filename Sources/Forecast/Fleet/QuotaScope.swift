import Kubernetes
import YAML

/// Which pods a ResourceQuota counts: its scopes and its scopeSelector, all of which have to hold.
struct QuotaScope {
  private let scopes: [String]
  private let classes: [(condition: String, values: [String])]
  /// Whether it asks for something that is not known of a pod here.
  private let isUnknown: Bool

  init(_ spec: Node?) {
    var scopes = (spec?["scopes"]?.elements ?? []).compactMap(\.scalarText)
    var classes: [(condition: String, values: [String])] = []
    for requirement in spec?["scopeSelector"]?["matchExpressions"]?.elements ?? [] {
      let name = requirement["scopeName"]?.scalarText ?? ""
      if name == "PriorityClass" {
        classes.append(
          (
            requirement["operator"]?.scalarText ?? "",
            (requirement["values"]?.elements ?? []).compactMap(\.scalarText)
          ))
      } else {
        scopes.append(name)
      }
    }
    isUnknown = scopes.contains { !Self.known.contains($0) }
    self.scopes = scopes
    self.classes = classes
  }

  private static let known = ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort"]

  /// Whether pods with this spec are counted.
  func counts(podSpec spec: Node?) -> Bool {
    guard !isUnknown else { return false }
    return scopes.allSatisfy { holds($0, for: spec) }
      && classes.allSatisfy { holds($0.condition, $0.values, for: spec) }
  }

  private func holds(_ scope: String, for spec: Node?) -> Bool {
    let isTerminating = spec?["activeDeadlineSeconds"]?.int32 != nil
    switch scope {
    case "Terminating": return isTerminating
    case "NotTerminating": return !isTerminating
    case "BestEffort": return isBestEffort(spec)
    default: return !isBestEffort(spec)
    }
  }

  private func holds(_ condition: String, _ values: [String], for spec: Node?) -> Bool {
    let name = spec?["priorityClassName"]?.scalarText
    switch condition {
    case "In": return name.map(values.contains) ?? false
    case "NotIn": return !(name.map(values.contains) ?? false)
    case "Exists": return name != nil
    case "DoesNotExist": return name == nil
    default: return false
    }
  }

  /// No container asks for CPU or memory (GetPodQOS).
  private func isBestEffort(_ spec: Node?) -> Bool {
    ["containers", "initContainers"].flatMap { spec?[$0]?.elements ?? [] }.allSatisfy { container in
      ["requests", "limits"].allSatisfy { list in
        let amounts = PodResources.thousandths(container["resources"]?[list])
        return ["cpu", "memory"].allSatisfy { amounts[$0, default: 0] == 0 }
      }
    }
  }
}
