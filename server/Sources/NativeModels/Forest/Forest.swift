/// Trees whose leaves are summed up, in the order and the precision of XGBoost.
package struct Forest: Sendable {
  /// How many numbers a row has.
  package let columns: Int
  /// What the sums mean, and so how they become an answer.
  package let objective: ForestObjective
  /// Where the sum of each class begins.
  let base: [Float]

  private var nodes: [Node] = []
  /// For each tree its root, and the class whose sum it adds to.
  private var trees: [(root: Int32, group: Int32)] = []

  /// A question or a leaf.
  ///
  /// The right child follows the left one.
  struct Node: Sendable {
    /// What a number must be below to go left; the value of a leaf.
    var value: Float
    /// The left child, or 0 in a leaf: no root is a child.
    var left: Int32
    /// The column, with the highest bit set where a missing number goes left.
    private var question: UInt32

    init(leaf value: Float) {
      self.value = value
      left = 0
      question = 0
    }

    init(below value: Float, column: Int32, missingGoesLeft: Bool, left: Int32) {
      self.value = value
      self.left = left
      question = UInt32(bitPattern: column) | (missingGoesLeft ? 0x8000_0000 : 0)
    }

    var column: Int { Int(question & 0x7fff_ffff) }
    var missingGoesLeft: Bool { question & 0x8000_0000 != 0 }
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

  /// Adds a tree whose nodes are well-formed: children lie within it, behind their parent.
  mutating func append(_ tree: [Node], group: Int32) {
    trees.append((Int32(nodes.count), group))
    nodes += tree
  }

  /// What the model gives for a row: a probability for each class, or one number.
  ///
  /// - Precondition: `row` has ``columns`` numbers, NaN for a missing one.
  package func prediction(for row: [Float]) -> [Float] {
    precondition(row.count == columns, "a row of \(row.count) numbers, not \(columns)")
    var sums = base
    let nodes = nodes.span
    let row = row.span
    func leaf(below root: Int32) -> Int32 {
      var place = root
      while true {
        let next = step(from: place, in: nodes, for: row)
        if next == place { return place }
        place = next
      }
    }
    var index = 0
    // Where a walk goes on is known only once its numbers were loaded: four wait for theirs at once.
    while index + 4 <= trees.count {
      var (a, b) = (trees[index].root, trees[index + 1].root)
      var (c, d) = (trees[index + 2].root, trees[index + 3].root)
      while true {
        let nextA = step(from: a, in: nodes, for: row)
        let nextB = step(from: b, in: nodes, for: row)
        let nextC = step(from: c, in: nodes, for: row)
        let nextD = step(from: d, in: nodes, for: row)
        if (a ^ nextA) | (b ^ nextB) | (c ^ nextC) | (d ^ nextD) == 0 { break }
        (a, b, c, d) = (nextA, nextB, nextC, nextD)
      }
      // One after another, as the precision of the sums wants it.
      sums[Int(trees[index].group)] += nodes[Int(a)].value
      sums[Int(trees[index + 1].group)] += nodes[Int(b)].value
      sums[Int(trees[index + 2].group)] += nodes[Int(c)].value
      sums[Int(trees[index + 3].group)] += nodes[Int(d)].value
      index += 4
    }
    for tree in trees[index...] {
      sums[Int(tree.group)] += nodes[Int(leaf(below: tree.root))].value
    }
    return objective.outputs(sums)
  }

  /// Where a row goes from a node: to one of its children, and from a leaf nowhere.
  ///
  /// Without a branch, since which way it goes is as good as random.
  @inline(__always)
  private func step(from place: Int32, in nodes: Span<Node>, for row: Span<Float>) -> Int32 {
    let node = nodes[Int(place)]
    let number = row[node.column]
    let isBelow: Int32 = number < node.value ? 1 : 0
    let isMissing: Int32 = number.isNaN ? 1 : 0
    let missingGoesLeft: Int32 = node.missingGoesLeft ? 1 : 0
    let child = node.left &+ 1 &- (isBelow | isMissing & missingGoesLeft)
    return node.left == 0 ? place : child
  }
}
