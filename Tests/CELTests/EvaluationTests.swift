import CEL
import Synchronization
import Testing

@Suite struct EvaluationTests {
  @Test(arguments: [
    ("1 / 0 > 1 || true", "{\"bool\":true}"), ("false && 1 / 0 > 1", "{\"bool\":false}"),
    ("true ? 1 : 1 / 0", "{\"int\":\"1\"}"), ("[1, 0].exists(x, 1 / x == 1)", "{\"bool\":true}"),
    ("[0, 2].all(x, 1 / x == 5)", "{\"bool\":false}"),
    ("[0, 1].exists_one(x, 1 / x == 1)", "{\"error\":\"division by zero\"}"),
    ("1 / 0 > 1 && true", "{\"error\":\"division by zero\"}"),
    ("9223372036854775807 + 1", "{\"error\":\"integer overflow\"}"),
    ("0u - 1u", "{\"error\":\"unsigned integer overflow\"}"),
    ("[1][1]", "{\"error\":\"index out of bounds: 1\"}"),
    ("{'a': 1}['b']", "{\"error\":\"no such key: b\"}"),
    ("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "{\"error\":\"timestamp overflow\"}"),
    ("0.0 / 0.0 == 0.0 / 0.0", "{\"bool\":false}"), ("dyn(1) == 1u", "{\"bool\":true}"),
    ("dyn(1) < 1.5", "{\"bool\":true}"), ("'\\u00e9' == 'e\\u0301'", "{\"bool\":false}"),
    ("{'\\u00e9': 1, 'e\\u0301': 2}.size()", "{\"int\":\"2\"}"),
    ("1.0 in [1, 2].map(x, dyn(x))", "{\"bool\":true}"),
  ])
  func `errors are absorbed, and values compared, as the specification has it`(
    source: String, value: String
  ) throws {
    #expect(text(try evaluate(source).value) == value)
  }

  @Test func `a value that is set to be made later is made once, when an expression asks for it`()
    throws
  {
    let made = Mutex(0)
    var activation = Activation()
    activation.set("x") {
      made.withLock { $0 += 1 }
      return .int(2)
    }
    let environment = ExpressionEnvironment.kubernetes.declaring(["x": .int])
    _ = try environment.compile("true || x == 1").get().evaluate(activation)
    #expect(made.withLock { $0 } == 0)
    let program = try environment.compile("x + x").get()
    for _ in 0..<2 { #expect(text(program.evaluate(activation).value) == "{\"int\":\"4\"}") }
    #expect(made.withLock { $0 } == 1)
  }

  @Test func `variables that are set over others hide them`() {
    var outer = Activation(["a": .int(1), "b": .int(2), "c": .int(3)])
    outer = Activation(over: outer)
    outer["b"] = .int(4)
    outer["c"] = nil
    var inner = Activation(over: outer)
    inner["a"] = .int(5)
    #expect(
      ["a", "b", "c"].map { inner[$0].map(text) } == [
        "{\"int\":\"5\"}", "{\"int\":\"4\"}", nil,
      ])
    #expect(outer["a"].map(text) == "{\"int\":\"1\"}")
  }

  @Test func `only what is asked for is read from the host`() throws {
    final class Probe: LazyValue, @unchecked Sendable {
      private(set) var asked: [String] = []
      var content: LazyContent { .map(count: 1_000_000) }
      func element(at index: Int) -> any LazyValue { self }
      func member(named name: String) -> (any LazyValue)? {
        asked.append(name)
        return name == "inner" ? JSONHost(.string("x")) : nil
      }
      var memberNames: [String] { [] }
    }
    let probe = Probe()
    let program = try ExpressionEnvironment.kubernetes.declaring(["object": .dyn])
      .compile("object.inner == 'x' || object.never == 1").get()
    let value = program.evaluate(Activation(["object": .host(probe)])).value
    #expect(text(value) == "{\"bool\":true}")
    #expect(probe.asked == ["inner"])
  }

  @Test func `values of the host equal values of the language`() throws {
    let data = #"{"o": {"a": [1, 2.5, null, true, "s"], "b": {}}}"#
    let source = "o == {'a': [dyn(1), 2.5, null, true, 's'], 'b': dyn({})}"
    #expect(
      text(try evaluate(source, data, in: ExpressionEnvironment(libraries: [.standard])).value)
        == "{\"bool\":true}")
  }

  @Test func `an evaluation ends at its cost limit, which nothing absorbs`() throws {
    let source = "[1, 2, 3].all(x, [1, 2, 3].all(y, x + y > 0)) || true"
    let unlimited = try evaluate(source)
    #expect(unlimited.value.isEqual(to: .bool(true)) == true)
    let limited = try evaluate(source, costLimit: 20)
    #expect(limited.value.error?.message == "operation cancelled: actual cost limit exceeded")
    #expect(limited.value.error?.reason == .costLimit)
    #expect(limited.cost < unlimited.cost)
  }

  @Test func `a hostile fold ends at the limit`() throws {
    let list = "[" + Array(repeating: "1", count: 100).joined(separator: ",") + "]"
    let source = "\(list).all(a, \(list).all(b, \(list).all(c, \(list).all(d, a + b + c + d > 0))))"
    let evaluation = try evaluate(source)
    #expect(evaluation.value.error?.reason == .costLimit)
  }

  @Test func `lists that grow in a fold take linear time`() throws {
    let evaluation = try evaluate(
      "lists.range(50000).map(x, x + 1).filter(x, x % 2 == 0).size()", costLimit: .max)
    #expect(text(evaluation.value) == "{\"int\":\"25000\"}")
  }

  @Test(arguments: [
    ("url('https://a/b').getHost()", 2, 3), ("'abcdefghijk'.replace('a', 'b')", 1, 3),
    ("[1, 2, 3].sum()", 1, 3), ("quantity('1') == quantity('1')", 3, 3),
  ])
  func `a server charges for the calls of its libraries`(
    source: String, language: UInt64, server: UInt64
  ) throws {
    #expect(try evaluate(source, in: .kubernetes.charging(.language)).cost == language)
    #expect(try evaluate(source).cost == server)
  }

  @Test(arguments: [
    ("timestamp('2009-02-13T23:31:30Z').getHours('US/Central')", "17"),
    ("timestamp('2009-07-13T23:31:30Z').getHours('US/Central')", "18"),
    ("timestamp('2060-07-01T12:00:00Z').getHours('Europe/Berlin')", "14"),
    ("timestamp('2060-01-01T12:00:00Z').getHours('Europe/Berlin')", "13"),
    ("timestamp('2060-01-01T12:00:00Z').getHours('Australia/Sydney')", "23"),
    ("timestamp('2009-02-13T02:00:00Z').getDayOfMonth('-02:30')", "11"),
    ("timestamp('2000-02-29T00:00:00Z').getDayOfYear()", "59"),
    ("timestamp('0001-01-01T00:00:00Z').getDayOfWeek()", "1"),
  ])
  func `a timestamp has its parts in every zone`(source: String, value: String) throws {
    #expect(text(try evaluate(source).value) == "{\"int\":\"\(value)\"}")
  }

  @Test(arguments: ["'Nowhere/City'", "'../../etc/passwd'", "'/etc/passwd'", "'1:x'"])
  func `an unknown zone is an error`(zone: String) throws {
    #expect(try evaluate("timestamp(0).getHours(\(zone))").value.error != nil)
  }

  @Test(arguments: [
    ("12.0", "12"), ("1.0e6", "1e+06"), ("123456.0", "123456"), ("0.00001", "1e-05"),
    ("0.0001", "0.0001"), ("1.0/3.0", "0.3333333333333333"), ("-0.0", "-0"), ("5e-324", "5e-324"),
    ("1.7976931348623157e308", "1.7976931348623157e+308"),
  ])
  func `a double prints as its shortest text`(source: String, printed: String) throws {
    #expect(text(try evaluate("string(\(source))").value) == "{\"string\":\"\(printed)\"}")
  }

  @Test(arguments: [
    ("1h30m", "5400s"), ("1.5s", "1.5s"), ("-1ms", "-0.001s"), ("1us2ns", "0.000001002s"),
    (".5h", "1800s"), ("0", "0s"),
  ])
  func `a duration reads every unit`(written: String, printed: String) throws {
    #expect(
      text(try evaluate("string(duration('\(written)'))").value) == "{\"string\":\"\(printed)\"}")
  }
}
