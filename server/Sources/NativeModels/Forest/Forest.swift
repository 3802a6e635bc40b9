/// Trees whose leaves are summed up, in the order and the precision of XGBoost.
package struct Forest: Sendable {
  /// How many numbers a row has.
  package let columns: Int
  /// What the sums mean, and so how they become an answer.
  package let objective: ForestObjective
  /// Where the sum of each class begins.
  let base: [Float]

  private var nodes: [Node] = []
  private var trees: [Tree] = []

  private struct Tree {
    var root: Int32
    /// The class whose sum it adds to.
    var group: Int32
    /// How many questions are on the longest way to a leaf.
    var depth: Int32
  }

  /// A question or a leaf.
  ///
  /// The left child stands before the right one. A leaf's right child is itself, and its question one that
  /// nobody is sent left by: so a walk stays there without having to know that it is a leaf.
  struct Node: Sendable {
    /// What a number must be below to go left; the value of a leaf.
    let value: Float
    /// The right child.
    let right: Int32
    /// Where the number is among the ``Forest/cells(of:)`` of a row.
    fileprivate let cell: UInt32

    init(leaf value: Float, at place: Int32) {
      self.value = value
      right = place
      cell = 0
    }

    init(below value: Float, column: Int32, missingGoesLeft: Bool, left: Int32) {
      self.value = value
      right = left + 1
      cell = UInt32(column) * 2 + (missingGoesLeft ? 1 : 2)
    }

    var isLeaf: Bool { cell == 0 }
  }

  /// A forest without trees.
  ///
  /// - Parameter base: where each class's sum begins, one number for each class.
  init(columns: Int, objective: ForestObjective, base: [Float]) {
    self.columns = columns
    self.objective = objective
    self.base = base
  }

  /// How many numbers ``prediction(for:)`` gives.
  package var outputCount: Int { objective.outputCount(groups: base.count) }

  /// How many nodes there are, which is where the next one will stand.
  var nodeCount: Int { nodes.count }

  /// Adds a tree: a root, and then every other node, behind its parent and beside its sibling.
  ///
  /// - Precondition: children lie within the tree, and columns within a row.
  mutating func append(_ tree: [Node], group: Int32) {
    let first = nodes.count
    // Walks look at no bounds any more.
    var depths = Array(repeating: Int32(0), count: tree.count)
    for (index, node) in tree.enumerated().reversed() {
      let right = Int(node.right) - first
      if node.isLeaf {
        precondition(right == index, "a leaf that leads elsewhere")
      } else {
        precondition(right > index + 1 && right < tree.count, "a child outside of its tree")
        precondition(Int(node.cell) < cellCount, "a question about no column")
        depths[index] = max(depths[right - 1], depths[right]) + 1
      }
    }
    precondition(!tree.isEmpty && base.indices.contains(Int(group)), "a tree for no sum")
    trees.append(Tree(root: Int32(first), group: group, depth: depths[0]))
    nodes += tree
  }

  private var cellCount: Int { columns * 2 + 1 }

  /// A row as questions look at it: first what is below nothing, then each number twice, where it is
  /// missing once below and once above everything.
  private func cells(of row: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: cellCount) { cells, count in
      cells[0] = .infinity
      for (column, number) in row.enumerated() {
        cells[column * 2 + 1] = number.isNaN ? -.infinity : number
        cells[column * 2 + 2] = number.isNaN ? .infinity : number
      }
      count = row.count * 2 + 1
    }
  }

  /// What the model gives for a row: a probability for each class, or one number.
  ///
  /// - Precondition: `row` has ``columns`` numbers, NaN for a missing one.
  package func prediction(for row: [Float]) -> [Float] {
    precondition(row.count == columns, "a row of \(row.count) numbers, not \(columns)")
    let cells = cells(of: row)
    var result = base
    var sums = result.mutableSpan
    let (nodes, trees, row) = (nodes.span, trees.span, cells.span)
    var index = 0
    // Where a walk goes on is known only once its numbers were loaded: four wait for theirs at once.
    while index + 4 <= trees.count {
      let (first, second) = (trees[unchecked: index], trees[unchecked: index + 1])
      let (third, fourth) = (trees[unchecked: index + 2], trees[unchecked: index + 3])
      var (a, b) = (Int(first.root), Int(second.root))
      var (c, d) = (Int(third.root), Int(fourth.root))
      var depth = max(max(first.depth, second.depth), max(third.depth, fourth.depth))
      while true {
        for _ in 0..<min(depth, 6) {
          a = step(from: a, in: nodes, for: row)
          b = step(from: b, in: nodes, for: row)
          c = step(from: c, in: nodes, for: row)
          d = step(from: d, in: nodes, for: row)
        }
        depth -= 6
        // Few ways through a tree that is very deep are long.
        if depth <= 0 { break }
        if nodes[a].isLeaf, nodes[b].isLeaf, nodes[c].isLeaf, nodes[d].isLeaf { break }
      }
      // One after another, as the precision of the sums wants it.
      sums[unchecked: Int(first.group)] += nodes[unchecked: a].value
      sums[unchecked: Int(second.group)] += nodes[unchecked: b].value
      sums[unchecked: Int(third.group)] += nodes[unchecked: c].value
      sums[unchecked: Int(fourth.group)] += nodes[unchecked: d].value
      index += 4
    }
    while index < trees.count {
      var place = Int(trees[index].root)
      for _ in 0..<trees[index].depth { place = step(from: place, in: nodes, for: row) }
      sums[Int(trees[index].group)] += nodes[place].value
      index += 1
    }
    return objective.outputs(result)
  }

  /// Where a row goes from a node: to one of its children, and from a leaf nowhere.
  ///
  /// Without a branch, since which way it goes is as good as random, and without a look at the bounds,
  /// which ``append(_:group:)`` has looked at.
  @inline(__always)
  private func step(from place: Int, in nodes: Span<Node>, for row: Span<Float>) -> Int {
    let node = nodes[unchecked: place]
    let isBelow = row[unchecked: Int(node.cell)] < node.value ? 1 : 0
    return Int(node.right) &- isBelow
  }
}
