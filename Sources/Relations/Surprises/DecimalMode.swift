import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// The rights of files are written as they are meant.
  static let decimalMode = RelationRule(
    "surprise/decimal-mode", "The rights of mounted files are written in octal.",
    why:
      "Without a zero in front the number is decimal: 440 is 0670, with which the group may write "
      + "and the owner may not read alone.",
    instead: "Write a zero in front: 0440.",
    examples: Examples(
      passing: [
        .pod("env: []", volumes: "{name: a, configMap: {name: a, defaultMode: 0440}}"),
        .pod("env: []", volumes: "{name: a, secret: {secretName: a, defaultMode: 420}}"),
      ],
      failing: [
        (
          .pod("env: []", volumes: "{name: a, configMap: {name: a, defaultMode: 1️⃣440}}"),
          "the mode 440 is decimal, which is 0670"
        ),
        (
          .pod(
            "env: []",
            volumes: "{name: a, secret: {secretName: a, items: [{key: b, path: b, mode: 1️⃣400}]}}"),
          "the mode 400 is decimal, which is 0620"
        ),
      ]), needsAll: false
  ) { graph, id in
    graph.pods.flatMap { pods in
      pods.modes.compactMap { path, node -> Diagnostic? in
        guard let written = node.decimalMode else { return nil }
        return pods.owner.finding(
          id, .warning,
          "the mode \(written) is decimal, which is 0\(String(written, radix: 8))", at: node,
          pods.path(path), help: "write 0\(written)")
      }
    }
  }
}

extension PodSet {
  /// The fields that hold rights of files.
  fileprivate var modes: [(path: [FieldPath.Step], node: Node)] {
    var found: [(path: [FieldPath.Step], node: Node)] = []
    for (index, volume) in (spec["volumes"]?.elements ?? []).enumerated() {
      for source in ["configMap", "secret", "downwardAPI", "projected"] {
        guard let node = volume[source] else { continue }
        let path: [FieldPath.Step] = ["volumes", .index(index), .key(source)]
        if let mode = node["defaultMode"] { found.append((path + ["defaultMode"], mode)) }
        for (place, item) in (node["items"]?.elements ?? []).enumerated() {
          guard let mode = item["mode"] else { continue }
          found.append((path + ["items", .index(place), "mode"], mode))
        }
      }
    }
    return found
  }
}

extension Node {
  /// The number, where it is written in decimal and its digits are rights as people know them: nobody
  /// may more than the owner, who may read.
  fileprivate var decimalMode: Int? {
    guard let scalar, scalar.type == .integer, let value = scalar.integer, value <= 0o777,
      String(value) == scalar.text, scalar.text.utf8.count == 3
    else { return nil }
    let digits = scalar.text.utf8.map { Int($0) - 0x30 }
    let isOfRights = digits.allSatisfy { [0, 4, 5, 6, 7].contains($0) }
    return isOfRights && digits[0] >= 4 && digits[0] >= digits[1] && digits[1] >= digits[2]
      ? value : nil
  }
}
