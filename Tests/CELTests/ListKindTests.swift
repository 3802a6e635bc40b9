import CEL
import Testing

/// Lists of the host whose order means nothing.
struct ListKindTests {
  /// A JSON list that says what it is.
  private final class KeyedList: LazyValue {
    let list: JSONHost
    let listKind: ListKind
    init(_ json: String, _ kind: ListKind) {
      list = JSONHost(JSONValue(json) ?? .null)
      listKind = kind
    }
    var content: LazyContent { list.content }
    var memberNames: [String] { list.memberNames }
    func element(at index: Int) -> any LazyValue { list.element(at: index) }
    func member(named name: String) -> (any LazyValue)? { list.member(named: name) }
  }

  private func answer(_ source: String, _ json: String, _ kind: ListKind) throws -> String {
    let program = try ExpressionEnvironment.kubernetes.declaring(["x": .dyn]).compile(source).get()
    return program.evaluate(Activation(["x": .host(KeyedList(json, kind))])).value.literal
  }

  @Test(arguments: [
    ("x == ['b', 'a']", "true"), ("x == ['a', 'c']", "false"), ("x == ['a']", "false"),
    ("x + ['b', 'c']", #"["a", "b", "c"]"#), ("(x + ['c']) == ['c', 'b', 'a']", "true"),
    ("['b', 'a'] == x", "false"),
  ])
  func `a set ignores order and holds each value once`(_ source: String, _ value: String) throws {
    #expect(try answer(source, #"["a","b"]"#, .set) == value)
  }

  @Test(arguments: [
    ("x == [{'k': '2', 'v': 'q'}, {'k': '1', 'v': 'p'}]", "true"),
    ("x == [{'k': '2', 'v': 'q'}, {'k': '1', 'v': 'q'}]", "false"),
    ("x + [{'k': '1', 'v': 'z'}]", #"[{"k": "1", "v": "z"}, {"k": "2", "v": "q"}]"#),
    ("(x + [{'k': '3'}]).size()", "3"),
  ])
  func `a map list is compared and joined by its keys`(_ source: String, _ value: String) throws {
    let json = #"[{"k":"1","v":"p"},{"k":"2","v":"q"}]"#
    #expect(try answer(source, json, .map(keys: ["k"])) == value)
  }
}
