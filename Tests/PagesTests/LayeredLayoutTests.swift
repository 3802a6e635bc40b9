import Pages
import Testing

struct LayeredLayoutTests {
  /// Boxes in four columns with lines between neighbouring ones, as a seed has it.
  private struct Sample {
    var columns: [Int] = []
    var heights: [Int] = []
    var lines: [(from: Int, to: Int)] = []

    init(seed: UInt64) {
      var state = seed
      func next(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
      }
      for _ in 0..<(5 + next(80)) {
        columns.append(next(4))
        heights.append(30 + next(50))
      }
      for _ in 0..<next(200) {
        let (from, to) = (next(columns.count), next(columns.count))
        if columns[to] == columns[from] + 1, !lines.contains(where: { $0 == (from, to) }) {
          lines.append((from, to))
        }
      }
    }

    var layout: LayeredLayout { LayeredLayout(columns: columns, heights: heights, lines: lines) }
  }

  @Test(arguments: 1...60)
  func `no box overlaps another, and none stands outside, however they are connected`(seed: Int) {
    let sample = Sample(seed: UInt64(seed))
    let layout = sample.layout
    for one in sample.columns.indices {
      #expect(layout.tops[one] >= 0)
      #expect(layout.tops[one] + sample.heights[one] <= layout.height, "seed \(seed)")
      for other in sample.columns.indices.dropFirst(one + 1)
      where sample.columns[one] == sample.columns[other] {
        let isApart =
          layout.tops[one] + sample.heights[one] < layout.tops[other]
          || layout.tops[other] + sample.heights[other] < layout.tops[one]
        #expect(isApart, "seed \(seed): \(one) and \(other)")
      }
    }
  }

  @Test(arguments: 1...20)
  func `a layout counts the lines that cross in it, and is the same each time`(seed: Int) {
    let sample = Sample(seed: UInt64(seed))
    let layout = sample.layout
    var crossings = 0
    for (index, one) in sample.lines.enumerated() {
      for other in sample.lines.dropFirst(index + 1)
      where sample.columns[one.from] == sample.columns[other.from] {
        let starts = layout.tops[one.from] - layout.tops[other.from]
        let ends = layout.tops[one.to] - layout.tops[other.to]
        if starts * ends < 0 { crossings += 1 }
      }
    }
    #expect(layout.crossings == crossings)
    #expect(layout.tops == sample.layout.tops)
  }

  @Test func `lines that need not cross do not`() {
    // Each of the left leads to the one at the other end of the right.
    let layout = LayeredLayout(
      columns: [0, 0, 0, 1, 1, 1, 1], heights: Array(repeating: 40, count: 7),
      lines: [(0, 5), (1, 4), (2, 3), (0, 6), (1, 6), (1, 3)])
    #expect(layout.crossings == 0)
  }

  @Test func `what is connected with one box stands in its middle, and what is not below`() {
    let layout = LayeredLayout(
      columns: [0, 1, 1, 1, 0], heights: [40, 40, 40, 40, 40], lines: [(0, 1), (0, 2), (0, 3)])
    #expect(layout.tops[0] == layout.tops[2])
    #expect(layout.tops[1] < layout.tops[2] && layout.tops[2] < layout.tops[3])
    #expect(layout.tops[4] >= layout.tops[3] + 40)
    #expect(layout.height == layout.tops[4] + 40)
  }

  @Test func `nothing takes no room`() {
    #expect(LayeredLayout(columns: [], heights: [], lines: []).height == 0)
  }
}
