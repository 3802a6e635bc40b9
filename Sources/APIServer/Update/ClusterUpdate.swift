import Kubernetes
import YAML

/// What may change in the objects of a whole cluster that are there: nodes, drivers, addresses.
extension Validation {
  mutating func nodeUpdate(_ new: Fields, _ old: Fields) {
    let (spec, before) = (new.value("spec"), old.value("spec"))
    let blocks = before.podBlocks
    if !blocks.isEmpty, spec.podBlocks != blocks { frozen("podCIDRs", "podCIDR") }
    let provider = before.text("providerID")
    if !provider.isEmpty, spec.text("providerID") != provider {
      frozen("providerID", "providerID")
    }
  }

  private mutating func frozen(_ field: String, _ name: String) {
    at("spec") { v in
      v.forbidden(
        .field(field), because: "node updates may not change \(name) except from \"\" to valid")
    }
  }

  mutating func csiDriverUpdate(_ new: Fields, _ old: Fields) {
    let (spec, before) = (new.value("spec"), old.value("spec"))
    at("spec") { v in
      if !spec.means(before, in: "attachRequired") {
        // The server spells this one field otherwise than the API does.
        v.invalid(
          .named("attachedRequired", ["attachRequired"]), value: ShownValue(spec["attachRequired"]),
          Self.immutable)
      }
      v.unchanged("volumeLifecycleModes", spec, before)
    }
  }

  /// Drivers come and go; what one says of itself stays, but for how many volumes it takes.
  mutating func csiNodeUpdate(_ new: Fields, _ old: Fields) {
    let drivers = Dictionary(
      old.value("spec").objects("drivers").map { ($0.text("name"), $0) },
      uniquingKeysWith: { $1 })
    at("spec") { v in
      for driver in new.value("spec").objects("drivers") {
        guard let before = drivers[driver.text("name")],
          !driver.taking(["allocatable"], from: before).means(before)
        else { continue }
        // How many volumes it takes is not compared, and so not shown.
        v.invalid(
          "drivers",
          value: ShownValue(driver.taking(["allocatable"], from: Mapping()), as: .csiNodeDriver),
          Self.immutable)
      }
    }
  }

  /// The blocks of addresses stay; a second family may be added to one.
  mutating func serviceCIDRUpdate(_ new: Fields, _ old: Fields) {
    let (blocks, before) = (
      new.value("spec").strings("cidrs"), old.value("spec").strings("cidrs")
    )
    at("spec") { v in
      guard blocks.count == before.count || (before.count == 1 && blocks.count == 2) else {
        return v.invalid("cidrs", value: ShownValue(new.value("spec")["cidrs"]), Self.immutable)
      }
      for (index, (block, held)) in zip(blocks, before).enumerated() where block != held {
        v.invalid("cidrs", .index(index), value: ShownValue(block), Self.immutable)
      }
    }
  }

  /// An Event is what happened; only how often it did may change.
  mutating func eventUpdate(_ new: Fields, _ old: Fields) {
    for (field, name) in Self.eventFields where !new.means(old, in: field) {
      invalid(
        .named(name, [.field(field)]), value: ShownValue(new[field], as: .objectReference),
        Self.immutable)
    }
  }

  /// The fields of an Event, with the names that the server holds them by.
  private static let eventFields: KeyValuePairs = [
    "regarding": "involvedObject", "reason": "reason", "note": "message",
    "deprecatedSource": "source", "deprecatedFirstTimestamp": "firstTimestamp",
    "deprecatedLastTimestamp": "lastTimestamp", "deprecatedCount": "count", "type": "type",
    "eventTime": "eventTime", "action": "action", "related": "related",
    "reportingController": "reportingController", "reportingInstance": "reportingInstance",
  ]
}

extension Mapping {
  /// The blocks of addresses of a node's pods, of which `podCIDR` is the first.
  fileprivate var podBlocks: [String] {
    let blocks = strings("podCIDRs")
    if !blocks.isEmpty { return blocks }
    return text("podCIDR").isEmpty ? [] : [text("podCIDR")]
  }
}
