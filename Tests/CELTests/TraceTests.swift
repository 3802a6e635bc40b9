import CEL
import Testing

@Suite struct TraceTests {
  private static let pod = #"""
    {"object": {"spec": {"containers": [
      {"name": "a", "image": "r/a:1", "limits": {"cpu": "1"}}, {"name": "b", "image": "r/b:latest"}
    ], "replicas": 1}, "metadata": {"name": "p"}}}
    """#

  /// What was read, as the host's values and the keys that are missing below them.
  private func decisive(_ source: String) throws -> [String] {
    let (program, activation) = try compile(source, Self.pod)
    return program.trace(activation).decisiveReads.map { read in
      let missing = read.missing.map { text($0) }.joined(separator: ".")
      let value = text(read.host.value)
      return missing.isEmpty ? value : "\(value.utf8.count) bytes without \(missing)"
    }
  }

  @Test func `of a false conjunction the false operand decides`() throws {
    #expect(
      try decisive("object.metadata.name == 'p' && object.spec.replicas > 1")
        == ["{\"int\":\"1\"}"])
  }

  @Test func `of a false disjunction both operands decide`() throws {
    #expect(
      try decisive("object.metadata.name == 'q' || object.spec.replicas > 1")
        == ["{\"string\":\"p\"}", "{\"int\":\"1\"}"])
  }

  @Test func `a negation is decided by what makes its operand true`() throws {
    #expect(
      try decisive("!(object.spec.replicas > 1 || object.metadata.name == 'p')")
        == ["{\"string\":\"p\"}"])
  }

  @Test func `a false all is decided by the element that failed`() throws {
    #expect(
      try decisive("object.spec.containers.all(c, !c.image.endsWith(':latest'))")
        == ["{\"string\":\"r/b:latest\"}"])
  }

  @Test func `a missing field is found at its nearest present parent`() throws {
    let reads = try decisive("object.spec.containers.all(c, has(c.limits.memory))")
    #expect(reads.count == 1)
    #expect(reads.first?.hasSuffix("without {\"string\":\"memory\"}") == true)
    let (program, activation) = try compile(
      "object.spec.containers.all(c, has(c.limits) && has(c.limits.memory))", Self.pod)
    let trace = program.trace(activation)
    let read = try #require(trace.decisiveReads.first)
    #expect(text(read.host.value).contains("cpu"))
  }

  @Test func `an error is decided by the expression that failed`() throws {
    let (program, activation) = try compile("object.spec.missing.deep == 1", Self.pod)
    let trace = program.trace(activation)
    #expect(trace.evaluation.value.error?.message == "no such key: missing")
    #expect(trace.decisiveReads.map(\.missing.count) == [1])
  }

  @Test func `a scalar that a variable stands for keeps its place`() throws {
    let (program, activation) = try compile(
      "l.all(x, x < 3)", #"{"l": [1, 2, 5]}"#)
    let reads = program.trace(activation).decisiveReads
    #expect(reads.map { text($0.host.value) } == ["{\"int\":\"5\"}"])
  }

  @Test func `the entries of a map are found by their keys`() throws {
    let (program, activation) = try compile(
      "m.all(k, v, v != 'secret')", #"{"m": {"a": "x", "b": "secret"}}"#)
    let reads = program.trace(activation).decisiveReads
    #expect(reads.map { text($0.host.value) } == ["{\"string\":\"secret\"}"])
  }

  @Test func `the tree has the value of every node that was evaluated`() throws {
    let (program, activation) = try compile(
      "object.spec.replicas > 1 && object.metadata.name == 'p'", Self.pod)
    let tree = program.trace(activation).tree
    #expect(tree.value?.isEqual(to: .bool(false)) == true)
    #expect(tree.children[0].value?.isEqual(to: .bool(false)) == true)
    #expect(tree.children[0].children[0].value?.isEqual(to: .int(1)) == true)
    #expect(tree.children[1].value == nil)
  }

  @Test(arguments: [
    "object.spec.containers.all(c, c.image.startsWith('r/'))",
    "object.spec.containers.map(c, c.name).join(',') == 'a,b'",
    "object.spec.containers.exists(c, c.?limits.hasValue() && c.limits.?memory.orValue('') == '')",
  ])
  func `tracing changes neither value nor cost`(source: String) throws {
    let (program, activation) = try compile(source, Self.pod)
    let evaluation = program.evaluate(activation)
    let traced = program.trace(activation).evaluation
    #expect(text(traced.value) == text(evaluation.value))
    #expect(traced.cost == evaluation.cost)
  }
}
