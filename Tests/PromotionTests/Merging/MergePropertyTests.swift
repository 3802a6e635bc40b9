import Diagnostics
import Promotion
import Testing
import YAML

/// Random trees, changed at random on both sides, merged as a slow reference merges them.
struct MergePropertyTests {
  @Test(arguments: 0..<8)
  func `a merge says what the reference says, and twice is once`(_ shard: Int) throws {
    for seed in 0..<125 {
      var random = SplitMix64(seed: UInt64(shard * 125 + seed))
      let base = Tree.random(&random, depth: 3)
      let source = base.changed(&random)
      let target = base.changed(&random)
      let texts = [source, target, base].map { $0.text(&random) }
      let merge = MergeCase("values.yaml", source: texts[0], target: texts[1], base: texts[2])
      let merged = try merge.merged()
      let expected = Tree.merged(base: base, source: source, target: target) ?? .mapping([:])
      let read = SourceFile(path: "values.yaml", text: merged).parsed(as: .kustomize)
      #expect(read.errors.isEmpty, "seed \(shard * 125 + seed)\n\(merged)")
      #expect(
        read.documents.first.map { Tree($0.root) } == expected,
        "seed \(shard * 125 + seed)\nS \(texts[0])\nP \(texts[1])\nB \(texts[2])\n→ \(merged)")
      let again = MergeCase("values.yaml", source: texts[0], target: merged, base: texts[2])
      #expect(try again.merged() == merged, "seed \(shard * 125 + seed)")
    }
  }

  @Test(arguments: 0..<4)
  func `a changed scalar changes its own line and no other byte`(_ shard: Int) throws {
    for seed in 0..<250 {
      var random = SplitMix64(seed: UInt64(10_000 + shard * 250 + seed))
      let tree = Tree.random(&random, depth: 3)
      let text = tree.text(&random)
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let scalars = lines.indices.filter { lines[$0].contains(": s") }
      guard let line = scalars.randomElement(using: &random) else { continue }
      let parts = lines[line].split(separator: " ", omittingEmptySubsequences: false)
      guard let position = parts.firstIndex(where: { $0.hasPrefix("s") }) else { continue }
      var changed = parts.map(String.init)
      changed[position] = "changed"
      lines[line] = changed.joined(separator: " ")
      let expected = lines.joined(separator: "\n")
      // The source is laid out otherwise and says the same.
      let file = SourceFile(path: "values.yaml", text: expected).parsed(as: .kustomize)
      let root = try #require(file.documents.first?.root)
      let merge = MergeCase("values.yaml", source: root.json, target: text, base: text)
      #expect(try merge.merged() == expected, "seed \(10_000 + shard * 250 + seed)")
    }
  }
}

/// A value of nested mappings with scalars in them.
private indirect enum Tree: Equatable {
  case scalar(String)
  case mapping([String: Tree])

  init(_ node: Node) {
    guard let mapping = node.mapping else {
      self = .scalar(node.scalar?.text ?? "")
      return
    }
    self = .mapping(
      Dictionary(mapping.entries.map { ($0.name, Tree($0.value)) }, uniquingKeysWith: { $1 }))
  }

  static func random(_ random: inout SplitMix64, depth: Int) -> Tree {
    guard depth > 0 else { return .scalar("s\(Int.random(in: 0..<1000, using: &random))") }
    var entries: [String: Tree] = [:]
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let isLeaf = Bool.random(using: &random)
      entries["k\(Int.random(in: 0..<12, using: &random))"] =
        isLeaf ? .random(&random, depth: 0) : .random(&random, depth: depth - 1)
    }
    return .mapping(entries)
  }

  /// The value with some of its entries changed, taken out and added.
  func changed(_ random: inout SplitMix64) -> Tree {
    guard case .mapping(var entries) = self else { return .random(&random, depth: 0) }
    for key in entries.keys.sorted() where Int.random(in: 0..<3, using: &random) == 0 {
      if Int.random(in: 0..<4, using: &random) == 0, entries.count > 1 {
        entries[key] = nil
      } else {
        entries[key] = entries[key]?.changed(&random)
      }
    }
    if Int.random(in: 0..<3, using: &random) == 0 {
      entries["n\(Int.random(in: 0..<6, using: &random))"] = .random(&random, depth: 1)
    }
    return .mapping(entries)
  }

  /// What the target says with all that the source alone changed; a nil base is one that is absent.
  static func merged(base: Tree?, source: Tree?, target: Tree?) -> Tree? {
    if case .mapping(let left)? = source, case .mapping(let right)? = target {
      var old: [String: Tree] = [:]
      if case .mapping(let entries)? = base { old = entries }
      var result: [String: Tree] = [:]
      for key in Set(left.keys).union(right.keys) {
        result[key] = merged(base: old[key], source: left[key], target: right[key])
      }
      return .mapping(result)
    }
    return base == target ? source : target
  }

  /// As a person might write it: keys in some order, comments, quotes, blank lines.
  func text(_ random: inout SplitMix64, indent: Int = 0) -> String {
    guard case .mapping(let entries) = self else { return "" }
    let margin = String(repeating: " ", count: indent)
    var text = ""
    for key in entries.keys.sorted().shuffled(using: &random) {
      if Int.random(in: 0..<6, using: &random) == 0 { text += "\(margin)# about \(key)\n" }
      switch entries[key] {
      case .scalar(let value)?:
        let comment = Int.random(in: 0..<5, using: &random) == 0 ? " # beside" : ""
        text += "\(margin)\(key): \(value)\(comment)\n"
      case let value?: text += "\(margin)\(key):\n" + value.text(&random, indent: indent + 2)
      case nil: break
      }
    }
    return text
  }
}

/// A generator whose sequence is fixed by its seed.
private struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
