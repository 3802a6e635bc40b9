/// Boxes in columns with lines from each to boxes of the next column, laid out so that nothing overlaps and
/// few lines cross.
///
/// What is connected stands together, one below the other. Within a column a box stands near what it is
/// connected with: the order by the barycentre method (Sugiyama, Tagawa and Toda, 1981), of whose sweeps the
/// one with the fewest crossings is taken; the height by the least squares that keep the order. The layout
/// follows from the boxes and lines alone.
package struct LayeredLayout: Sendable {
  /// How far the top of each box is from the top of the drawing.
  package private(set) var tops: [Int]
  /// How high the drawing is.
  package private(set) var height = 0
  /// How many pairs of lines cross.
  package private(set) var crossings = 0

  private let columns: [Int]
  private let heights: [Int]
  private let next: [[Int]]
  private let previous: [[Int]]

  /// The distance of two boxes of a column.
  static let gap = 10
  /// The distance of what is not connected.
  static let part = 22

  /// - Parameters:
  ///   - columns: the column of each box, from 0.
  ///   - heights: how high each is.
  ///   - lines: from a box to one of the next column, by their positions.
  /// - Precondition: each line leads from a column to the next.
  package init(columns: [Int], heights: [Int], lines: [(from: Int, to: Int)]) {
    self.columns = columns
    self.heights = heights
    var next = Array(repeating: [Int](), count: columns.count)
    var previous = next
    for (from, to) in lines {
      precondition(columns[to] == columns[from] + 1, "a line passes over a column")
      next[from].append(to)
      previous[to].append(from)
    }
    self.next = next
    self.previous = previous
    tops = Array(repeating: 0, count: columns.count)
    for group in connected {
      let (rows, crossings) = ordered(group)
      self.crossings += crossings
      place(rows)
    }
    height = max(height - Self.part, 0)
  }

  /// What is connected, in the order of the first box of each.
  private var connected: [[Int]] {
    var isSeen = Array(repeating: false, count: columns.count)
    var groups: [[Int]] = []
    for start in columns.indices where !isSeen[start] {
      var members = [start]
      isSeen[start] = true
      var position = 0
      while position < members.count {
        for neighbour in next[members[position]] + previous[members[position]]
        where !isSeen[neighbour] {
          isSeen[neighbour] = true
          members.append(neighbour)
        }
        position += 1
      }
      groups.append(members.sorted())
    }
    return groups
  }

  // MARK: Order

  /// The boxes of a group by column, each near what it is connected with, and how many lines cross.
  private func ordered(_ group: [Int]) -> (rows: [[Int]], crossings: Int) {
    let least = group.map { columns[$0] }.min() ?? 0
    let most = group.map { columns[$0] }.max() ?? 0
    var rows = (least...most).map { column in group.filter { columns[$0] == column } }
    var best = (rows: rows, crossings: crossings(of: rows))
    for sweep in 0..<12 where best.crossings > 0 {
      if sweep.isMultiple(of: 2) {
        for row in rows.indices.dropFirst() { sort(&rows, row, by: previous, in: row - 1) }
      } else {
        for row in rows.indices.dropLast().reversed() { sort(&rows, row, by: next, in: row + 1) }
      }
      let count = crossings(of: rows)
      if count < best.crossings { best = (rows, count) }
    }
    return best
  }

  private func sort(_ rows: inout [[Int]], _ row: Int, by neighbours: [[Int]], in other: Int) {
    let ranks = Dictionary(uniqueKeysWithValues: rows[other].enumerated().map { ($1, $0) })
    let keyed = rows[row].enumerated().map { index, box in
      let near = neighbours[box].compactMap { ranks[$0] }
      let middle = near.isEmpty ? Double(index) : Double(near.reduce(0, +)) / Double(near.count)
      return (middle, index, box)
    }
    rows[row] = keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  /// How many pairs of lines cross between the columns: for each line, the earlier ones that end below it,
  /// counted in a Fenwick tree.
  private func crossings(of rows: [[Int]]) -> Int {
    var count = 0
    for (row, following) in zip(rows, rows.dropFirst()) {
      let ranks = Dictionary(uniqueKeysWithValues: following.enumerated().map { ($1, $0) })
      var tree = Array(repeating: 0, count: following.count + 1)
      var total = 0
      for box in row {
        let ends = next[box].compactMap { ranks[$0] }
        for end in ends {
          var index = end + 1
          var above = 0
          while index > 0 {
            above += tree[index]
            index -= index & -index
          }
          count += total - above
        }
        for end in ends {
          var index = end + 1
          while index < tree.count {
            tree[index] += 1
            index += index & -index
          }
        }
        total += ends.count
      }
    }
    return count
  }

  // MARK: Places

  /// Places the boxes of a group below what is placed already: the highest column without holes, the others
  /// beside what they are connected with.
  private mutating func place(_ rows: [[Int]]) {
    let totals = rows.map { row in row.reduce(0) { $0 + heights[$1] + Self.gap } }
    guard let spine = totals.indices.max(by: { (totals[$0], $1) < (totals[$1], $0) }) else {
      return
    }
    align(rows[spine], beside: nil)
    for row in rows.indices.dropFirst(spine + 1) { align(rows[row], beside: previous) }
    for row in rows.indices.prefix(spine).reversed() { align(rows[row], beside: next) }
    let boxes = rows.joined()
    let top = boxes.map { tops[$0] }.min() ?? 0
    for box in boxes { tops[box] += height - top }
    height = (boxes.map { tops[$0] + heights[$0] }.max() ?? height) + Self.part
  }

  /// Moves the boxes of a column as near as their order allows to the middle of what they are connected
  /// with: isotonic regression by pooling what would overlap.
  private mutating func align(_ row: [Int], beside neighbours: [[Int]]?) {
    var pools: [(sum: Double, count: Int, boxes: ArraySlice<Int>)] = []
    var offsets: [Double] = []
    var offset = 0.0
    var wanted = 0.0
    for (index, box) in row.enumerated() {
      let half = Double(heights[box]) / 2
      offset += half
      offsets.append(offset)
      if let near = neighbours?[box], !near.isEmpty {
        let middles = near.map { Double(tops[$0]) + Double(heights[$0]) / 2 }
        wanted = middles.reduce(0, +) / Double(near.count)
      }
      pools.append((wanted - offset, 1, row[index...index]))
      while pools.count > 1, let last = pools.last,
        pools[pools.count - 2].sum / Double(pools[pools.count - 2].count)
          >= last.sum / Double(last.count)
      {
        pools.removeLast()
        let before = pools.removeLast()
        pools.append(
          (
            before.sum + last.sum, before.count + last.count,
            row[before.boxes.startIndex..<last.boxes.endIndex]
          ))
      }
      offset += half + Double(Self.gap)
    }
    for pool in pools {
      let start = pool.sum / Double(pool.count)
      for index in pool.boxes.indices {
        let box = row[index]
        tops[box] = Int((start + offsets[index] - Double(heights[box]) / 2).rounded(.down))
      }
    }
  }
}
