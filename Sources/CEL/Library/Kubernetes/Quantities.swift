import Values

/// A quantity as a value of the language.
package final class QuantityValue: Sendable {
  let quantity: Quantity
  /// Whether the value came from `add` or `sub`; Kubernetes does not compare those with `==`.
  private let isComputed: Bool

  init(_ quantity: Quantity, isComputed: Bool) {
    self.quantity = quantity
    self.isComputed = isComputed
  }

  static let declaredType = CELType.object("kubernetes.Quantity")
}

extension QuantityValue: OpaqueValue {
  package var type: CELType { QuantityValue.declaredType }
  package var text: String { quantity.description }

  package func isEqual(to other: Value) -> Bool? {
    guard case .opaque(let other as QuantityValue) = other, !other.isComputed else { return nil }
    return quantity == other.quantity
  }
}

extension FunctionLibrary {
  private static let quantity = QuantityValue.declaredType

  /// `quantity()` and what can be asked of one.
  package static let quantities = FunctionLibrary(
    "quantity",
    functions: [
      Function(
        "quantity", "A quantity from its text.",
        overloads: [
          .global(
            "string_to_quantity", [.string], quantity,
            .unary { text in
              guard case .string(let text) = text else { return .noSuchOverload }
              do throws(Quantity.ParsingError) {
                return .opaque(QuantityValue(try Quantity(text), isComputed: false))
              } catch {
                return .failure(error.rawValue)
              }
            })
        ], cost: .traversal(),
        examples: [Example("quantity('1Gi') == quantity('1024Mi')", "true")]),
      Function(
        "isQuantity", "Whether a text is a quantity.",
        overloads: [
          .global(
            "is_quantity_string", [.string], .bool,
            .unary { text in
              guard case .string(let text) = text else { return .noSuchOverload }
              return .bool((try? Quantity(text)) != nil)
            })
        ], cost: .traversal(), examples: [Example("isQuantity('1 Gi')", "false")]),
      Function(
        "sign", "-1, 0 or 1.",
        overloads: [
          .global("quantity_sign", [quantity], .int, reading { .int(Int64($0.sign)) })
        ], cost: .access, examples: [Example("sign(quantity('-5m'))", "-1")]),
      Function(
        "asApproximateFloat", "The amount as a double, perhaps rounded.",
        overloads: [
          .member(
            "quantity_get_float", [quantity], .double, reading { .double($0.approximate) })
        ], cost: .access, examples: [Example("quantity('50m').asApproximateFloat()", "0.05")]),
      Function(
        "asInteger", "The amount as an int; an error when it is none.",
        overloads: [
          .member(
            "quantity_get_int", [quantity], .int,
            reading {
              $0.integer.map(Value.int) ?? .failure("cannot convert value to integer")
            })
        ], cost: .access,
        examples: [
          Example("quantity('5k').asInteger()", "5000"), Example("quantity('1m').asInteger()", nil),
        ]),
      Function(
        "isInteger", "Whether the amount is an int.",
        overloads: [
          .member("quantity_is_integer", [quantity], .bool, reading { .bool($0.integer != nil) })
        ], cost: .access, examples: [Example("quantity('1m').isInteger()", "false")]),
      comparison("isGreaterThan", "quantity_is_greater_than", .bool) { .bool($0 > 0) },
      comparison("isLessThan", "quantity_is_less_than", .bool) { .bool($0 < 0) },
      comparison("compareTo", "quantity_compare_to", .int) { .int(Int64($0)) },
      sum("add", "The sum with a quantity or an int.", "3", +),
      sum("sub", "The difference to a quantity or an int.", "1", -),
    ], types: [quantity])

  private static func reading(_ body: @escaping @Sendable (Quantity) -> Value) -> Implementation {
    .unary { value in
      guard case .opaque(let value as QuantityValue) = value else { return .noSuchOverload }
      return body(value.quantity)
    }
  }

  private static func comparison(
    _ name: String, _ id: String, _ result: CELType,
    _ body: @escaping @Sendable (Int) -> Value
  ) -> Function {
    Function(
      name, "How two quantities or versions compare.",
      overloads: [
        .member(
          id, [quantity, quantity], result,
          .binary { left, right in
            guard case .opaque(let left as QuantityValue) = left,
              case .opaque(let right as QuantityValue) = right
            else { return .noSuchOverload }
            return body(order(left.quantity, right.quantity))
          })
      ], cost: .access)
  }

  private static func order(_ left: Quantity, _ right: Quantity) -> Int {
    left < right ? -1 : right < left ? 1 : 0
  }

  private static func sum(
    _ name: String, _ documentation: String, _ example: String,
    _ combine: @escaping @Sendable (Quantity, Quantity) -> Quantity?
  ) -> Function {
    let body: @Sendable (Value, Quantity) -> Value = { left, right in
      guard case .opaque(let left as QuantityValue) = left else { return .noSuchOverload }
      guard let result = combine(left.quantity, right) else {
        return .failure("quantity has too many digits")
      }
      return .opaque(QuantityValue(result, isComputed: true))
    }
    return Function(
      name, documentation,
      overloads: [
        .member(
          "quantity_\(name)", [quantity, quantity], quantity,
          .binary { left, right in
            guard case .opaque(let right as QuantityValue) = right else { return .noSuchOverload }
            return body(left, right.quantity)
          }),
        .member(
          "quantity_\(name)_int", [quantity, .int], quantity,
          .binary { left, right in
            guard case .int(let right) = right else { return .noSuchOverload }
            return body(left, Quantity(Int(right), format: .decimalExponent))
          }),
      ], cost: .access,
      examples: [Example("quantity('2').\(name)(1).asInteger()", example)])
  }
}
