import Diagnostics
import Testing

@testable import YAML

struct NodeTests {
  private let file = SourceFile(
    path: "a.yaml", text: "spec:\n  list: [{name: a}, {name: b}]\n  text: c\n")

  private var root: Node { file.parsed(as: .kubernetes).documents.first?.root ?? .null() }

  @Test func `a changed copy leaves the tree that it came from as it was`() {
    let original = root
    var copy = original
    _ = copy.update("spec") { spec in
      _ = spec.update("list") { list in
        _ = list.updateElements { $0[1]["name"] = .string("z") }
      }
      _ = spec.update("text") { $0.origin = .none }
    }
    #expect(copy[["spec", "list", 1, "name"]]?.string == "z")
    #expect(original[["spec", "list", 1, "name"]]?.string == "b")
    #expect(copy[["spec", "text"]]?.origin.location == nil)
    #expect(original[["spec", "text"]]?.origin.location != nil)
  }

  @Test func `a copy is one until either changes`() {
    let original = root
    var copy = original
    #expect(copy.isCopy(of: original))
    copy.origin = .none
    #expect(!copy.isCopy(of: original))
    #expect(!root.isCopy(of: original))
  }

  @Test func `what a change to all nodes leaves as it is stays shared`() {
    let original = root
    var copy = original
    copy.updateAll { node in
      if node.string == "b" { node.content = .scalar(Scalar(string: "z")) }
    }
    #expect(copy[["spec", "list", 1, "name"]]?.string == "z")
    #expect(original[["spec", "list", 1, "name"]]?.string == "b")
    for (path, isShared) in [
      (["spec", "list", 0], true), (["spec", "text"], true), (["spec", "list", 1], false),
      (["spec"], false),
    ] as [(FieldPath, Bool)] {
      let (left, right) = (copy[path], original[path])
      #expect(left.flatMap { left in right.map { left.isCopy(of: $0) } } == isShared)
    }
  }
}
