import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A Service selects pods that something makes.
  static let danglingService = RelationRule(
    "relations/dangling-service", "The selector of a Service selects pods.",
    why: "A Service without pods has no endpoints: whoever calls it is refused.",
    instead: "Write the labels of the pods' template into the selector.",
    examples: Examples(
      passing: [
        .pod("env: []")
          + "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}}\n",
        .pod("env: []")
          + "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web, web-active: \"true\"}}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: ExternalName, externalName: a.b}\n",
      ],
      failing: [
        (
          .pod("env: []")
            + "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: 1️⃣wbe}}\n",
          "Service web selects no pod: it never has an endpoint"
        )
      ])
  ) { graph, id in
    graph.objects(of: "Service").filter(\.group.isEmpty).compactMap { service in
      guard let selection = service.podSelection,
        graph.pods(in: service.namespace, selectedBy: selection.selector).isEmpty
      else { return nil }
      return graph.selectsNothing(
        service, selection, id, "it never has an endpoint", severity: .error)
    }
  }
}

extension GraphObject {
  /// The pods that a Service of the core group leads to; nil where it says so by other means.
  var podSelection: Selection? {
    guard let node = object.root["spec"]?["selector"], let mapping = node.mapping,
      !mapping.isEmpty
    else { return nil }
    let labels = Dictionary(
      mapping.entries.map { ($0.name, $0.value.scalarText ?? "") }, uniquingKeysWith: { $1 })
    return Selection(
      selector: LabelSelector(matchLabels: labels), node: node, path: ["spec", "selector"])
  }
}

/// A question to labels, where it stands.
struct Selection: Sendable {
  let selector: LabelSelector
  let node: Node
  let path: FieldPath

  init(selector: LabelSelector, node: Node, path: FieldPath) {
    self.selector = selector
    self.node = node
    self.path = path
  }

  /// Reads a label selector; nil where there is none, or one that cannot be read.
  init?(_ node: Node?, at path: FieldPath) {
    guard let node, node.mapping != nil, let selector = try? LabelSelector(node) else { return nil }
    self.init(selector: selector, node: node, path: path)
  }
}

extension ObjectGraph {
  /// That a selector selects no pod; nil where others are likely to make the pods that it means.
  func selectsNothing(
    _ object: GraphObject, _ selection: Selection, _ rule: RuleID, _ consequence: String,
    severity: Severity
  ) -> Diagnostic? {
    let claim = ownership.claim(on: object.namespace)
    guard !mayBeMade(selection.selector, in: object.namespace) else { return nil }
    let nearest = nearestPods(to: selection.selector, in: object.namespace)
    if let nearest, selection.selector.asksForRole(among: nearest.pods.labels) { return nil }
    switch absent {
    case .none: break
    case .words(let words):
      if words.mayMakeLabels(of: selection.selector) { return nil }
    case .unknown:
      // What nobody knows may have any labels, but not those of pods that are here but for a letter.
      guard let nearest, selection.selector.isMisspelt(for: nearest.pods.labels) else { return nil }
    }
    // Of a namespace that has no pods here nothing is known.
    if case .shared = claim, pods(in: object.namespace).isEmpty { return nil }
    var related: [Label] = []
    var help: String?
    if let (pods, difference) = nearest {
      related.append(pods.owner.label("the pods of \(pods.owner.shown) have other labels"))
      help = difference
    }
    return object.finding(
      rule, min(severity, claim.severity), "\(object.shown) selects no pod: \(consequence)",
      at: selection.place, selection.path, related: related + [claim.label], help: help)
  }

  /// Whether the pods that a selector asks for are likely made by what is not seen: a release, or the
  /// controller of a custom resource, after which it names its pods.
  private func mayBeMade(_ selector: LabelSelector, in namespace: String) -> Bool {
    if ownership.isUnseen(namespace) { return true }
    let custom = objects.filter {
      $0.namespace == namespace && $0.isCustom && $0.knownProducts == nil
    }
    guard !custom.isEmpty else { return false }
    // What its controller makes may have any labels, but not those of pods here but for a letter.
    guard let nearest = nearestPods(to: selector, in: namespace),
      selector.isMisspelt(for: nearest.pods.labels)
    else { return true }
    return selector.requirements.contains { requirement in
      let domain = requirement.key.split(separator: "/").first.map(String.init) ?? ""
      return requirement.key.contains("/")
        && custom.contains {
          $0.group == domain || $0.group.hasSuffix("." + domain) || domain.hasSuffix($0.group)
        }
        || requirement.values.contains { value in
          custom.contains {
            value == $0.name || value.hasPrefix($0.name + "-")
              || value.lowercased() == $0.kind.lowercased()
          }
        }
    }
  }

  /// The pods of the namespace that lack least of what a selector asks for, with what to do about it;
  /// nil where none has any of it.
  private func nearestPods(
    to selector: LabelSelector, in namespace: String
  ) -> (pods: PodSet, help: String)? {
    var best: (pods: PodSet, met: Int)?
    for set in pods(in: namespace) {
      let met = selector.requirements.count { requirement in
        requirement.matches(set.labels)
          || requirement.values.contains { value in
            Spelling.nearest(to: value, among: [set.labels[requirement.key] ?? ""]) != nil
          }
      }
      if met > best?.met ?? 0 { best = (set, met) }
    }
    guard let best,
      let wrong = selector.requirements.first(where: { !$0.matches(best.pods.labels) })
    else { return nil }
    let asked = wrong.values.first ?? ""
    let help =
      best.pods.labels[wrong.key].map { "the pods have \(wrong.key): \($0), not \(asked)" }
      ?? "the pods have no label \(wrong.key)"
    return (best.pods, help)
  }
}

extension Selection {
  /// Where the selector stands: its first label, if what set it is one place and not the object's.
  var place: Node {
    let labels = node["matchLabels"] ?? node
    return labels.mapping?.entries.count == 1
      ? labels.mapping?.entries.first?.value ?? node : node
  }
}

extension AbsentWords {
  /// Whether what the files make may have the labels that a selector asks for.
  func mayMakeLabels(of selector: LabelSelector) -> Bool {
    selector.requirements.allSatisfy { requirement in
      requirement.values.isEmpty
        ? contains(requirement.key) : requirement.values.contains(where: mayMake)
    }
  }
}

extension LabelSelector {
  /// Whether all that it asks for beside these labels is one that programs give their pods at run time:
  /// which of them leads.
  fileprivate func asksForRole(among labels: [String: String]) -> Bool {
    let missing = requirements.filter { !$0.matches(labels) }
    return missing.count == 1
      && missing.allSatisfy { requirement in
        labels[requirement.key] == nil
          && requirement.values.allSatisfy(Self.roles.contains)
      }
  }

  private static let roles: Set<String> = [
    "true", "false", "master", "slave", "primary", "secondary", "replica", "leader", "follower",
    "active", "standby",
  ]

  /// Whether each label that it asks for is one of these, or that but for a few letters.
  fileprivate func isMisspelt(for labels: [String: String]) -> Bool {
    requirements.allSatisfy { requirement in
      requirement.matches(labels)
        || requirement.values.contains {
          Spelling.nearest(to: $0, among: [labels[requirement.key] ?? ""]) != nil
        }
    }
  }
}
