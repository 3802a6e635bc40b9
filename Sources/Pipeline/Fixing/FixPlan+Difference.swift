import Diagnostics
package import Display

extension FixPlan.Change {
  /// The change as `diff -u` shows it, with three lines around each part; a line that may hold a secret is
  /// not shown.
  package var difference: Shown {
    let (old, new) = (file.bytes.lines, bytes.lines)
    // An edit may add lines or take some; then all from the first to the last of them is one part.
    let parts =
      old.count == new.count
      ? old.indices.filter { old[$0] != new[$0] }.map { Part(old: $0..<$0 + 1, new: $0..<$0 + 1) }
      : [Part(between: old, new)]
    var text: Shown = "--- a/\(file.path)\n+++ b/\(file.path)\n"
    for hunk in hunks(of: parts) { text += shown(hunk, old, new) }
    return text
  }

  /// Lines that go, and those that come in their place.
  private struct Part {
    var old: Range<Int>
    var new: Range<Int>

    init(old: Range<Int>, new: Range<Int>) { (self.old, self.new) = (old, new) }

    /// What lies between what is alike at both ends.
    init(between old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) {
      let start = zip(old, new).prefix { $0 == $1 }.count
      let alike = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
      let end = min(alike, min(old.count, new.count) - start)
      self.init(old: start..<old.count - end, new: start..<new.count - end)
    }
  }

  /// The parts that share the lines around them, together.
  private func hunks(of parts: [Part]) -> [[Part]] {
    parts.reduce(into: []) { hunks, part in
      if let last = hunks.last?.last, part.old.lowerBound - last.old.upperBound <= 6 {
        hunks[hunks.count - 1].append(part)
      } else {
        hunks.append([part])
      }
    }
  }

  private func shown(
    _ hunk: [Part], _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]
  ) -> Shown {
    let start = max(0, hunk[0].old.lowerBound - 3)
    let end = min(old.count, hunk[hunk.count - 1].old.upperBound + 3)
    let shift = hunk[0].new.lowerBound - hunk[0].old.lowerBound
    let growth = hunk.reduce(0) { $0 + $1.new.count - $1.old.count }
    var text: Shown =
      "@@ -\(start + 1),\(end - start) +\(start + shift + 1),\(end - start + growth) @@\n"
    var position = start
    for part in hunk {
      for line in position..<part.old.lowerBound { text += " \(shown(old, line))\n" }
      for line in part.old { text += "\("-", .severity(.error))\(shown(old, line))\n" }
      // What comes in the place of a line that is hidden would show it.
      let isHidden = part.old.contains { hidden.contains($0 + 1) }
      for line in part.new {
        text += "\("+", .severity(.note))\(isHidden ? Self.notShown : Self.shown(new[line]))\n"
      }
      position = part.old.upperBound
    }
    for line in position..<end { text += " \(shown(old, line))\n" }
    return text
  }

  private func shown(_ lines: [ArraySlice<UInt8>], _ index: Int) -> String {
    hidden.contains(index + 1) ? Self.notShown : Self.shown(lines[index])
  }

  private static func shown(_ line: ArraySlice<UInt8>) -> String {
    Secrecy.masked(sentence: String(decoding: line, as: UTF8.self))
  }

  private static let notShown = "(not shown: it may hold a secret)"
}

extension [UInt8] {
  /// The lines without their ends; what ends the text opens no other.
  fileprivate var lines: [ArraySlice<UInt8>] {
    let feed = UInt8(ascii: "\n")
    let lines = split(separator: feed, omittingEmptySubsequences: false)
    return last == feed ? lines.dropLast() : lines
  }
}
