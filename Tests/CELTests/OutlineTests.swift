import CEL
import Testing

/// A trace as people read it.
struct OutlineTests {
  private func outline(_ source: String, _ bindings: [String: Value] = [:]) throws -> [String] {
    let variables = bindings.mapValues { _ in CELType.dyn }
    let program = try ExpressionEnvironment.kubernetes.declaring(variables).compile(source).get()
    return program.trace(Activation(bindings)).outline(of: source).map { line in
      String(repeating: "  ", count: line.depth) + (line.turn.map { "[\($0)] " } ?? "") + line.text
        + " => " + (line.value?.literal ?? "-")
    }
  }

  @Test func `the operands of a chain stand below it, and what was not needed has no value`() throws
  {
    let lines = try outline("x > 1 && x < 3 && x != 9", ["x": .int(5)])
    #expect(
      lines == [
        "x > 1 && x < 3 && x != 9 => false",
        "  x > 1 => true", "    x => 5",
        "  x < 3 => false", "    x => 5",
        "  x != 9 => -",
      ])
  }

  @Test func `a macro shows its range and what it asks of each element`() throws {
    let lines = try outline("x.filter(e, e > 1).all(e, e < 3)", ["x": .list([.int(1), .int(4)])])
    #expect(
      lines == [
        "x.filter(e, e > 1).all(e, e < 3) => false",
        "  x.filter(e, e > 1) => [4]",
        "    x => [1, 4]",
        "    [0] e > 1 => false", "      e => 1",
        "    [1] e > 1 => true", "      e => 4",
        "  [0] e < 3 => false", "    e => 4",
      ])
  }

  @Test func `a path is one line, and of a conditional the branch that was taken has a value`()
    throws
  {
    let map = Value.map(MapValue([(.string("a"), .map(MapValue([(.string("b"), .int(1))])))]))
    let nested = try outline("has(x.c) ? x.c : has(x.d) ? 1 : x.a.b", ["x": map])
    #expect(nested.contains("    x.a.b => 1"))
    #expect(nested.contains("  x.c => -"))
  }

  @Test func `what a macro binds to a name is shown with what it asks`() throws {
    let lines = try outline("optional.of(x).optMap(v, v + 1)", ["x": .int(2)])
    #expect(lines.first == "optional.of(x).optMap(v, v + 1) => optional.of(3)")
    #expect(lines.contains { $0.hasSuffix("v + 1 => 3") })
  }

  @Test(arguments: [
    (Value.double(1), "1.0"), (.uint(3), "3u"), (.string("a\"b"), #""a\"b""#),
    (.bytes([0x61, 0xFF]), #"b"a\xff""#), (.optional(nil), "optional.none()"),
    (.double(.infinity), #"double("+Inf")"#), (.list([.null, .bool(true)]), "[null, true]"),
  ])
  func `a value is written as an expression`(_ value: Value, _ text: String) {
    #expect(value.literal == text)
  }
}
