import Diagnostics
import Display
import Kubernetes
import Values
package import YAML

extension FleetForecast {
  /// The forecast for machines, under a versioned schema.
  package var json: Node {
    var positions = SourcePositions()
    return .object([
      ("apiVersion", .string("sluice.dev/v1alpha1")), ("kind", .string("Forecast")),
      ("environment", .string(environment)),
      ("workloads", Node(workloads.map { $0.json(&positions) })),
      ("failures", failures.isEmpty ? nil : Node(failures.map(\.json))),
      ("removed", Node(removed.map { .string($0.description) })),
      ("untouched", .integer(untouched)),
      ("omissions", leftOut.isEmpty ? nil : Node(leftOut.map(\.json))),
      ("capacity", capacity?.json),
      ("loads", loads.map { Node($0.map(\.json)) }),
      ("unscaled", loads == nil ? nil : Node(unscaled.map(\.json))),
      ("losses", losses.isEmpty ? nil : Node(losses.map(\.json))),
    ])
  }
}

extension Omission {
  fileprivate var json: Node {
    .object([
      ("subject", .string(subject.rawValue)), ("reason", .string(reason)),
      ("names", Node(names.map { .string($0) })),
    ])
  }
}

extension FleetForecast.Failure {
  fileprivate var json: Node {
    .object([("object", .string(workload.description)), ("reason", .string(reason))])
  }
}

extension WorkloadForecast {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    func seconds(_ time: SimulatedTime?) -> Node { time.map { .number($0.seconds) } ?? .null() }
    let images: Node? =
      if case .replaced(let images) = change {
        Node(
          images.map { image in
            .object([
              ("container", .string(image.container)), ("from", image.from.map { .string($0) }),
              ("to", .string(image.to)),
            ])
          })
      } else { nil }
    return .object([
      ("object", .string(identity.description)), ("cluster", cluster.node),
      ("location", location?.json(&positions)),
      ("change", .string(change.name)), ("images", images), ("replicas", .integer(replicas)),
      ("leastReady", .integer(leastReady)), ("mostPods", .integer(mostPods)),
      ("mostPodsWithTerminating", .integer(mostPodsWithTerminating)),
      ("doneAtTheSoonest", seconds(fast.completed)),
      ("doneAtTheLatest", startup.most == nil ? .null() : seconds(slow.completed)),
      ("fast", fast.answer["timeline"]), ("slow", slow.answer["timeline"]),
      ("obstacles", Node(obstacles.map { $0.json(&positions) })),
    ])
  }
}

extension WorkloadForecast.Change {
  fileprivate var name: String {
    switch self {
    case .created: "created"
    case .restarted: "restarted"
    case .scaled: "scaled"
    case .autoscaled: "autoscaled"
    case .replaced: "replaced"
    }
  }
}

extension WorkloadForecast.Obstacle {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object([
      ("rule", .string(rule.text)), ("stops", .boolean(isCertain)), ("message", .string(message)),
      ("location", location?.json(&positions)),
    ])
  }
}

extension CapacityForecast {
  fileprivate var json: Node {
    .object([
      ("fits", .boolean(fits)),
      (
        "stages",
        Node(
          stages.map { stage in
            .object([
              ("name", .string(stage.name)), ("pods", .integer(stage.pods)),
              (
                "pending",
                Node(
                  stage.pending.map {
                    .object([
                      ("object", .string($0.workload.description)), ("count", .integer($0.count)),
                      ("message", .string($0.message)),
                    ])
                  })
              ),
              ("pools", Node(stage.pools.map(\.json))),
            ])
          })
      ),
      (
        "limits",
        Node(
          limits.map { limit in
            .object([
              ("object", .string(limit.workload.description)),
              ("maxReplicas", .integer(limit.maxReplicas)), ("fitting", .integer(limit.fitting)),
              ("byResource", .object(limit.byResource.map { ($0.name, .integer($0.count)) })),
            ])
          })
      ),
    ])
  }
}

extension CapacityForecast.PoolUse {
  fileprivate var json: Node {
    let amounts = resources.map { resource -> (String, Node?) in
      func text(_ amount: Int) -> Node {
        .string(Quantity(thousandths: amount, isBytes: resource.name == "memory").description)
      }
      return (
        resource.name,
        .object([("used", text(resource.used)), ("total", text(resource.total))])
      )
    }
    return .object([
      ("name", .string(name)), ("binding", binding.map { .string($0) }),
      ("resources", .object(amounts)),
    ])
  }
}

extension LoadForecast {
  fileprivate var json: Node {
    .object([
      ("object", .string(workload.description)), ("cluster", cluster.node),
      (
        "changes",
        Node(
          changes.map { point in
            .object([
              ("t", .integer(point.seconds)), ("requests", .number(point.requests)),
              ("replicas", .integer(point.replicas)), ("ready", .integer(point.ready)),
            ])
          })
      ),
      ("requests", .number(requests)), ("unserved", .number(unserved)),
      ("secondsShort", .integer(secondsShort)), ("turns", .integer(turns)),
      ("ignoredMetrics", Node(ignored.map { .string($0) })),
    ])
  }
}

extension LossForecast {
  fileprivate var json: Node {
    .object([
      ("object", .string(workload.description)), ("cluster", cluster.node),
      ("replicas", .integer(replicas)),
      ("lost", .integer(lost)),
      (
        "steps",
        Node(
          steps.map {
            .object([
              ("t", .number($0.seconds)), ("latest", $0.latest.map { .number($0) } ?? .null()),
              ("ready", .integer($0.ready)), ("what", .string($0.what)),
            ])
          })
      ),
      ("availability", .number(availability)),
      ("assumptions", Node(assumptions.map { .string($0) })),
    ])
  }
}

extension String {
  /// A cluster's name; nothing where there is only one.
  fileprivate var node: Node? { isEmpty ? nil : .string(self) }
}
