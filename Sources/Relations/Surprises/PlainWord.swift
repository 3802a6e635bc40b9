import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A text that some readers of YAML take for true or false is quoted.
  static let plainWord = RelationRule(
    "surprise/plain-word", "A text that is yes, no, on or off is quoted.",
    why: "Kustomize reads the plain word as a text, kubectl and the API server as true or false, "
      + "which they refuse where a text must stand: the same line works or fails by what applies it.",
    instead: "Put the word in quotes.",
    examples: Examples(
      passing: [.pod("env: [{name: A, value: \"NO\"}]"), .pod("env: [{name: A, value: nope}]")],
      failing: [
        (
          .pod("env: [{name: A, value: !!str 1️⃣NO}]"),
          "NO is a text to Kustomize and false to kubectl"
        )
      ]), needsAll: false
  ) { graph, id in
    var findings: [Diagnostic] = []
    func look(_ node: Node, of owner: GraphObject, at path: @autoclosure () -> FieldPath) {
      guard let meaning = node.plainWordMeaning, let word = node.scalarText else { return }
      findings.append(
        owner.finding(
          id, .warning, "\(word) is a text to Kustomize and \(meaning) to kubectl", at: node,
          path(),
          help: "write \"\(word)\"",
          fix: node.origin.location.map {
            Fix(
              "write it in quotes", edits: [.replacing($0, with: "\"\(word)\"")],
              applicability: .safe)
          }))
    }
    for object in graph.objects where object.kind == "ConfigMap" {
      for entry in object.object.root["data"]?.mapping?.entries ?? [] {
        look(entry.value, of: object, at: ["data", .key(entry.name)])
      }
    }
    for pods in graph.pods {
      for container in pods.containers {
        for (index, entry) in (container.node["env"]?.elements ?? []).enumerated() {
          guard let value = entry["value"] else { continue }
          look(
            value, of: pods.owner, at: pods.path(container.steps + ["env", .index(index), "value"]))
        }
      }
    }
    return findings
  }
}

extension Node {
  /// What YAML 1.1 makes of a text that stands plain in its source; nil where that is the text.
  fileprivate var plainWordMeaning: String? {
    guard let scalar, scalar.type == .string, (2...3).contains(scalar.text.utf8.count) else {
      return nil
    }
    let meaning: String
    switch scalar.text {
    case "yes", "Yes", "YES", "on", "On", "ON": meaning = "true"
    case "no", "No", "NO", "off", "Off", "OFF": meaning = "false"
    default: return nil
    }
    guard let place = origin.location, place.text == scalar.text, place.isScalarOfYAML else {
      return nil
    }
    return meaning
  }
}

extension Location {
  /// Whether a text is a scalar of its own in a file of YAML, and not a line of another file or a part of
  /// a literal, of which a generator makes a text.
  fileprivate var isScalarOfYAML: Bool {
    guard [".yaml", ".yml", ".json"].contains(where: file.path.hasSuffix) else { return false }
    return range.lowerBound == 0 || file.bytes[range.lowerBound - 1] != UInt8(ascii: "=")
  }
}
