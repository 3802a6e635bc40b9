import Kubernetes
import Values
import YAML

/// HorizontalPodAutoscaler (autoscaling/v1 and v2).
extension Validation {
  mutating func horizontalPodAutoscaler(_ object: Fields) {
    standardObject(object) { v, spec in
      v.replicaBounds(spec)
      v.at("scaleTargetRef") { v in
        v.scaleReference(spec.value("scaleTargetRef"), needsGroup: true)
      }
      v.each("metrics", of: spec) { v, metric, _ in v.metric(metric) }
      v.within("behavior", of: spec) { v, behavior in
        for direction in ["scaleUp", "scaleDown"] {
          v.within(direction, of: behavior) { v, rules in v.scalingRules(rules) }
        }
      }
    }
  }

  private mutating func replicaBounds(_ spec: Fields) {
    let maximum = spec.int("maxReplicas") ?? 0
    if let minimum = spec.int("minReplicas") {
      let least = release.scalesToZero ? 0 : 1
      if minimum < least {
        invalid(
          "minReplicas", value: ShownValue(minimum), "must be greater than or equal to \(least)")
      }
      if minimum == 0 { scaleToZero(spec) }
    }
    if maximum == 0 {
      required("maxReplicas", because: "must be set and greater than 0")
    } else if maximum < 0 {
      invalid("maxReplicas", value: ShownValue(maximum), "must be greater than or equal to 1")
    }
    if let minimum = spec.int("minReplicas"), maximum < minimum {
      invalid(
        "maxReplicas", value: ShownValue(maximum), "must be greater than or equal to `minReplicas`")
    }
  }

  private mutating func scaleToZero(_ spec: Fields) {
    let types = spec.objects("metrics").map { $0.text("type") }
    guard !types.contains("Object"), !types.contains("External") else { return }
    forbidden(
      "metrics",
      because:
        "must specify at least one Object or External metric to support scaling to zero replicas")
  }

  private mutating func scaleReference(_ reference: Fields, needsGroup: Bool) {
    for field in ["kind", "name"] {
      let text = reference.text(field)
      if text.isEmpty {
        required(.field(field))
      } else {
        check(text, is: .pathSegment, at: .field(field))
      }
    }
    let version = reference.text("apiVersion")
    if version.split(separator: "/", omittingEmptySubsequences: false).count > 2 {
      invalid(
        "apiVersion", value: ShownValue(version), "unexpected GroupVersion string: \(version)")
    } else if needsGroup, GroupVersionKind(apiVersion: version, kind: "").group.isEmpty,
      !(version == "v1" && reference.text("kind") == "ReplicationController")
    {
      invalid("apiVersion", value: ShownValue(version), "apiVersion must specify API group")
    }
  }

  // MARK: Metrics

  private static let sources = [
    ("ContainerResource", "containerResource"), ("External", "external"), ("Object", "object"),
    ("Pods", "pods"), ("Resource", "resource"),
  ]

  private mutating func metric(_ metric: Fields) {
    let type = metric.text("type")
    if type.isEmpty { required("type", because: "must specify a metric source type") }
    oneOf(type, Self.sources.map(\.0), at: "type")
    var present: [String] = []
    for name in ["object", "external", "pods", "resource", "containerResource"]
    where metric.has(name) {
      present.append(name)
      if present.count == 1 {
        within(name, of: metric) { v, source in v.source(source, name) }
      }
    }
    guard let expected = Self.sources.first(where: { $0.0 == type })?.1 else {
      // The server says so again where it looks for the source that the type asks for.
      oneOf(type, Self.sources.map(\.0), at: "type")
      for name in present where present.count > 1 {
        forbidden(.field(name), because: "must populate the given metric source only")
      }
      return
    }
    if !present.contains(expected) {
      required(
        .field(expected), because: "must populate information for the given metric source")
    }
    if present.count != 1 {
      for name in present where name != expected {
        forbidden(.field(name), because: "must populate the given metric source only")
      }
    }
  }

  private mutating func source(_ source: Fields, _ kind: String) {
    let target = source.value("target")
    switch kind {
    case "object":
      at("describedObject") { v in
        v.scaleReference(source.value("describedObject"), needsGroup: false)
      }
      metricIdentifier(source)
      targetOfMetric(target)
      if !target.has("value"), !target.has("averageValue") {
        required(
          "target", "averageValue", because: "must set either a target value or averageValue")
      }
    case "external":
      metricIdentifier(source)
      targetOfMetric(target)
      if !target.has("value"), !target.has("averageValue") {
        required(
          "target", "averageValue",
          because: "must set either a target value for metric or a per-pod target")
      }
      if target.has("value"), target.has("averageValue") {
        forbidden(
          "target", "value",
          because: "may not set both a target value for metric and a per-pod target")
      }
    case "pods":
      metricIdentifier(source)
      targetOfMetric(target)
      if !target.has("averageValue") {
        required(
          "target", "averageValue", because: "must specify a positive target averageValue")
      }
    default:
      let name = source.text("name")
      if name.isEmpty {
        required("name", because: "must specify a resource name")
      } else if kind == "containerResource" {
        containerResourceName(name, at: "name")
      }
      if kind == "containerResource" { containerOfMetric(source) }
      targetOfMetric(target)
      if !target.has("averageUtilization"), !target.has("averageValue") {
        required(
          "target", "averageUtilization",
          because: "must set either a target raw value or a target utilization")
      }
      if target.has("averageUtilization"), target.has("averageValue") {
        forbidden(
          "target", "averageValue",
          because: "may not set both a target raw value and a target utilization")
      }
    }
  }

  private mutating func containerOfMetric(_ source: Fields) {
    let name = source.text("name")
    if !name.isEmpty { standardResourceName(name, at: "name") }
    let container = source.text("container")
    if container.isEmpty {
      required("container", because: "must specify a container")
    } else {
      check(container, is: .dns1123Label, at: "container")
    }
  }

  private mutating func metricIdentifier(_ source: Fields) {
    let metric = source.value("metric")
    at("metric") { v in
      let name = metric.text("name")
      if name.isEmpty {
        v.required("name", because: "must specify a metric name")
      } else {
        v.check(name, is: .pathSegment, at: "name")
      }
    }
  }

  private mutating func targetOfMetric(_ target: Fields) {
    at("target") { v in
      let type = target.text("type")
      if type.isEmpty { v.required("type", because: "must specify a metric target type") }
      if !["Utilization", "Value", "AverageValue"].contains(type) {
        v.invalid(
          "type", value: ShownValue(type), "must be either Utilization, Value, or AverageValue")
      }
      for name in ["value", "averageValue"] {
        guard let value = target.quantity(name), value.sign <= 0 else { continue }
        v.invalid(.field(name), value: ShownValue(value), "must be positive")
      }
      if let utilization = target.int("averageUtilization"), utilization < 1 {
        v.invalid(
          "averageUtilization", value: ShownValue(utilization), "must be greater than 0")
      }
    }
  }

  // MARK: Behaviour

  private mutating func scalingRules(_ rules: Fields) {
    if let window = rules.int("stabilizationWindowSeconds") {
      if window < 0 {
        invalid(
          "stabilizationWindowSeconds", value: ShownValue(window),
          "must be greater than or equal to zero")
      }
      if window > 3_600 {
        invalid(
          "stabilizationWindowSeconds", value: ShownValue(window),
          "must be less than or equal to 3600")
      }
    }
    optional(rules, "selectPolicy", ["Disabled", "Max", "Min"])
    if let tolerance = rules.quantity("tolerance"), tolerance.isNegative {
      invalid("tolerance", value: ShownValue(tolerance), Self.notNegative)
    }
    if rules.isEmptyCollection("policies") {
      required("policies", because: "must specify at least one Policy")
    }
    each("policies", of: rules) { v, policy, _ in
      v.oneOf(policy.text("type"), ["Percent", "Pods"], at: "type")
      for name in ["value", "periodSeconds"] {
        let value = policy.int(name) ?? 0
        if value <= 0 {
          v.invalid(.field(name), value: ShownValue(value), "must be greater than zero")
        }
      }
      if let period = policy.int("periodSeconds"), period > 1_800 {
        v.invalid(
          "periodSeconds", value: ShownValue(period), "must be less than or equal to 1800")
      }
    }
  }
}
