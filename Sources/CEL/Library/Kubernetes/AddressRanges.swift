import Values

/// A range of addresses as a value of the language.
package final class AddressRangeValue: Sendable {
  let block: CIDR

  init(_ block: CIDR) { self.block = block }

  static let declaredType = CELType.opaque("net.CIDR", [])

  /// The range that a string names, as a value.
  static func value(_ text: Value) -> Value {
    guard case .string(let text) = text else { return .noSuchOverload }
    let context = "network address parse error during conversion from string: "
    let block: CIDR
    do throws(CIDR.ParsingError) { block = try CIDR.parse(text) } catch {
      return .failure("\(context)\(context)\(error.description)")
    }
    guard !block.address.isMapped else {
      return .failure("\(context)IPv4-mapped IPv6 address \(text.goQuoted) is not allowed")
    }
    return .opaque(AddressRangeValue(block))
  }
}

extension AddressRangeValue: OpaqueValue {
  package var type: CELType { AddressRangeValue.declaredType }
  package var text: String { block.description }
  package var size: Int { (block.prefixLength + 7) / 8 }

  package func isEqual(to other: Value) -> Bool? {
    guard case .opaque(let other as AddressRangeValue) = other else { return nil }
    return block == other.block
  }
}

extension FunctionLibrary {
  private static let ip = AddressValue.declaredType
  private static let cidr = AddressRangeValue.declaredType

  /// `cidr()` and what can be asked of a range.
  package static let addressRanges = FunctionLibrary(
    "cidr",
    functions: [
      Function(
        "cidr", "A range of addresses from its text.",
        overloads: [.global("string_to_cidr", [.string], cidr, .unary(AddressRangeValue.value))],
        cost: .traversal(), examples: [Example("cidr('10.0.0.0')", nil)]),
      Function(
        "isCIDR", "Whether a text is a range of addresses.",
        overloads: [
          .global(
            "is_cidr", [.string], .bool, .unary { .bool(!AddressRangeValue.value($0).isError) })
        ], cost: .traversal(), examples: [Example("isCIDR('10.0.0.0/8')", "true")]),
      Function(
        "containsIP", "Whether a range holds an address.",
        overloads: [
          .member(
            "cidr_contains_ip_string", [cidr, .string], .bool,
            .binary { containsAddress($0, AddressValue.value($1)) },
            serverCost: .rangeTest(isParsed: true, isRange: false)),
          .member(
            "cidr_contains_ip_ip", [cidr, ip], .bool, .binary(containsAddress),
            serverCost: .rangeTest(isParsed: false, isRange: false)),
        ], examples: [Example("cidr('10.0.0.0/8').containsIP('10.1.2.3')", "true")]),
      Function(
        "containsCIDR", "Whether a range holds another.",
        overloads: [
          .member(
            "cidr_contains_cidr_string", [cidr, .string], .bool,
            .binary { containsRange($0, AddressRangeValue.value($1)) },
            serverCost: .rangeTest(isParsed: true, isRange: true)),
          .member(
            "cidr_contains_cidr", [cidr, cidr], .bool, .binary(containsRange),
            serverCost: .rangeTest(isParsed: false, isRange: true)),
        ], examples: [Example("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", "true")]),
      Function(
        "ip", "The address of a range.",
        overloads: [
          .member(
            "cidr_ip", [cidr], ip, reading { .opaque(AddressValue($0.address)) },
            serverCost: .access)
        ], examples: [Example("cidr('10.1.0.0/8').ip() == ip('10.1.0.0')", "true")]),
      Function(
        "prefixLength", "How many bits all addresses of a range share.",
        overloads: [
          .member("cidr_prefix_length", [cidr], .int, reading { .int(Int64($0.prefixLength)) })
        ], cost: .access, examples: [Example("cidr('10.0.0.0/8').prefixLength()", "8")]),
      Function(
        "masked", "The range with the bits behind its prefix set to zero.",
        overloads: [
          .member(
            "cidr_masked", [cidr], cidr,
            reading { .opaque(AddressRangeValue($0.network)) })
        ], cost: .access, examples: [Example("string(cidr('10.1.2.3/8').masked())", "'10.0.0.0/8'")]
      ),
      Function(
        "string", "The range as text.",
        overloads: [.global("cidr_to_string", [cidr], .string, .unary(Conversion.toString))]),
    ], types: [cidr])

  private static func reading(
    _ body: @escaping @Sendable (CIDR) -> Value
  ) -> Implementation {
    .unary { value in
      guard case .opaque(let value as AddressRangeValue) = value else { return .noSuchOverload }
      return body(value.block)
    }
  }

  private static func containsAddress(_ range: Value, _ address: Value) -> Value {
    guard case .opaque(let range as AddressRangeValue) = range,
      case .opaque(let address as AddressValue) = address
    else { return .noSuchOverload }
    return .bool(range.block.contains(address.address))
  }

  private static func containsRange(_ range: Value, _ other: Value) -> Value {
    if other.isError { return other }
    guard case .opaque(let range as AddressRangeValue) = range,
      case .opaque(let other as AddressRangeValue) = other
    else { return .noSuchOverload }
    return .bool(range.block.contains(other.block))
  }
}

extension CallCost {
  /// Comparing the bytes of two addresses, and reading one of them from text.
  fileprivate static func rangeTest(isParsed: Bool, isRange: Bool) -> CallCost {
    CallCost(
      actual: .computed { arguments, _ in
        let size = arguments[0].costSize
        var cost = (size + size).scaled(0.1)
        if isRange { cost += size.scaled(0.1) + 1 }
        return isParsed ? cost + arguments[1].costSize.scaled(0.1) : cost
      },
      estimate: { call in
        var cost = CostEstimate(8, 32).scaled(0.1)
        if isRange {
          cost = cost.adding(CostEstimate(4, 16).scaled(0.1)).adding(CostEstimate(1, 1))
        }
        return CallEstimate(cost: isParsed ? cost.adding(call.size(1).scaled(0.1)) : cost)
      })
  }
}
