import CEL
import Diagnostics
import Testing

@Suite struct SyntaxTests {
  @Test(arguments: [
    ("1 +", "ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting "),
    ("1 2", "ERROR: <input>:1:3: Syntax error: extraneous input '2' expecting <EOF>"),
    ("a @ b", "ERROR: <input>:1:3: Syntax error: token recognition error at: '@'"),
    ("'abc", "ERROR: <input>:1:1: Syntax error: token recognition error at: ''abc'"),
    ("while", "ERROR: <input>:1:1: reserved identifier: while"),
    ("9223372036854775808", "ERROR: <input>:1:1: invalid int literal"),
    ("1e400", "ERROR: <input>:1:1: invalid double literal"),
    ("{}.`a-b`", "ERROR: <input>:1:4: unsupported syntax: '`'"),
    ("has(1)", "ERROR: <input>:1:5: invalid argument to has() macro"),
    ("[1].all(1, true)", "ERROR: <input>:1:9: argument must be a simple name"),
  ])
  func `text that is no expression is refused where it goes wrong`(
    source: String, message: String
  ) throws {
    #expect(try compileErrors(source).description.hasPrefix(message))
  }

  @Test func `an error shows its line with a mark below the place`() throws {
    let errors = try compileErrors("1 ==\n\té + 'é' + x")
    #expect(
      errors.description.hasPrefix("ERROR: <input>:2:2: Syntax error: token recognition error"))
    #expect(errors.entries.first?.position?.line == 2)
    let marked = try compileErrors("'é' == y")
    #expect(
      marked.description == """
        ERROR: <input>:1:8: undeclared reference to 'y' (in container '')
         | 'é' == y
         | .．.....^
        """)
  }

  @Test(arguments: [
    ("-9223372036854775808", "{\"int\":\"-9223372036854775808\"}"),
    ("0xFF", "{\"int\":\"255\"}"), ("0xFFu", "{\"uint\":\"255\"}"),
    ("1.5e3", "{\"double\":\"1500\"}"),
    (".5", "{\"double\":\"0.5\"}"), ("'''a\r\nb'''", "{\"string\":\"a\\nb\"}"),
    ("r'\\n'", "{\"string\":\"\\\\n\"}"), ("b'\\377é'", "{\"bytes\":\"/8Op\"}"),
    ("'\\u00e9\\x41\\101'", "{\"string\":\"éAA\"}"), ("--1", "{\"int\":\"1\"}"),
    ("!!true", "{\"bool\":true}"), ("1 - -1", "{\"int\":\"2\"}"),
    ("1 + 2 * 3 - 4 % 3", "{\"int\":\"6\"}"), ("[1, 2,][1]", "{\"int\":\"2\"}"),
    ("{'a': 1,}.a // comment", "{\"int\":\"1\"}"), ("true ? 1 : false ? 2 : 3", "{\"int\":\"1\"}"),
    ("{'while': 1}.while", "{\"int\":\"1\"}"),
  ])
  func `literals and operators read as the grammar has them`(source: String, value: String) throws {
    #expect(text(try evaluate(source).value) == value)
  }

  @Test(arguments: [
    String(repeating: "(", count: 300) + "1" + String(repeating: ")", count: 300),
    String(repeating: "[", count: 300) + "1" + String(repeating: "]", count: 300),
    "1" + String(repeating: " + 1", count: 300), "x" + String(repeating: ".a", count: 300),
    "x" + String(repeating: "[0]", count: 300), "1" + String(repeating: " == 1", count: 300),
    String(repeating: "true ? 1 : ", count: 300) + "1",
  ])
  func `an expression that nests too deeply is refused`(source: String) throws {
    #expect(
      try compileErrors(source).description
        == "ERROR: <input>:-1:0: expression recursion limit exceeded: 250")
  }

  @Test func `a long chain of logic is not deep`() throws {
    let source = Array(repeating: "true", count: 5_000).joined(separator: " && ")
    #expect(text(try evaluate(source).value) == "{\"bool\":true}")
  }

  @Test func `an expression of too many characters is refused`() throws {
    let source = "'" + String(repeating: "é", count: 100_000) + "'"
    #expect(
      try compileErrors(source).description
        == "ERROR: <input>:-1:0: expression code point size exceeds limit: "
        + "size: 100002, limit 100000")
  }

  @Test func `every node knows the bytes it was written as`() throws {
    let source = "a.b == 'é' && [1].all(x, x > 0)"
    let environment = ExpressionEnvironment.kubernetes.declaring(["a": .dyn])
    let program = try environment.compile(source).get()
    #expect(program.expression.range.lowerBound == 0)
    #expect(program.expression.range.upperBound == source.utf8.count)
    let comparison = program.expression.children[0]
    #expect(Array(source.utf8)[comparison.range.indices].elementsEqual("a.b == 'é'".utf8))
    let fold = program.expression.children[1]
    #expect(Array(source.utf8)[fold.range.indices].elementsEqual("[1].all(x, x > 0)".utf8))
  }
}
