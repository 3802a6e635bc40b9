import Diagnostics
import Kubernetes
import Testing
import YAML

/// What an object has lost can be put back where it was.
struct RemovedFieldsTests {
  private func node(_ text: String) throws -> Node {
    try #require(SourceFile(path: "o.yaml", text: text).parsed(as: .kubernetes).documents.first)
      .root
  }

  private let remover = Origin(
    Location(file: SourceFile(path: "patch.yaml", text: "x: null"), range: ByteRange(3, 7)),
    by: Origin.Setter(rawValue: 16))

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String { "\(removed) at \(path)" }
    var removed: String
    var path: [RemovedFields.Step]
    /// The object without it.
    var left: String
    /// The object with it put back.
    var restored: String
  }

  @Test(arguments: [
    Case(
      removed: "1", path: [.key("spec"), .key("replicas")], left: "{spec: {a: b}}",
      restored: "{spec: {a: b, replicas: 1}}"),
    Case(
      removed: "x", path: [.key("metadata"), .key("annotations"), .key("a")],
      left: "{metadata: {}}",
      restored: "{metadata: {annotations: {a: x}}}"),
    Case(
      removed: "{name: b, image: i}", path: [.key("list"), .element(["name": "b"])],
      left: "{list: [{name: c}, {name: a}]}",
      restored: "{list: [{name: c}, {name: a}, {name: b, image: i}]}"),
    Case(
      removed: "i", path: [.key("list"), .element(["name": "b"]), .key("image")],
      left: "{list: [{name: b}]}", restored: "{list: [{name: b, image: i}]}"),
    Case(
      removed: "i", path: [.key("list"), .element(["name": "b"]), .key("image")],
      left: "{}", restored: "{list: [{name: b, image: i}]}"),
    Case(
      removed: "x", path: [.key("args"), .element(["": "x"])], left: "{args: [y]}",
      restored: "{args: [y, x]}"),
    Case(
      removed: "[x]", path: [.key("list"), .index(0)], left: "{list: []}",
      restored: "{list: [[x]]}"),
    // What stands in the place of something keeps it.
    Case(
      removed: "{a: 1, b: {c: 2}}", path: [.key("m")], left: "{m: {a: 9, b: {d: 3}}}",
      restored: "{m: {a: 9, b: {d: 3, c: 2}}}"),
    Case(
      removed: "[{name: a, x: 1}, {name: b}]", path: [.key("l")], left: "{l: [{name: b, y: 2}]}",
      restored: "{l: [{name: b, y: 2}, {name: a, x: 1}]}"),
    Case(removed: "[1, 2]", path: [.key("l")], left: "{l: [9]}", restored: "{l: [9, 2]}"),
    Case(removed: "{a: 1}", path: [.key("m")], left: "{m: text}", restored: "{m: text}"),
    Case(
      removed: "1", path: [.key("m"), .key("a")], left: "{m: text}", restored: "{m: text}"),
  ])
  func `what was removed is put back where nothing else has come to stand`(_ test: Case) throws {
    var fields = RemovedFields()
    fields.note(try node(test.removed), at: test.path, removedBy: remover)
    let restored = fields.restored(in: try node(test.left))
    #expect(restored.json == (try node(test.restored)).json)
  }

  @Test func `what comes back is set by its removal and remembers what it was`() throws {
    var fields = RemovedFields()
    fields.note(try node("{a: 1}"), at: [.key("m")], removedBy: remover)
    let root = try node("{b: 2}")
    let value = try #require(fields.restored(in: root)["m"]?["a"])
    #expect(value.origin.location?.file.path == "patch.yaml")
    #expect(value.origin.chain.map(\.value?.text) == [nil, "1"])
    #expect(value.origin.chain.map(\.origin.location?.file.path) == ["patch.yaml", "o.yaml"])
    #expect(fields.missing(in: root).map(\.path.description) == ["m"])
    #expect(fields.origin(of: ["m", "a"], missingIn: root)?.location?.file.path == "patch.yaml")
    #expect(fields.origin(of: ["b"], missingIn: root) == nil)
    #expect(fields.origin(of: ["c"], missingIn: root) == nil)
  }

  @Test func `an empty list is blamed on what took its last element`() throws {
    var fields = RemovedFields()
    fields.note(try node("x"), at: [.key("l"), .element(["": "x"])], removedBy: remover)
    let origin = fields.origin(of: ["l"], missingIn: try node("{l: []}"))
    #expect(origin?.location?.file.path == "patch.yaml")
    #expect(fields.origin(of: ["l"], missingIn: try node("{l: [y]}")) == nil)
  }

  @Test func `the last removal of a field counts`() throws {
    var (first, second) = (RemovedFields(), RemovedFields())
    first.note(try node("1"), at: [.key("a")], removedBy: .none)
    second.note(try node("2"), at: [.key("a")], removedBy: remover)
    first.append(second)
    let value = first.restored(in: try node("{}"))["a"]
    #expect(value?.scalarText == "2")
    #expect(value?.origin.location?.file.path == "patch.yaml")
  }
}
