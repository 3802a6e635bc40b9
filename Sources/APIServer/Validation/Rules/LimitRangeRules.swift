import Kubernetes
import Values
import YAML

/// LimitRange (core/v1).
extension Validation {
  mutating func limitRange(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    let spec = object.value("spec")
    var types: Set<String> = []
    at("spec") { v in
      v.each("limits", of: spec) { v, limit, _ in
        let type = limit.text("type")
        v.limitType(type)
        if !types.insert(type).inserted { v.duplicate("type", value: ShownValue(type)) }
        v.limit(limit, type)
      }
    }
  }

  private mutating func limitType(_ type: String) {
    let faults = NameFormat.qualifiedName.faults(type)
    for fault in faults { invalid("type", value: ShownValue(type), fault) }
    guard faults.isEmpty, !type.contains("/"),
      !["Pod", "Container", "PersistentVolumeClaim"].contains(type)
    else { return }
    invalid(
      "type", value: ShownValue(type), "must be a standard limit type or fully qualified")
  }

  private mutating func limit(_ limit: Fields, _ type: String) {
    var lists = ["max", "min", "maxLimitRequestRatio"]
    if type == "Pod" {
      for name in ["default", "defaultRequest"] where !limit.isEmptyCollection(name) {
        forbidden(.field(name), because: "may not be specified when `type` is 'Pod'")
      }
    } else {
      lists += ["default", "defaultRequest"]
    }
    var amounts: [String: [String: Quantity]] = [:]
    for list in lists {
      for (name, amount) in limit.quantities(list) {
        limitResourceName(name, type, in: list)
        amounts[name, default: [:]][list] = amount
      }
    }
    if type == "PersistentVolumeClaim",
      amounts["storage"]?["min"] == nil, amounts["storage"]?["max"] == nil
    {
      required(
        "limits",
        because: "either minimum or maximum storage value is required, but neither was provided")
    }
    for name in amounts.keys.sorted() { bounds(name, amounts[name] ?? [:]) }
  }

  private mutating func limitResourceName(_ name: String, _ type: String, in list: String) {
    standardResourceName(name, at: .field(list), .key(name))
    guard type == "Pod" || type == "Container" else { return }
    containerResourceName(name, at: .field(list), .key(name))
  }

  /// How the amounts of one resource must stand to each other.
  private mutating func bounds(_ name: String, _ amounts: [String: Quantity]) {
    let titles = [
      "min": "min value", "max": "max value", "default": "default value",
      "defaultRequest": "default request value",
    ]
    let orders = [
      ("min", "max", "min"), ("min", "defaultRequest", "defaultRequest"),
      ("defaultRequest", "max", "defaultRequest"), ("defaultRequest", "default", "defaultRequest"),
      ("min", "default", "default"), ("default", "max", "default"),
    ]
    for (smaller, larger, place) in orders {
      guard let low = amounts[smaller], let high = amounts[larger], low > high else { continue }
      let title =
        smaller == "defaultRequest" && larger == "default"
        ? "default limit value" : titles[larger] ?? larger
      // The server shows the default request, but of a default the bound that it breaks.
      let shown = place == "default" ? (smaller == "default" ? high : low) : amounts[place] ?? low
      invalid(
        .field(place), .key(name), value: ShownValue(shown),
        "\(titles[smaller] ?? smaller) \(low) is greater than \(title) \(high)")
    }
    ratio(name, amounts)
    if !ResourceName.allowsOvercommit(name), let limit = amounts["default"],
      let request = amounts["defaultRequest"], limit != request
    {
      invalid(
        "defaultRequest", .key(name), value: ShownValue(request),
        "default value \(limit) must equal to defaultRequest value \(request) in \(name)")
    }
  }

  private mutating func ratio(_ name: String, _ amounts: [String: Quantity]) {
    guard let ratio = amounts["maxLimitRequestRatio"] else { return }
    if ratio < Quantity(1) {
      invalid(
        "maxLimitRequestRatio", .key(name), value: ShownValue(ratio),
        "ratio \(ratio) is less than 1")
    }
    guard let low = amounts["min"]?.milliValue, let high = amounts["max"]?.milliValue,
      let wanted = ratio.milliValue
    else { return }
    let limit = Double(high) / Double(low)
    if Double(wanted) / 1_000 > limit {
      invalid(
        "maxLimitRequestRatio", .key(name), value: ShownValue(ratio),
        "ratio \(ratio) is greater than max/min = \(limit.sixDecimals)")
    }
  }
}

extension Double {
  /// The number with six digits after the point, rounded to even: Go's `%f`.
  fileprivate var sixDecimals: String {
    let scaled = (self * 1_000_000).rounded(.toNearestOrEven)
    guard let whole = Int(exactly: scaled) else { return String(self) }
    let digits = String(whole % 1_000_000)
    return "\(whole / 1_000_000)." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
  }
}
