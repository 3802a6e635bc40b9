import CEL
import Testing

/// Two object types that refer to each other.
private struct Fleet: TypeProvider {
  func hasType(named name: String) -> Bool { ["Deployment", "Deployment.spec"].contains(name) }

  func type(ofField field: String, in typeName: String) -> CELType? {
    switch (typeName, field) {
    case ("Deployment", "spec"): .object("Deployment.spec")
    case ("Deployment.spec", "replicas"): .int
    case ("Deployment.spec", "args"): .list(.string)
    default: nil
    }
  }

  func size(at path: [String]) -> SizeEstimate? {
    path == ["object", "spec", "args"] ? SizeEstimate(0, 10) : nil
  }
}

@Suite struct CheckerTests {
  private let environment = ExpressionEnvironment.kubernetes
    .resolving(Fleet()).declaring(["object": .object("Deployment"), "params": .dyn])

  @Test(arguments: [
    ("[1, 2]", "list(int)"), ("{'a': 1.5}", "map(string, double)"), ("[]", "list(dyn)"),
    ("timestamp(0) - duration('1s')", "google.protobuf.Timestamp"), ("type(1)", "type(int)"),
    ("[1].map(x, string(x))", "list(string)"), ("optional.of(1)", "optional_type(int)"),
    ("dyn(1)", "dyn"), ("null", "null_type"), ("[{'a': 1}].map(m, m.a)", "list(int)"),
    ("[dyn(1)].filter(x, true)", "list(dyn)"), ("true ? [] : [1]", "list(int)"),
    ("{'a': 1}.?a.orValue(2)", "int"), ("[1].transformMap(i, v, v)", "map(int, int)"),
  ])
  func `an expression has the type of its value`(source: String, type: String) throws {
    #expect(try environment.compile(source).get().outputType.description == type)
  }

  @Test(arguments: [
    ("object.spec.replicas > 1", "bool"), ("object.spec.args.map(a, a.size())", "list(int)"),
    ("has(object.spec)", "bool"), ("params.anything.at.all", "dyn"),
  ])
  func `fields of declared objects have their types`(source: String, type: String) throws {
    #expect(try environment.compile(source).get().outputType.description == type)
  }

  @Test(arguments: [
    ("Deployment", "type(Deployment)"), ("Deployment.spec", "type(Deployment.spec)"),
    ("dyn(object) == Deployment.spec", "bool"),
    ("[object].map(Deployment, Deployment.spec.replicas)", "list(int)"),
  ])
  func `a chain of names is a type where one is called so and no variable hides it`(
    source: String, type: String
  ) throws {
    #expect(try environment.compile(source).get().outputType.description == type)
  }

  @Test(arguments: [
    ("object.spec.replica", "1:12: undefined field 'replica'"),
    (
      "object.spec.replicas == 'x'",
      "1:22: found no matching overload for '_==_' applied to '(int, string)'"
    ),
    ("object.spec.replicas.x", "1:21: type 'int' does not support field selection"),
    ("1 + 'a'", "1:3: found no matching overload for '_+_' applied to '(int, string)'"),
    ("'a'.foo()", "1:8: undeclared reference to 'foo' (in container '')"),
    (
      "1.all(x, true)",
      "1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)"
    ),
    ("[1].all(x, x)", "1:12: expected type 'bool' but found 'int'"),
    ("[1, 'a']", "1:5: expected type 'int' but found 'string'"),
    ("[?1]", "1:3: expected type 'optional_type(int)' but found 'int'"),
    ("'a'.matches('(')", "1:13: invalid matches argument"),
    ("duration('x')", "1:10: invalid duration argument"),
    ("'%d %d'.format([1])", "1:15: index 1 out of range"),
    (
      "'%d'.format([1, 2])",
      "1:12: too many arguments supplied to string.format (expected 1, got 2)"
    ),
    (
      "'%d'.format(['a'])",
      "1:14: error during formatting: decimal clause can only be used on integers, was given string"
    ),
    (
      "Deployment{spec: 1}",
      "1:16: expected type of field 'spec' is 'Deployment.spec' but provided type is 'int'"
    ),
  ])
  func `what does not agree is refused at its place`(source: String, message: String) throws {
    let line = try compileErrors(source, in: environment).description.split(separator: "\n")[0]
    #expect(line == "ERROR: <input>:\(message)")
  }

  @Test func `errors come in the order of the source`() throws {
    let errors = try compileErrors("b + a + [1].map(x, c)")
    #expect(errors.entries.map(\.offset) == [0, 4, 19])
  }

  @Test func `an iteration variable hides a variable with a point in its name`() throws {
    let environment = ExpressionEnvironment.kubernetes.declaring(["y.z": .dyn])
    let program = try environment.compile("[{'z': 0}].all(y, y.z == 0)").get()
    #expect(program.variables.isEmpty)
  }

  @Test func `sizes that types declare bound the estimated cost`() throws {
    let program = try environment.compile("object.spec.args.all(a, a.startsWith('-'))").get()
    let cost = program.estimatedCost
    #expect(cost.min == 4)
    #expect(cost.max < 100)
    let unbounded = try environment.compile("params.all(a, a == 1)").get()
    #expect(unbounded.estimatedCost.max == .max)
  }

  @Test(arguments: [
    "1 + 2 * 3", "[1, 2, 3].all(x, x > 0)", "'abc'.contains('b')", "{'a': 1}.a == 1",
    "[1, 2].map(x, x * 2)", "true || 1 / 0 > 1", "optional.of(1).optMap(x, x + 1).orValue(0)",
    "'a,b'.split(',').join('-')", "[3, 1].sort()", "quantity('1Gi').isLessThan(quantity('2Gi'))",
  ])
  func `an evaluation costs no more than was estimated`(source: String) throws {
    let program = try environment.compile(source).get()
    let cost = program.evaluate(Activation()).cost
    #expect(cost <= program.estimatedCost.max)
  }
}
