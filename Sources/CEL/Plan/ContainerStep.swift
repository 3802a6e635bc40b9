/// A list that is made anew.
final class ListStep: Step {
  private let elements: [any Step]
  private let optionals: Set<Int>

  init(_ elements: [any Step], optionals: Set<Int>) {
    self.elements = elements
    self.optionals = optionals
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    // A list is paid for even when an element fails.
    defer { state.charge(10) }
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      let value = element.evaluate(&state)
      if value.isError { return value }
      guard optionals.contains(index) else {
        values.append(value)
        continue
      }
      guard case .optional(let wrapped) = value else {
        return .failure(
          "cannot initialize optional list element from non-optional value \(value.goText)")
      }
      if let wrapped { values.append(wrapped) }
    }
    return .list(values)
  }
}

/// A map that is made anew, or the fields of a structure.
final class MapStep: Step {
  struct Entry: Sendable {
    let key: any Step
    let value: any Step
    let isOptional: Bool
  }

  private let entries: [Entry]
  private let cost: UInt64

  init(_ entries: [Entry], cost: UInt64) {
    self.entries = entries
    self.cost = cost
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    defer { state.charge(cost) }
    var map = MapValue()
    for entry in entries {
      let key = entry.key.evaluate(&state)
      if key.isError { return key }
      let value = entry.value.evaluate(&state)
      if value.isError { return value }
      guard let mapKey = MapKey(key) else {
        return .failure("unsupported key type: \(key.type.name)")
      }
      guard entry.isOptional else {
        map[mapKey] = value
        continue
      }
      guard case .optional(let wrapped) = value else {
        return .failure(
          "cannot initialize optional entry '\(key.goText)' from non-optional value "
            + value.goText)
      }
      map[mapKey] = wrapped
    }
    return .map(map)
  }
}
