import Kubernetes
import Values
import YAML

/// Rules of resource.k8s.io/v1: ResourceSlice, what a driver says of the devices of a node.
extension Validation {
  mutating func resourceSlice(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let spec = object.value("spec")
    at("spec") { v in
      v.driverName(spec.text("driver"), at: "driver")
      v.at("pool") { v in v.resourcePool(spec.value("pool")) }
      v.sliceNodes(spec)
      if spec.has("sharedCounters"), spec.has("devices") {
        v.invalid(value: "", "only one of `sharedCounters` or `devices` is allowed")
      }
      let limit = spec.objects("devices").contains(where: \.isAdvancedDevice) ? 64 : 128
      let isPerDevice = spec.isTrue("perDeviceNodeSelection")
      v.eachUpTo(limit, "devices", of: spec) { v, device, _ in
        v.device(device, selectsNodes: isPerDevice)
      }
      v.uniqueNames(spec, "devices", limit: limit)
      v.eachUpTo(8, "sharedCounters", of: spec) { v, set, _ in v.counters(set, named: "name") }
      v.uniqueNames(spec, "sharedCounters", limit: 8)
    }
  }

  private mutating func resourcePool(_ pool: Fields) {
    poolName(pool.text("name"), at: "name")
    let count = pool.int("resourceSliceCount") ?? 0
    if count <= 0 {
      invalid("resourceSliceCount", value: ShownValue(count), "must be greater than zero")
    }
    if let generation = pool.int("generation"), generation < 0 {
      invalid(
        "generation", value: ShownValue(generation), "must be greater than or equal to zero")
    }
  }

  mutating func poolName(_ name: String, at place: Step) {
    guard !name.isEmpty else { return required(place) }
    if name.utf8.count > 253 { tooLong(place, limit: 253) }
    for part in name.split(separator: "/", omittingEmptySubsequences: false) {
      check(String(part), is: .dns1123Subdomain, at: place)
    }
  }

  // MARK: Nodes

  private mutating func sliceNodes(_ spec: Fields) {
    var fields = nodeFields(spec, empty: "must be either unset or set to a non-empty string")
    let terms = spec.value("nodeSelector").list("nodeSelectorTerms")
    if spec.has("nodeSelector"), terms.count != 1 {
      invalid(
        "nodeSelector", "nodeSelectorTerms",
        value: ShownValue(spec.value("nodeSelector")["nodeSelectorTerms"]),
        "must have exactly one node selector term")
    }
    if let isPerDevice = spec.bool("perDeviceNodeSelection") {
      if isPerDevice {
        fields.append("`perDeviceNodeSelection`")
      } else {
        invalid(
          "perDeviceNodeSelection", value: ShownValue(false), "must be either unset or set to true")
      }
    }
    exactlyOne(
      fields,
      "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required",
      several: ", but multiple fields are set")
  }

  /// The ways in which nodes are named, as far as they are used.
  private mutating func nodeFields(_ fields: Fields, empty: String) -> [String] {
    var used: [String] = []
    if let node = fields.optionalText("nodeName") {
      if node.isEmpty {
        invalid("nodeName", value: "", empty)
      } else {
        used.append("`nodeName`")
        check(node, is: .dns1123Subdomain, at: "nodeName")
      }
    }
    within("nodeSelector", of: fields) { v, selector in
      used.append("`nodeSelector`")
      v.nodeSelector(selector)
    }
    if let isEverywhere = fields.bool("allNodes") {
      if isEverywhere {
        used.append("`allNodes`")
      } else {
        invalid("allNodes", value: ShownValue(false), "must be either unset or set to true")
      }
    }
    return used
  }

  private mutating func exactlyOne(_ used: [String], _ detail: String, several: String = "") {
    if used.isEmpty {
      required(because: detail)
    } else if used.count > 1 {
      invalid(value: ShownValue("{\(used.joined(separator: ", "))}"), detail + several)
    }
  }

  // MARK: Devices

  private mutating func device(_ device: Fields, selectsNodes: Bool) {
    check(device.text("name"), is: .dns1123Label, at: "name")
    let attributes = device.value("attributes").entries
    let count = attributes.count + device.value("capacity").count
    if count > 32 {
      invalid(
        value: ShownValue(count),
        "the total number of attributes and capacities must not exceed 32")
    }
    for entry in attributes {
      qualifiedName(entry.name, at: "attributes")
      at(["attributes", .key(entry.name)]) { v in
        v.deviceAttribute(entry.value.mapping ?? Mapping())
      }
    }
    for entry in device.value("capacity").entries {
      qualifiedName(entry.name, at: "capacity")
      guard let capacity = entry.value.mapping, let policy = capacity.object("requestPolicy") else {
        continue
      }
      at(["capacity", .key(entry.name), "requestPolicy"]) { v in
        if device.isTrue("allowMultipleAllocations") {
          v.requestPolicy(policy, of: capacity)
        } else {
          v.forbidden(because: "allowMultipleAllocations must be true")
        }
      }
    }
    eachUpTo(16, "taints", of: device) { v, taint, _ in v.deviceTaint(taint) }
    eachUpTo(2, "consumesCounters", of: device) { v, use, _ in
      v.counters(use, named: "counterSet")
    }
    uniqueNames(device, "consumesCounters", limit: 2, by: "counterSet")
    deviceNodes(device, selectsNodes: selectsNodes)
    bindingConditions(device)
  }

  private mutating func deviceNodes(_ device: Fields, selectsNodes: Bool) {
    guard selectsNodes else {
      if ["nodeName", "nodeSelector", "allNodes"].contains(where: device.has) {
        invalid(
          value: ShownValue(nil as Node?),
          "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is "
            + "set to true in the ResourceSlice spec")
      }
      return
    }
    exactlyOne(
      nodeFields(device, empty: "must not be empty"),
      "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when "
        + "`perDeviceNodeSelection` is set to true in the ResourceSlice spec")
  }

  mutating func deviceTaint(_ taint: Fields) {
    check(taint.text("key"), is: .qualifiedName, at: "key")
    let value = taint.text("value")
    if !value.isEmpty { check(value, is: .labelValue, at: "value") }
    oneOfRequired(taint, "effect", Self.deviceEffects)
  }

  private mutating func counters(_ set: Fields, named field: String) {
    let name = set.text(field)
    if name.isEmpty {
      required(.field(field))
    } else {
      check(name, is: .dns1123Label, at: .field(field))
    }
    let counters = set.value("counters")
    if counters.isEmpty { return required("counters") }
    if counters.count > 32 { return tooMany("counters", count: counters.count, limit: 32) }
    for entry in counters.entries { check(entry.name, is: .dns1123Label, at: "counters") }
  }

  private mutating func bindingConditions(_ device: Fields) {
    let lists = ["bindingConditions", "bindingFailureConditions"]
    let conditions = lists.map { device.strings($0) }
    for (list, names) in zip(lists, conditions) {
      if names.count > 4 {
        tooMany(.field(list), count: names.count, limit: 4)
      } else {
        for (index, name) in names.enumerated() {
          check(name, is: .qualifiedName, at: .field(list), .index(index))
        }
      }
      var seen: Set<String> = []
      for (index, name) in names.enumerated() where !seen.insert(name).inserted {
        duplicate(.field(list), .index(index), value: ShownValue(name))
      }
    }
    for (index, name) in conditions[1].enumerated() where conditions[0].contains(name) {
      invalid(
        "bindingFailureConditions", .index(index), value: ShownValue(name),
        "bindingFailureConditions must not overlap with bindingConditions")
    }
    for (list, other) in [(0, 1), (1, 0)]
    where conditions[list].isEmpty && !conditions[other].isEmpty {
      invalid(
        .field(lists[list]), value: ShownValue(device[lists[list]]),
        "\(lists[list]) are required to use \(lists[other])")
    }
  }
}

extension Mapping {
  /// Whether a device uses what halves the number of devices in a slice.
  fileprivate var isAdvancedDevice: Bool {
    !isEmptyCollection("taints") || !isEmptyCollection("consumesCounters")
  }
}
