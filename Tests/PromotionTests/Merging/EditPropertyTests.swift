import Diagnostics
import Promotion
import Testing
import YAML

/// Random edits of random texts: the bytes that differ are those of the edit, and a second edit changes none.
struct EditPropertyTests {
  @Test(arguments: 0..<4)
  func `changed and removed scalars change their own lines and no other byte`(_ shard: Int) throws {
    for seed in 0..<250 {
      var random = SplitMix64(seed: UInt64(10_000 + shard * 250 + seed))
      let text = WrittenTree(&random)
      var edited = text
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        if Int.random(in: 0..<3, using: &random) == 0 {
          edited.removeScalar(&random)
        } else {
          edited.changeScalar(&random)
        }
      }
      let merged = try merged(edited, into: text)
      #expect(merged == edited.text, "seed \(10_000 + shard * 250 + seed)\n\(text.text)")
      #expect(try again(edited, merged, text) == merged, "seed \(10_000 + shard * 250 + seed)")
    }
  }

  @Test(arguments: 0..<2)
  func `an added scalar is one more line`(_ shard: Int) throws {
    for seed in 0..<250 {
      var random = SplitMix64(seed: UInt64(20_000 + shard * 250 + seed))
      var text = WrittenTree(&random)
      text.endsWithBreak = true
      var edited = text
      guard let line = edited.addScalar(&random) else { continue }
      let merged = try MergeCase(
        "values.yaml", source: edited.text, target: text.text, base: text.text
      ).merged()
      var lines = merged.lines
      let position = lines.firstIndex(of: line)
      position.map { _ = lines.remove(at: $0) }
      #expect(
        position != nil && lines == text.text.lines,
        "seed \(20_000 + shard * 250 + seed)\n\(text.text)→ \(merged)")
      #expect(try again(edited, merged, text) == merged, "seed \(20_000 + shard * 250 + seed)")
    }
  }

  /// The source is laid out otherwise and says what the edited text says.
  private func source(_ edited: WrittenTree) throws -> String {
    let file = SourceFile(path: "values.yaml", text: edited.text).parsed(as: .kustomize)
    return try #require(file.documents.first?.root).json
  }

  private func merged(_ edited: WrittenTree, into text: WrittenTree) throws -> String {
    try MergeCase("values.yaml", source: source(edited), target: text.text, base: text.text)
      .merged()
  }

  private func again(
    _ edited: WrittenTree, _ merged: String, _ text: WrittenTree
  ) throws -> String {
    try MergeCase("values.yaml", source: source(edited), target: merged, base: text.text).merged()
  }
}

/// A random tree as somebody wrote it, line by line.
private struct WrittenTree {
  private var lines: [String]
  private let lineBreak: String
  var endsWithBreak: Bool

  init(_ random: inout SplitMix64) {
    lines = RandomTree.random(&random, depth: 3).text(&random).lines.dropLast()
    lineBreak = Int.random(in: 0..<5, using: &random) == 0 ? "\r\n" : "\n"
    endsWithBreak = Int.random(in: 0..<5, using: &random) > 0
  }

  var text: String {
    lines.joined(separator: lineBreak) + (endsWithBreak ? lineBreak : "")
  }

  mutating func changeScalar(_ random: inout SplitMix64) {
    guard let line = scalars.randomElement(using: &random), let value = value(of: line) else {
      return
    }
    lines[line].replaceSubrange(value, with: "changed")
  }

  /// Takes out an entry of several, with the comment about it.
  mutating func removeScalar(_ random: inout SplitMix64) {
    // A comment that begins the file is about all of it.
    guard let line = scalars.filter({ hasNeighbour($0) && $0 > 1 }).randomElement(using: &random)
    else { return }
    lines.remove(at: line)
    if line > 0, lines[line - 1].contains("# about") { lines.remove(at: line - 1) }
  }

  /// Puts another entry behind one; nil where there is none.
  mutating func addScalar(_ random: inout SplitMix64) -> String? {
    guard let line = scalars.randomElement(using: &random) else { return nil }
    let added = lines[line].prefix { $0 == " " } + "zz: added"
    lines.insert(String(added), at: line + 1)
    return String(added) + (lineBreak == "\n" ? "" : "\r")
  }

  /// The lines of entries that are scalars, but for the names of lists' entries.
  private var scalars: [Int] { lines.indices.filter { value(of: $0) != nil } }

  private func value(of line: Int) -> Range<String.Index>? {
    let text = lines[line]
    guard let colon = text.firstRange(of: ": "), !text.contains("- name:"),
      !text.contains("# about")
    else { return nil }
    let start = text[colon.upperBound...].firstIndex { $0.isLetter }
    return start.map {
      $0..<(text[$0...].firstIndex { !$0.isLetter && !$0.isNumber } ?? text.endIndex)
    }
  }

  /// Whether another scalar of the same mapping stands beside a line.
  private func hasNeighbour(_ line: Int) -> Bool {
    [line - 1, line + 1].contains { other in
      lines.indices.contains(other) && value(of: other) != nil
        && lines[other].prefix { $0 == " " } == lines[line].prefix { $0 == " " }
    }
  }
}

extension String {
  fileprivate var lines: [String] {
    unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
