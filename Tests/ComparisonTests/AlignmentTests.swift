import Testing
@testable import Comparison

struct AlignmentTests {
  @Test func `what both lists have once each stands fast`() {
    #expect(
      described(["a", "b", "c", "d"], ["x", "b", "d", "y"]) == "-a +x =b -c =d +y")
    #expect(described([], ["a"]) == "+a")
    #expect(described(["a"], []) == "-a")
    #expect(described([], []) == "")
    #expect(described(["a", "a", "b"], ["a", "b", "b"]) == "=a -a +b =b")
  }

  @Test func `every way leads from one list to the other, and one with itself is all alike`() {
    for (old, new) in lists.flatMap({ old in lists.map { (old, $0) } }) {
      var (left, right): ([String], [String]) = ([], [])
      for run in Alignment.runs(old, new) {
        switch run {
        case .same(let index, let other):
          #expect(old[index] == new[other])
          left.append(old[index])
          right.append(new[other])
        case .gap(let removed, let inserted):
          left += old[removed]
          right += new[inserted]
        }
      }
      #expect(left == old)
      #expect(right == new)
    }
    for list in lists {
      #expect(
        Alignment.runs(list, list).allSatisfy { if case .same = $0 { true } else { false } })
    }
  }

  /// Every list of up to four letters of an alphabet of two, and of up to three of one of three.
  private var lists: [[String]] {
    func lists(of letters: [String], upTo count: Int) -> [[String]] {
      var all: [[String]] = [[]]
      var last: [[String]] = [[]]
      for _ in 0..<count {
        last = last.flatMap { list in letters.map { list + [$0] } }
        all += last
      }
      return all
    }
    return lists(of: ["a", "b"], upTo: 4) + lists(of: ["a", "b", "c"], upTo: 3)
  }

  @Test(.timeLimit(.minutes(1))) func `lists that differ everywhere take no longer than others`() {
    let old = (0..<20_000).map { "a\($0)" }
    let new = (0..<20_000).map { "b\($0)" }
    #expect(Alignment.runs(old, new).count == 1)
    let repeated = (0..<20_000).map { "\($0 % 7)" }
    _ = Alignment.runs(repeated, repeated.reversed())
  }

  private func described(_ old: [String], _ new: [String]) -> String {
    Alignment.runs(old, new).flatMap { run -> [String] in
      switch run {
      case .same(_, let index): ["=\(new[index])"]
      case .gap(let removed, let inserted):
        old[removed].map { "-\($0)" } + new[inserted].map { "+\($0)" }
      }
    }.joined(separator: " ")
  }
}
