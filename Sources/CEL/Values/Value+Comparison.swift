extension Value {
  /// Whether two values are equal across types, as `==` has it; an error where it is not defined.
  package func equals(_ other: Value) -> Value {
    guard let result = isEqual(to: other) else { return .noSuchOverload }
    return .bool(result)
  }

  /// Whether two values are equal; nil where equality is not defined between them.
  package func isEqual(to other: Value) -> Bool? {
    switch (self, other) {
    case (.null, .null): return true
    case (.null, _), (_, .null): return false
    case (.bool(let left), .bool(let right)): return left == right
    case (.string(let left), .string(let right)):
      return left.isExactly(right)
    case (.bytes(let left), .bytes(let right)): return left == right
    case (.timestamp(let left), .timestamp(let right)): return left == right
    case (.duration(let left), .duration(let right)): return left == right
    case (.type(let left), .type(let right)): return left.name == right.name
    case (.optional(let left), .optional(let right)):
      guard let left, let right else { return left == nil && right == nil }
      return left.isEqual(to: right)
    case (.opaque(let left), _): return left.isEqual(to: other)
    case (_, .opaque(let right)): return right.isEqual(to: self)
    default: break
    }
    if isNumber, other.isNumber { return numericOrder(other) == .same }
    if let left = elementCount, let right = other.elementCount {
      if let isEqual = keyedListIsEqual(to: other) { return isEqual }
      return left == right && listIsEqual(to: other, count: left)
    }
    if let left = entryCount, let right = other.entryCount {
      return left == right && mapIsEqual(to: other)
    }
    return false
  }

  private func listIsEqual(to other: Value, count: Int) -> Bool {
    (0..<count).allSatisfy { element(at: $0).isEqual(to: other.element(at: $0)) == true }
  }

  private func mapIsEqual(to other: Value) -> Bool {
    entries.allSatisfy { entry in
      guard case .some(let value) = other.lookUp(entry.key) else { return false }
      return entry.value.isEqual(to: value) == true
    }
  }

  var isNumber: Bool {
    switch self {
    case .int, .uint, .double: true
    default: false
    }
  }
}

/// How two values follow each other.
enum Order: Sendable {
  case before, same, after
  /// One of them is no number.
  case unordered

  init<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) {
    self = left < right ? .before : left == right ? .same : left > right ? .after : .unordered
  }

  var reversed: Order {
    switch self {
    case .before: .after
    case .after: .before
    default: self
    }
  }
}

extension Value {
  /// The order of two values of one type, or of two numbers; nil where there is none.
  func order(_ other: Value) -> Order? {
    switch (self, other) {
    case (.bool(let left), .bool(let right)): return Order(left ? 1 : 0, right ? 1 : 0)
    case (.string(let left), .string(let right)): return Value.order(left.utf8, right.utf8)
    case (.bytes(let left), .bytes(let right)): return Value.order(left, right)
    case (.timestamp(let left), .timestamp(let right)): return Order(left, right)
    case (.duration(let left), .duration(let right)): return Order(left, right)
    default: return isNumber && other.isNumber ? numericOrder(other) : nil
    }
  }

  private static func order<Bytes: Sequence<UInt8>>(_ left: Bytes, _ right: Bytes) -> Order {
    if left.lexicographicallyPrecedes(right) { return .before }
    return right.lexicographicallyPrecedes(left) ? .after : .same
  }

  private func numericOrder(_ other: Value) -> Order {
    switch (self, other) {
    case (.int(let left), .int(let right)): Order(left, right)
    case (.uint(let left), .uint(let right)): Order(left, right)
    case (.double(let left), .double(let right)): Order(left, right)
    case (.int(let left), .uint(let right)): left < 0 ? .before : Order(UInt64(left), right)
    case (.uint(let left), .int(let right)): right < 0 ? .after : Order(left, UInt64(right))
    case (.int(let left), .double(let right)): Value.order(right, left).reversed
    case (.uint(let left), .double(let right)): Value.order(right, left).reversed
    case (.double(let left), .int(let right)): Value.order(left, right)
    case (.double(let left), .uint(let right)): Value.order(left, right)
    default: .unordered
    }
  }

  /// Compares beyond the range of the integer first, then as the integer converts to a double.
  private static func order<Integer: FixedWidthInteger>(
    _ left: Double, _ right: Integer
  ) -> Order {
    if left.isNaN { return .unordered }
    if left < Double(Integer.min) { return .before }
    if left > Double(Integer.max) { return .after }
    return Order(left, Double(right))
  }
}
