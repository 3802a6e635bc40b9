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
    for tree in trees {
      var node = nodes[Int(tree.root)]
      while node.left != 0 {
        let number = row[node.column]
        let goesLeft = number < node.value || (node.missingGoesLeft && number.isNaN)
        node = nodes[Int(node.left) + (goesLeft ? 0 : 1)]
      }
      sums[Int(tree.group)] += node.value
    }
    return objective.outputs(sums)
  }
}
