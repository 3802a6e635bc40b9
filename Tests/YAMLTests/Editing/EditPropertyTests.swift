import Diagnostics
import TestKit
import Testing
import YAML

struct EditPropertyTests {
  @Test(arguments: 0..<40)
  func `an edit of a generated text changes nothing but its path`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<25 {
      let source = SourceText.random(&random)
      let file = SourceFile(path: "t.yaml", text: source)
      let root = try #require(
        file.parsed(as: .kustomize).documents.first?.root, "seed \(seed): \(source)")
      let places = root.paths
      guard let path = places.randomElement(using: &random), !path.isEmpty else { continue }
      let change = EditCase.Change.random(at: path, in: root, &random)
      var editor = try SourceEditor(file)
      let sample = EditCase(source, change, "")
      do {
        try sample.make(in: &editor)
      } catch {
        Issue.record("seed \(seed), \(change): \(error.message)\n\(source)")
        continue
      }
      let result = SourceFile(path: "t.yaml", bytes: editor.bytes)
      let parsed = result.parsed(as: .kustomize)
      let after =
        "seed \(seed), \(change)\n\(source)\n=>\n\(result.text(in: ByteRange(0, result.bytes.count)))"
      #expect(parsed.errors == [], "\(after)")
      let read = try #require(parsed.documents.first?.root, "\(after)")
      #expect(change.applied(to: root).isEqual(to: read), "\(after)")
      #expect(try editor.edits.applied(to: file.bytes) == editor.bytes, "\(after)")
      guard case .set = change else { continue }
      var again = try SourceEditor(result)
      try sample.make(in: &again)
      #expect(again.edits == [], "\(after)")
      // Comments outside what was replaced survive.
      if root[path]?.scalar != nil {
        #expect(result.comments.map(\.text) == file.comments.map(\.text), "\(after)")
      }
    }
  }
}

extension Node {
  /// The paths of this node and all inside.
  var paths: [FieldPath] {
    var result = [FieldPath.root]
    switch content {
    case .scalar: break
    case .sequence(let elements):
      for (index, element) in elements.enumerated() {
        result += element.paths.map { [.index(index)] + $0 }
      }
    case .mapping(let mapping):
      for entry in mapping.entries {
        result += entry.value.paths.map { [.key(entry.name)] + $0 }
      }
    }
    return result
  }

  func changing(
    _ path: ArraySlice<FieldPath.Step>, _ change: (inout Node) -> Void
  ) -> Node {
    var node = self
    guard let step = path.first else {
      change(&node)
      return node
    }
    switch (step, content) {
    case (.key(let key), .mapping):
      node[key] = node[key]?.changing(path.dropFirst(), change)
    case (.index(let index), .sequence(var elements)):
      elements[index] = elements[index].changing(path.dropFirst(), change)
      node.content = .sequence(elements)
    default: break
    }
    return node
  }
}

extension EditCase.Change {
  static func random(
    at path: FieldPath, in root: Node, _ random: inout SeededGenerator
  ) -> Self {
    let value = Node.random(depth: 0, &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return .remove(path)
    case 4:
      guard case .key? = path.steps.last else { return .set(path, value) }
      return .rename(path, "renamed")
    case 1:
      if root[path]?.mapping != nil { return .set(path.appending(.key("added key")), value) }
      return .set(path, value)
    case 2:
      guard let count = root[path]?.elements?.count else { return .set(path, value) }
      return random.chance(50)
        ? .append(path, value)
        : .insert(path.appending(.index(Int.random(in: 0...count, using: &random))), value)
    default: return .set(path, .random(depth: 9, &random))
    }
  }

  /// The change made to a tree rather than to a text.
  func applied(to root: Node) -> Node {
    switch self {
    case .set(let path, let value):
      guard case .key(let key)? = path.steps.last else {
        return root.changing(path.steps[...]) { $0 = value }
      }
      return root.changing(path.parent.steps[...]) { $0[key] = value }
    case .append(let path, let value):
      return root.changing(path.steps[...]) { node in
        node.content = .sequence((node.elements ?? []) + [value])
      }
    case .insert(let path, let value):
      guard case .index(let index)? = path.steps.last else { return root }
      return root.changing(path.parent.steps[...]) { node in
        var elements = node.elements ?? []
        elements.insert(value, at: index)
        node.content = .sequence(elements)
      }
    case .rename(let path, let name):
      guard case .key(let key)? = path.steps.last else { return root }
      return root.changing(path.parent.steps[...]) { node in
        let entries = (node.mapping?.entries ?? []).map { entry in
          entry.name == key ? Mapping.Entry(key: .string(name), value: entry.value) : entry
        }
        node.content = .mapping(Mapping(entries: entries))
      }
    case .remove(let path):
      return root.changing(path.parent.steps[...]) { node in
        switch path.steps.last {
        case .key(let key)?: node[key] = nil
        case .index(let index)?:
          var elements = node.elements ?? []
          elements.remove(at: index)
          node.content = .sequence(elements)
        case nil: break
        }
      }
    }
  }
}
