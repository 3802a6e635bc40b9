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
      let base = RandomTree.random(&random, depth: 3)
      let source = base.changed(&random)
      let target = base.changed(&random)
      let texts = [source, target, base].map { $0.text(&random) }
      let merge = MergeCase("values.yaml", source: texts[0], target: texts[1], base: texts[2])
      let merged = try merge.merged()
      let expected = RandomTree.merged(base: base, source: source, target: target) ?? .mapping([:])
      let read = SourceFile(path: "values.yaml", text: merged).parsed(as: .kustomize)
      #expect(read.errors.isEmpty, "seed \(shard * 125 + seed)\n\(merged)")
      #expect(
        read.documents.first.map { RandomTree($0.root).sorted } == expected.sorted,
        "seed \(shard * 125 + seed)\nS \(texts[0])\nP \(texts[1])\nB \(texts[2])\n→ \(merged)")
      let again = MergeCase("values.yaml", source: texts[0], target: merged, base: texts[2])
      #expect(try again.merged() == merged, "seed \(shard * 125 + seed)")
    }
  }
}
