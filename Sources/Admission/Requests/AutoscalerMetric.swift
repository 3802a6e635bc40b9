import YAML

/// A metric of a HorizontalPodAutoscaler in the form that each version of the API has for it.
///
/// Follows `pkg/apis/autoscaling/v1/conversion.go`; `autoscaling/v1` has its form in an annotation
/// alone.
enum AutoscalerMetric {
  /// The share of what its pods ask for that the CPU is to be used.
  static func ofCPU(utilization: Node) -> Node {
    let origin = utilization.origin
    let target = object(
      [("type", .string("Utilization", origin: origin)), ("averageUtilization", utilization)],
      origin)
    let resource = object([("name", .string("cpu", origin: origin)), ("target", target)], origin)
    return object(
      [("type", .string("Resource", origin: origin)), ("resource", resource)], origin)
  }

  /// From `autoscaling/v2`.
  static func v1(_ metric: Node) -> Node {
    var fields: [(String, Node?)] = [("type", metric["type"])]
    if let source = metric["object"] {
      let described = source["describedObject"]
      let object = object([
        (
          "target",
          Self.object([
            ("kind", described?["kind"]), ("name", described?["name"]),
            ("apiVersion", described?["apiVersion"]),
          ])
        ),
        ("metricName", source["metric"]?["name"]),
        ("targetValue", quantity(source["target"]?["value"]) ?? .string("0")),
        ("selector", source["metric"]?["selector"]),
        ("averageValue", quantity(source["target"]?["averageValue"])),
      ])
      fields.append(("object", object))
    }
    if let source = metric["pods"] {
      let pods = object([
        ("metricName", source["metric"]?["name"]),
        ("targetAverageValue", quantity(source["target"]?["averageValue"]) ?? .string("0")),
        ("selector", source["metric"]?["selector"]),
      ])
      fields.append(("pods", pods))
    }
    for name in ["resource", "containerResource"] {
      guard let source = metric[name] else { continue }
      let resource = object([
        ("name", source["name"]),
        ("targetAverageUtilization", source["target"]?["averageUtilization"]),
        ("targetAverageValue", quantity(source["target"]?["averageValue"])),
        ("container", source["container"]),
      ])
      fields.append((name, resource))
    }
    if let source = metric["external"] {
      let external = object([
        ("metricName", source["metric"]?["name"]),
        ("metricSelector", source["metric"]?["selector"]),
        ("targetValue", quantity(source["target"]?["value"])),
        ("targetAverageValue", quantity(source["target"]?["averageValue"])),
      ])
      fields.append(("external", external))
    }
    return object(fields)
  }

  /// From `autoscaling/v1`.
  ///
  /// - Parameter origin: that of the annotation, which all values come from.
  static func v2(_ metric: Node, origin: Origin) -> Node {
    var fields: [(String, Node?)] = [("type", metric["type"])]
    if let source = metric["object"] {
      let target = target(value: source["targetValue"], average: source["averageValue"], origin)
      fields.append(
        (
          "object",
          object(
            [
              ("describedObject", source["target"]), ("target", target),
              ("metric", identifier(source, selector: "selector", origin)),
            ], origin)
        ))
    }
    if let source = metric["pods"] {
      let target = target(value: nil, average: source["targetAverageValue"], origin)
      fields.append(
        (
          "pods",
          object(
            [("metric", identifier(source, selector: "selector", origin)), ("target", target)],
            origin)
        ))
    }
    for name in ["resource", "containerResource"] {
      guard let source = metric[name] else { continue }
      let utilization = source["targetAverageUtilization"]
      let target = object(
        [
          ("type", .string(utilization == nil ? "AverageValue" : "Utilization", origin: origin)),
          ("averageValue", source["targetAverageValue"]), ("averageUtilization", utilization),
        ], origin)
      fields.append(
        (
          name,
          object(
            [
              ("name", source["name"]), ("target", target), ("container", source["container"]),
            ], origin)
        ))
    }
    if let source = metric["external"] {
      let target = target(
        value: source["targetValue"], average: source["targetAverageValue"], origin)
      fields.append(
        (
          "external",
          object(
            [
              ("metric", identifier(source, selector: "metricSelector", origin)),
              ("target", target),
            ], origin)
        ))
    }
    return object(fields, origin)
  }

  private static func target(value: Node?, average: Node?, _ origin: Origin) -> Node {
    object(
      [
        ("type", .string(average == nil ? "Value" : "AverageValue", origin: origin)),
        ("value", value), ("averageValue", average),
      ], origin)
  }

  private static func identifier(_ source: Node, selector: String, _ origin: Origin) -> Node {
    object([("name", source["metricName"]), ("selector", source[selector])], origin)
  }

  private static func quantity(_ node: Node?) -> Node? {
    node.flatMap(\.scalarText).map { .string($0) }
  }

  /// An object of those fields that are there, in their order.
  private static func object(_ fields: [(String, Node?)], _ origin: Origin = .none) -> Node {
    Node(
      Mapping(
        entries: fields.compactMap { name, value in
          value.map { Mapping.Entry(key: .string(name, origin: origin), value: $0) }
        }), origin: origin)
  }
}
