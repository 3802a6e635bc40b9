import Admission
import Diagnostics
import TestKit
import Testing
import YAML

struct PolicyTestReadingTests {
  /// What is wrong with the cases of a file, with where the marks stand.
  private func reading(
    _ cases: String, objects: String = "a: {apiVersion: v1, kind: ConfigMap, data: {x: old}}"
  ) -> (test: PolicyTest?, findings: [Diagnostic], marks: [Int]) {
    let marked = MarkedSource(
      """
      apiVersion: sluice.dev/v1alpha1
      kind: PolicyTest
      policy: p
      objects: {\(objects)}
      cases:
      \(cases)

      """)
    let (tests, findings) = PolicyTest.read(SourceFile(path: "t.yaml", bytes: marked.bytes))
    return (tests.first, findings, marked.offsets)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var cases: String
    var message: String
    var help: String?
    var testDescription: String { message }
  }

  static let faults = [
    Fault(
      cases: "  - {name: one, base: a, 1️⃣expct: deny, expect: deny}",
      message: "a case has no field 'expct'", help: "write 'expect'"),
    Fault(cases: "  - 1️⃣{name: one, base: a}", message: "'expect' is missing"),
    Fault(
      cases: "  - {name: one, base: a, expect: 1️⃣refuse}",
      message: "'expect' is one of allow, deny, warn, audit, skip, not 'refuse'"),
    Fault(
      cases: "  - {name: one, base: 1️⃣b, expect: allow}",
      message: "there is no object 'b' to start from", help: "write 'a'"),
    Fault(
      cases: "  - 1️⃣{name: one, expect: allow}", message: "a case has either 'base' or 'object'"),
    Fault(
      cases: "  - {name: one, object: 1️⃣{kind: Pod}, expect: allow}",
      message: "an object has apiVersion and kind"),
    Fault(
      cases: "  - {name: one, base: a, expect: allow}\n  - {name: 1️⃣one, base: a, expect: deny}",
      message: "another case has the name 'one'"),
    Fault(
      cases: "  - {name: one, base: a, expect: allow, message: 1️⃣nothing}",
      message: "what is allowed has no message"),
    Fault(
      cases: "  - {name: one, base: a, expect: deny, message: {matches: 1️⃣'(x'}}",
      message: "the pattern is not RE2: missing )"),
    Fault(
      cases: "  - {name: one, base: a, expect: deny, patch: [1️⃣{op: remove, path: /data/z}]}",
      message: "error in remove for path: '/data/z': Unable to remove nonexistent key: z: "
        + "missing value"),
    Fault(
      cases: "  - {name: one, base: a, expect: deny, patch: [{op: 1️⃣merge, path: /data/x}]}",
      message: "operation 'merge' is none of add, copy, move, remove, replace and test"),
    Fault(
      cases: "  - {name: one, base: a, expect: deny, patch: 1️⃣nothing}",
      message: "a patch must be a mapping or a list of operations, not of type string"),
    Fault(
      cases: "  - {name: one, base: a, expect: deny, operation: 1️⃣PATCH}",
      message: "'operation' is one of CREATE, UPDATE, DELETE, CONNECT, not 'PATCH'"),
    Fault(
      cases: "  - {name: one, base: a, expect: deny, user: 1️⃣{groups: [x]}}",
      message: "'username' is missing"),
    Fault(
      cases: "  - {name: one, base: a, expect: deny, namespace: {environment: 1️⃣1}}",
      message: "'environment' must be a string, not of type integer"),
  ]

  @Test(arguments: faults)
  func `a fault is reported at its place`(_ fault: Fault) {
    let (_, findings, marks) = reading(fault.cases)
    #expect(findings.map(\.message) == [fault.message])
    #expect(findings.map { $0.primary?.range.lowerBound } == marks)
    if let help = fault.help { #expect(findings.map(\.help) == [help]) }
  }

  @Test func `a case that cannot be read leaves the others`() {
    let (test, findings, _) = reading(
      "  - {name: one, base: b, expect: allow}\n  - {name: two, base: a, expect: allow}")
    #expect(findings.count == 1)
    #expect(test?.cases.map(\.name) == ["two"])
  }

  @Test func `another kind of document is refused`() {
    let (tests, findings) = PolicyTest.read(
      SourceFile(path: "t.yaml", text: "apiVersion: v1\nkind: ConfigMap\n"))
    #expect(tests.isEmpty)
    #expect(findings.count == 1)
  }

  @Test func `an old object makes an update`() {
    let (test, _, _) = reading(
      """
        - {name: c, base: a, expect: allow}
        - {name: u, base: a, oldPatch: {data: {x: z}}, expect: allow}
        - {name: d, base: a, operation: DELETE, expect: allow}
      """)
    let cases = test?.cases ?? []
    #expect(cases.map(\.operation) == [.create, .update, .delete])
    #expect(cases.map { $0.object == nil } == [false, false, true])
    #expect(cases.map { $0.oldObject?["data"]?["x"]?.string } == [nil, "z", "old"])
  }

  @Test(arguments: [
    ("{data: {x: null, w: v}}", #"{"apiVersion":"v1","kind":"ConfigMap","data":{"w":"v"}}"#),
    (
      "[{op: add, path: /data/a~1b, value: c}]",
      #"{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"old","a/b":"c"}}"#
    ),
    (
      "[{op: test, path: /data/x, value: old}, {op: replace, path: /data, value: {}}]",
      #"{"apiVersion":"v1","kind":"ConfigMap","data":{}}"#
    ),
    ("[{op: remove, path: /data}]", #"{"apiVersion":"v1","kind":"ConfigMap"}"#),
  ])
  func `a patch changes the base`(patch: String, result: String) {
    let (test, findings, _) = reading("  - {name: one, base: a, patch: \(patch), expect: allow}")
    #expect(findings == [])
    #expect(test?.cases.first?.object?.json == result)
  }

  @Test(arguments: [
    ("[{name: a, image: x}]", #"[{"name":"a","image":"x"},{"name":"b"}]"#),
    ("[{name: c}]", #"[{"name":"a"},{"name":"b"},{"name":"c"}]"#),
    ("[{name: a, $patch: delete}]", #"[{"name":"b"}]"#),
  ])
  func `a merge finds the elements of a list by their key`(patch: String, result: String) {
    let (test, findings, _) = reading(
      "  - {name: one, base: p, patch: {spec: {containers: \(patch)}}, expect: allow}",
      objects: "p: {apiVersion: v1, kind: Pod, spec: {containers: [{name: a}, {name: b}]}}")
    #expect(findings == [])
    #expect(test?.cases.first?.object?["spec"]?["containers"]?.json == result)
  }
}
