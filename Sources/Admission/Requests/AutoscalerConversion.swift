import Diagnostics
import Kubernetes
import YAML

/// A HorizontalPodAutoscaler in the other of the two versions of its API.
///
/// `autoscaling/v1` has a field for one target of the CPU. What else `autoscaling/v2` has in `spec` is
/// kept there in annotations, as JSON; follows `pkg/apis/autoscaling/v1/conversion.go`. What a
/// controller reports in `status` is left out.
enum AutoscalerConversion {
  private static let metrics = "autoscaling.alpha.kubernetes.io/metrics"
  private static let behavior = "autoscaling.alpha.kubernetes.io/behavior"
  /// The annotations that conversion makes, and takes away on the way back.
  private static let annotations = [
    metrics, behavior, "autoscaling.alpha.kubernetes.io/current-metrics",
    "autoscaling.alpha.kubernetes.io/conditions",
  ]

  /// From `autoscaling/v2`.
  static func convertToV1(_ node: inout Node) {
    dropAnnotations(of: &node)
    if var spec = node["spec"] {
      let all = spec["metrics"]?.elements ?? []
      let target = all.first(where: \.isOfCPU)?["resource"]?["target"]?["averageUtilization"]
      let others = all.filter { !$0.isTargetOfCPU }
      if !others.isEmpty {
        annotate(&node, metrics, Node(others.map(AutoscalerMetric.v1)), from: spec["metrics"])
      }
      if let rules = spec["behavior"], rules.mapping != nil {
        annotate(&node, behavior, BehaviorAnnotation.value(of: rules), from: rules)
      }
      spec["metrics"] = nil
      spec["behavior"] = nil
      spec["targetCPUUtilizationPercentage"] = target
      node["spec"] = spec
    }
    guard var status = node["status"] else { return }
    status["currentMetrics"] = nil
    status["conditions"] = nil
    node["status"] = status
  }

  /// From `autoscaling/v1`.
  static func convertToV2(_ node: inout Node) {
    let (kept, rules) = (annotation(metrics, of: node), annotation(behavior, of: node))
    dropAnnotations(of: &node)
    guard var spec = node["spec"] else { return }
    let target = spec["targetCPUUtilizationPercentage"]
    var all = kept?.elements?.map { AutoscalerMetric.v2($0, origin: kept?.origin ?? .none) } ?? []
    if let target { all.append(AutoscalerMetric.ofCPU(utilization: target)) }
    spec["targetCPUUtilizationPercentage"] = nil
    if !all.isEmpty { spec["metrics"] = Node(all, origin: (kept ?? target)?.origin ?? .none) }
    if let rules, let value = BehaviorAnnotation.rules(in: rules) { spec["behavior"] = value }
    node["spec"] = spec
  }

  // MARK: Annotations

  private static func annotate(
    _ node: inout Node, _ name: String, _ value: Node, from source: Node?
  ) {
    node.changeAnnotations { annotations in
      annotations[name] = .string(value.json, origin: source?.origin ?? .none)
    }
  }

  private static func dropAnnotations(of node: inout Node) {
    guard let present = node["metadata"]?["annotations"]?.mapping,
      present.names.contains(where: annotations.contains)
    else { return }
    node.changeAnnotations { $0.removeAll { annotations.contains($0.name) } }
  }

  /// The value that an annotation's JSON is of; nil for none, and for what is no JSON.
  private static func annotation(_ name: String, of node: Node) -> Node? {
    guard let annotation = node["metadata"]?["annotations"]?[name], let text = annotation.string,
      let value = try? SourceFile(path: name, text: text).parsedJSON().root
    else { return nil }
    return Node(value.content, origin: annotation.origin)
  }
}

extension Node {
  /// Whether a metric is of the CPU of all containers.
  fileprivate var isOfCPU: Bool {
    self["type"]?.string == "Resource" && self["resource"]?["name"]?.string == "cpu"
  }

  /// Whether a metric is what `autoscaling/v1` has a field for.
  fileprivate var isTargetOfCPU: Bool {
    isOfCPU && self["resource"]?["target"]?["averageUtilization"] != nil
  }

  fileprivate mutating func changeAnnotations(_ change: (inout Mapping) -> Void) {
    var metadata = self["metadata"] ?? Node(Mapping(), origin: origin)
    var annotations = metadata["annotations"]?.mapping ?? Mapping()
    change(&annotations)
    metadata["annotations"] =
      annotations.isEmpty
      ? nil : Node(annotations, origin: metadata["annotations"]?.origin ?? .none)
    self["metadata"] = metadata
  }
}

/// The annotation that holds how an autoscaler scales: the server's own type, by the names that its
/// fields have in Go.
private enum BehaviorAnnotation {
  private static let directions = [("ScaleUp", "scaleUp"), ("ScaleDown", "scaleDown")]
  private static let fields = [
    ("StabilizationWindowSeconds", "stabilizationWindowSeconds"), ("SelectPolicy", "selectPolicy"),
    ("Policies", "policies"), ("Tolerance", "tolerance"),
  ]
  private static let policyFields = [
    ("Type", "type"), ("Value", "value"), ("PeriodSeconds", "periodSeconds"),
  ]

  /// What the annotation holds of a `behavior`; an absent field is null.
  static func value(of rules: Node) -> Node {
    renamed(rules, directions, from: \.1, to: \.0) { direction in
      renamed(direction, fields, from: \.1, to: \.0) { value in
        list(value) { renamed($0, policyFields, from: \.1, to: \.0) { $0 } }
      }
    }
  }

  /// The `behavior` that an annotation's value stands for; nil where it says nothing.
  static func rules(in value: Node) -> Node? {
    let rules = renamed(value, directions, from: \.0, to: \.1) { direction in
      renamed(direction, fields, from: \.0, to: \.1) { value in
        list(value) { renamed($0, policyFields, from: \.0, to: \.1) { $0 } }
      }.withoutNulls
    }.withoutNulls
    return rules.mapping?.isEmpty == false ? Node(rules.content, origin: value.origin) : nil
  }

  private static func list(_ value: Node, _ change: (Node) -> Node) -> Node {
    value.elements.map { Node($0.map(change), origin: value.origin) } ?? value
  }

  private static func renamed(
    _ node: Node, _ names: [(String, String)], from: ((String, String)) -> String,
    to: ((String, String)) -> String, _ change: (Node) -> Node
  ) -> Node {
    guard let mapping = node.mapping else { return node }
    var result = Mapping()
    for pair in names {
      // Go takes a name in whatever case.
      let entry = mapping.entries.first { $0.name.lowercased() == from(pair).lowercased() }
      result[to(pair)] = entry.map { change($0.value) } ?? .null()
    }
    return Node(result, origin: node.origin)
  }
}

extension Node {
  fileprivate var withoutNulls: Node {
    guard var mapping else { return self }
    mapping.removeAll { $0.value.isNull }
    return Node(mapping, origin: origin)
  }
}
