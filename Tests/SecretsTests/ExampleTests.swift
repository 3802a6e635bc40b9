import Diagnostics
import Secrets
import TestKit
import Testing

struct ExampleTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var rule: SecretRule
    var example: SecretRule.Example
    var testDescription: String { "\(rule.id): \(example.text)" }

    func file(seed: UInt64) -> (file: SourceFile, offsets: [Int]) {
      var writer = SyntheticText(seed: seed)
      let marked = MarkedSource(writer.expand(example.text))
      return (SourceFile(path: example.path, bytes: marked.bytes), marked.offsets)
    }
  }

  @Test(
    arguments: SecretRule.all.flatMap { rule in
      rule.examples.failing.map { Sample(rule: rule, example: $0) }
    })
  func `a failing example is found once, where it is marked`(_ sample: Sample) {
    for seed in UInt64(1)...5 {
      let (file, offsets) = sample.file(seed: seed)
      let found = SecretSearch([file]).secrets(in: file)
      #expect(found.map(\.rule.id) == offsets.map { _ in sample.rule.id }, "\(file.text)")
      #expect(found.map(\.location.range.lowerBound) == offsets, "\(file.text)")
    }
  }

  @Test(
    arguments: SecretRule.all.flatMap { rule in
      rule.examples.passing.map { Sample(rule: rule, example: $0) }
    })
  func `a passing example has nothing of its rule`(_ sample: Sample) {
    let (file, _) = sample.file(seed: 1)
    let found = SecretSearch([file]).secrets(in: file).map(\.rule.id)
    #expect(!found.contains(sample.rule.id), "\(file.text)")
  }
}

extension SourceFile {
  /// All of the file, for what a failing test says.
  var text: String { text(in: ByteRange(0, bytes.count)) }
}
