import Kubernetes
import RegularExpression
import Values
import YAML

/// The attributes and capacities of devices, and the names that they go by.
extension Validation {
  private static let longestValue = 64

  mutating func deviceAttribute(_ attribute: Fields) {
    if let text = attribute.optionalText("string"), text.utf8.count > Self.longestValue {
      tooLong("string", limit: Self.longestValue)
    }
    if let text = attribute.optionalText("version") {
      if !SemanticVersionText.matches(text) {
        invalid(
          "version", value: ShownValue(text),
          "must be a string compatible with semver.org spec 2.0.0")
      }
      if text.utf8.count > Self.longestValue { tooLong("version", limit: Self.longestValue) }
    }
    let count = ["bool", "int", "string", "version"].count(where: attribute.has)
    if count != 1 {
      invalid(
        value: count == 0 ? "" : ShownValue(attribute), "exactly one value must be specified")
    }
  }

  /// `domain/identifier`, or the identifier alone, in the domain of the driver.
  mutating func qualifiedName(_ name: String, at place: Step) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch parts.count {
    case 1: cIdentifier(parts[0], at: place)
    case 2:
      if parts[0].isEmpty {
        invalid(place, value: "", "the domain must not be empty")
      } else {
        driverName(parts[0], at: place)
      }
      if parts[1].isEmpty {
        invalid(place, value: "", "the name must not be empty")
      } else {
        cIdentifier(parts[1], at: place)
      }
    default: invalid(place, value: ShownValue(name), "must not contain more than one slash")
    }
  }

  mutating func attributeName(_ name: String, at place: Step) {
    qualifiedName(name, at: place)
    guard !name.contains("/") else { return }
    invalid(
      place, value: ShownValue(name),
      "a fully qualified name must be a domain and a name separated by a slash")
  }

  private mutating func cIdentifier(_ name: String, at place: Step) {
    if name.utf8.count > 32 { tooLong(place, limit: 32) }
    check(name, is: .cIdentifier, at: place)
  }

  // MARK: Capacity that is shared

  /// How much of a capacity one request may take.
  mutating func requestPolicy(_ policy: Fields, of capacity: Fields) {
    let values = policy.strings("validValues").compactMap { try? Quantity($0) }
    let most = capacity.quantity("value") ?? .zero
    if !values.isEmpty, policy.has("validRange") {
      forbidden(
        because: "exactly one policy can be specified, cannot specify \"validValues\" and "
          + "\"validRange\" at the same time")
      return
    }
    let kind = values.isEmpty ? "validRange" : "validValues"
    guard !values.isEmpty || policy.has("validRange") else { return }
    guard let usual = policy.quantity("default") else {
      return required("default", because: "required when \(kind) is defined")
    }
    if values.isEmpty {
      within("validRange", of: policy) { v, range in v.requestRange(range, usual, most) }
    } else {
      at("validValues") { v in v.requestValues(values, usual, most) }
    }
  }

  private mutating func requestValues(_ values: [Quantity], _ usual: Quantity, _ most: Quantity) {
    for (index, pair) in zip(values, values.dropFirst()).enumerated() where pair.1 < pair.0 {
      invalid(
        .index(index + 1), value: ShownValue(pair.1), "values must be sorted in ascending order")
    }
    guard values.count <= 10 else { return tooMany(count: values.count, limit: 10) }
    var seen: [Quantity] = []
    for (index, value) in values.enumerated() {
      if most < value {
        invalid(
          .index(index), value: ShownValue(value), "option is larger than capacity value: \(most)")
      }
      if seen.contains(value) { duplicate(.index(index), value: ShownValue(value)) }
      seen.append(value)
    }
    if !values.contains(usual) {
      invalid(
        value: ShownValue(usual), "default value is not valid according to the requestPolicy")
    }
  }

  private mutating func requestRange(_ range: Fields, _ usual: Quantity, _ most: Quantity) {
    guard let least = range.quantity("min") else {
      return required("min", because: "required when validRange is defined")
    }
    if most < least {
      invalid("min", value: ShownValue(least), "min is larger than capacity value: \(most)")
    }
    if usual < least {
      invalid("default", value: ShownValue(usual), "default is less than min: \(least)")
    }
    guard let limit = range.quantity("max") else { return }
    if limit < least {
      invalid("max", value: ShownValue(least), "min is larger than max: \(limit)")
    }
    if most < limit {
      invalid("max", value: ShownValue(limit), "max is larger than capacity value: \(most)")
    }
    if limit < usual {
      invalid("default", value: ShownValue(usual), "default is more than max: \(limit)")
    }
  }
}

/// Versions as semver.org has them.
private enum SemanticVersionText {
  private static let number = "(0|[1-9]\\d*)"
  private static let label = "(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)"
  private static let pattern = LazyPattern(
    "^\(number)\\.\(number)\\.\(number)(-\(label)(\\.\(label))*)?"
      + "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?$")

  static func matches(_ text: String) -> Bool { pattern.pattern?.matches(text) ?? false }
}
