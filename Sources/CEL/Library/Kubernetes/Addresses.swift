import Values

/// An IP address as a value of the language.
package final class AddressValue: Sendable {
  let address: IPAddress

  init(_ address: IPAddress) { self.address = address }

  static let declaredType = CELType.opaque("net.IP", [])

  static func parse(_ text: String) -> Result<IPAddress, EvaluationError> {
    do throws(IPAddress.ParsingError) {
      let (address, zone) = try IPAddress.parse(text)
      guard zone.isEmpty else {
        return .failure(
          EvaluationError("IP address \(text.goQuoted) with zone value is not allowed"))
      }
      guard !address.isMapped else {
        return .failure(
          EvaluationError("IPv4-mapped IPv6 address \(text.goQuoted) is not allowed"))
      }
      return .success(address)
    } catch {
      return .failure(
        EvaluationError(
          "IP Address \(text.goQuoted) parse error during conversion from string: "
            + error.description(of: text)))
    }
  }

  /// The address that a string names, as a value.
  static func value(_ text: Value) -> Value {
    guard case .string(let text) = text else { return .noSuchOverload }
    switch parse(text) {
    case .success(let address): return .opaque(AddressValue(address))
    case .failure(let error): return .error(error)
    }
  }
}

extension AddressValue: OpaqueValue {
  package var type: CELType { AddressValue.declaredType }
  package var text: String { address.description }
  package var size: Int { address.bitCount / 8 }

  package func isEqual(to other: Value) -> Bool? {
    guard case .opaque(let other as AddressValue) = other else { return nil }
    return address == other.address
  }
}

extension FunctionLibrary {
  private static let ip = AddressValue.declaredType

  /// `ip()` and what can be asked of an address.
  package static let addresses = FunctionLibrary(
    "ip",
    functions: [
      Function(
        "ip", "An IP address from its text.",
        overloads: [
          .global(
            "string_to_ip", [.string], ip, .unary(AddressValue.value), serverCost: .traversal())
        ], examples: [Example("ip('::1') == ip('0:0::1')", "true"), Example("ip('1.2.3')", nil)]),
      Function(
        "isIP", "Whether a text is an IP address.",
        overloads: [
          .global("is_ip", [.string], .bool, .unary { .bool(!AddressValue.value($0).isError) })
        ], cost: .traversal(), examples: [Example("isIP('1.2.3.4')", "true")]),
      Function(
        "ip.isCanonical", "Whether a text is the shortest form of its address.",
        overloads: [
          .global(
            "ip_is_canonical", [.string], .bool,
            .unary { text in
              let value = AddressValue.value(text)
              guard case .opaque(let parsed) = value, case .string(let text) = text else {
                return value
              }
              return .bool(parsed.text == text)
            })
        ], cost: .traversal(factor: 2), examples: [Example("ip.isCanonical('0:0::1')", "false")]),
      Function(
        "string", "The address as text.",
        overloads: [.global("ip_to_string", [ip], .string, .unary(Conversion.toString))]),
      property("family", "ip_family", .int, "4 or 6.", "ip('::1').family() == 6") {
        .int($0.isIPv4 ? 4 : 6)
      },
      test("isUnspecified", "ip_is_unspecified", "ip('::').isUnspecified()", \.isUnspecified),
      test("isLoopback", "ip_is_loopback", "ip('127.0.0.1').isLoopback()", \.isLoopback),
      test(
        "isLinkLocalMulticast", "ip_is_link_local_multicast",
        "ip('224.0.0.1').isLinkLocalMulticast()", \.isLinkLocalMulticast),
      test(
        "isLinkLocalUnicast", "ip_is_link_local_unicast", "ip('fe80::1').isLinkLocalUnicast()",
        \.isLinkLocalUnicast),
      test(
        "isGlobalUnicast", "ip_is_global_unicast", "ip('192.168.0.1').isGlobalUnicast()",
        \.isGlobalUnicast),
    ], types: [ip])

  private static func test(
    _ name: String, _ id: String, _ example: String,
    _ property: any KeyPath<IPAddress, Bool> & Sendable
  ) -> Function {
    self.property(name, id, .bool, "Whether the address is of that kind.", example) {
      .bool($0[keyPath: property])
    }
  }

  private static func property(
    _ name: String, _ id: String, _ result: CELType, _ documentation: String,
    _ example: String, _ body: @escaping @Sendable (IPAddress) -> Value
  ) -> Function {
    Function(
      name, documentation,
      overloads: [
        .member(
          id, [ip], result,
          .unary { value in
            guard case .opaque(let value as AddressValue) = value else { return .noSuchOverload }
            return body(value.address)
          })
      ], cost: .access, examples: [Example(example, "true")])
  }
}
