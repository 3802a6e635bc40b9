import Diagnostics
import Kubernetes
import Testing
import Values
import YAML

/// Expectations follow RFC 6902 where the API server's library does, and the library where not.
struct JSONPatchTests {
  @Test func `an operation changes what its path names`() throws {
    #expect(try applied("add", "/a/b", "1", to: "{a: {}}") == #"{"a":{"b":1}}"#)
    #expect(try applied("replace", "/a", "2", to: "{a: 1}") == #"{"a":2}"#)
    #expect(try applied("remove", "/a", nil, to: "{a: 1, b: 2}") == #"{"b":2}"#)
    #expect(try applied("add", "/l/-", "3", to: "{l: [1, 2]}") == #"{"l":[1,2,3]}"#)
    #expect(try applied("add", "/l/0", "3", to: "{l: [1, 2]}") == #"{"l":[3,1,2]}"#)
    #expect(try applied("add", "/x~1y~0z", "1", to: "{}") == #"{"x/y~z":1}"#)
  }

  @Test func `a key that is missing is replaced all the same, as the library does it`() throws {
    #expect(try applied("replace", "/a/b", "1", to: "{a: {}}") == #"{"a":{"b":1}}"#)
  }

  @Test func `an index may count from the end`() throws {
    #expect(try applied("remove", "/l/-1", nil, to: "{l: [1, 2]}") == #"{"l":[1]}"#)
  }

  @Test func `a value is moved and copied`() throws {
    let root = node("{a: {b: 1}, c: {}}")
    let moved = JSONPatch([JSONPatch.Operation("move", "/c/d", from: "/a/b")])
    #expect(try moved.applied(to: root).json == #"{"a":{},"c":{"d":1}}"#)
    let copied = JSONPatch([JSONPatch.Operation("copy", "/c/d", from: "/a/b")])
    #expect(try copied.applied(to: root).json == #"{"a":{"b":1},"c":{"d":1}}"#)
  }

  @Test func `a failure has the library's words`() {
    #expect(
      failure("add", "/a/b", "1", of: "{}")
        == #"add operation does not apply: doc is missing path: "/a/b": missing value"#)
    #expect(
      failure("remove", "/a", nil, of: "{}")
        == "error in remove for path: '/a': Unable to remove nonexistent key: a: missing value")
    #expect(
      failure("add", "/l/5", "1", of: "{l: []}")
        == "error in add for path: '/l/5': Unable to access invalid index: 5: invalid index referenced"
    )
    #expect(failure("merge", "/a", "1", of: "{}") == "Unexpected kind: merge")
  }

  @Test func `a test that finds another value says that it is one`() throws {
    let patch = JSONPatch([JSONPatch.Operation("test", "/a", value: node("2"))])
    do throws(JSONPatch.Failure) {
      _ = try patch.applied(to: node("{a: 1}"))
      Issue.record("the test holds")
    } catch {
      #expect(error.refusal == .differs)
    }
  }

  @Test func `a difference applies to an object that says less`() throws {
    let before = node("{a: {x: 1, list: [1]}, gone: 1, filled: {y: 1}}")
    let after = node("{a: {x: 2, list: [1, 2]}, filled: {y: 2}, b/c: 3}")
    let given = node("{a: {x: 1, list: [1]}, gone: 1}")
    let patch = JSONPatch(from: before, to: after, of: given)
    #expect(patch.operations.map(\.path) == ["/gone", "/a/x", "/a/list", "/filled", "/b~1c"])
    let result = try patch.applied(to: given)
    #expect(result.isSameJSON(as: after))
  }

  @Test func `what stays as it was is no difference`() {
    let object = node("{a: {x: 1}}")
    #expect(JSONPatch(from: object, to: object, of: node("{}")).operations.isEmpty)
  }

  // MARK: Helpers

  private func node(_ text: String) -> Node {
    SourceFile(path: "object.yaml", text: text).parsed(as: .kubernetes).documents.first?.root
      ?? .null()
  }

  private func applied(
    _ kind: String, _ path: String, _ value: String?, to object: String
  ) throws -> String {
    try JSONPatch([JSONPatch.Operation(kind, JSONPointer(path), value: value.map(node))])
      .applied(to: node(object)).json
  }

  private func failure(
    _ kind: String, _ path: String, _ value: String?, of object: String
  ) -> String? {
    do throws(JSONPatch.Failure) {
      _ = try JSONPatch([JSONPatch.Operation(kind, JSONPointer(path), value: value.map(node))])
        .applied(to: node(object))
      return nil
    } catch {
      return error.message
    }
  }
}
