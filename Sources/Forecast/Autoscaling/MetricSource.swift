import Values
import YAML

/// One metric that an autoscaler looks at (autoscaling/v2 MetricSpec).
struct MetricSource: Sendable {
  var kind: Kind
  /// The resource or the metric.
  var name: String
  var target: Target
  /// The kind of the object that an Object metric describes.
  var objectKind = ""
  /// The metric's selector as Go prints a pointer to it.
  var selector = "nil"

  enum Kind: Equatable, Sendable {
    case resource
    case container(String)
    case pods
    case object
    case external
  }

  /// What the metric should be; values in thousandths.
  enum Target: Sendable {
    case utilization(Int)
    case averageValue(Int)
    case value(Int)
  }

  /// What an autoscaler without metrics looks at: the use of 80% of the requested CPU.
  static let standard = cpu(utilization: 80)

  /// The use of the requested CPU, in percent.
  static func cpu(utilization percent: Int) -> MetricSource {
    MetricSource(kind: .resource, name: "cpu", target: .utilization(percent))
  }

  private init(kind: Kind, name: String, target: Target) {
    self.kind = kind
    self.name = name
    self.target = target
  }

  /// Reads an element of spec.metrics; nil for one without a target.
  init?(_ node: Node) {
    let field: String
    switch node["type"]?.string {
    case "Resource": (kind, field) = (.resource, "resource")
    case "ContainerResource":
      field = "containerResource"
      kind = .container(node[field]?["container"]?.scalarText ?? "")
    case "Pods": (kind, field) = (.pods, "pods")
    case "Object": (kind, field) = (.object, "object")
    case "External": (kind, field) = (.external, "external")
    default: return nil
    }
    let source = node[field]
    name = (source?["name"] ?? source?["metric"]?["name"])?.scalarText ?? ""
    objectKind = source?["describedObject"]?["kind"]?.scalarText ?? ""
    if let labels = source?["metric"]?["selector"], !labels.isNull {
      selector = Self.printed(labels)
    }
    guard let target = Target(source?["target"]) else { return nil }
    self.target = target
  }

  /// Where the readings of it are kept: `resource/cpu`, `container/app/cpu`, `external/jobs`.
  var key: String {
    switch kind {
    case .resource: "resource/\(name)"
    case .container(let container): "container/\(container)/\(name)"
    case .pods: "pods/\(name)"
    case .object: "object/\(name)"
    case .external: "external/\(name)"
    }
  }

  /// The name of its status; a container's has the container before it.
  var statusName: String {
    if case .container(let container) = kind { "\(container)/\(name)" } else { name }
  }

  /// Whether its status writes multiples of 1024 as such.
  var isBytes: Bool {
    switch kind {
    case .resource, .container: name == "memory"
    case .pods, .object, .external: false
    }
  }

  /// The `type` of its status.
  var type: String {
    switch kind {
    case .resource: "Resource"
    case .container: "ContainerResource"
    case .pods: "Pods"
    case .object: "Object"
    case .external: "External"
    }
  }

  /// The condition's reason where it cannot be read.
  var failure: String { "FailedGet\(type)Metric" }

  /// What the event of a scaling calls it.
  var description: String {
    switch (kind, target) {
    case (.resource, .utilization): "\(name) resource utilization (percentage of request)"
    case (.resource, _): "\(name) resource"
    case (.container, .utilization):
      "\(name) container resource utilization (percentage of request)"
    case (.container, _): "\(name) container resource"
    case (.pods, _): "pods metric \(name)"
    case (.object, .value): "\(objectKind) metric \(name)"
    case (.object, _), (.external, _): "external metric \(name)(\(selector))"
    }
  }

  /// A label selector as Go's `%+v` prints it.
  private static func printed(_ selector: Node) -> String {
    let labels = (selector["matchLabels"]?.mapping?.entries ?? [])
      .map { "\($0.name): \($0.value.scalarText ?? "")," }.sorted().joined()
    let expressions = (selector["matchExpressions"]?.elements ?? []).map { node in
      let values = (node["values"]?.elements ?? []).map { $0.scalarText ?? "" }
      return "LabelSelectorRequirement{Key:\(node["key"]?.scalarText ?? ""),"
        + "Operator:\(node["operator"]?.scalarText ?? ""),Values:[\(values.joined(separator: " "))],},"
    }
    return "&LabelSelector{MatchLabels:map[string]string{\(labels)},"
      + "MatchExpressions:[]LabelSelectorRequirement{\(expressions.joined())},}"
  }
}

extension MetricSource.Target {
  fileprivate init?(_ node: Node?) {
    if let percent = node?["averageUtilization"]?.int32 {
      self = .utilization(percent)
    } else if let value = Quantity.thousandths(node?["averageValue"]) {
      self = .averageValue(value)
    } else if let value = Quantity.thousandths(node?["value"]) {
      self = .value(value)
    } else {
      return nil
    }
  }
}
