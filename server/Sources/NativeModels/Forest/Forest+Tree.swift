import Inference

extension Forest {
  /// Reads a tree, whose nodes are spread over arrays, one for each of a node's fields.
  mutating func append(_ tree: ForestField, group: Int32) throws(ModelLoadError) {
    let parameters = try tree["tree_param"]
    _ = try parameters.optional("size_leaf_vector")?.oneOf(["1", "0"]) { $0 }
    let arrays = try TreeArrays(tree, count: try parameters["num_nodes"].count())
    let deleted = try parameters.optional("num_deleted")
    let nodes = try arrays.nodes(of: tree, first: nodeCount, columns: columns)
    // The nodes that pruning took away stay in the arrays.
    guard arrays.count - nodes.count == (try deleted?.count() ?? 0) else {
      throw tree.error(
        "has \(arrays.count) nodes, of which \(nodes.count) can be reached from the root")
    }
    append(nodes, group: group)
  }
}

/// The arrays of one tree, all of one size.
private struct TreeArrays {
  let count: Int
  let left: [Int32]
  let right: [Int32]
  let columns: [Int32]
  let values: [Double]
  let missingGoesLeft: [Bool]

  init(_ tree: ForestField, count: Int) throws(ModelLoadError) {
    self.count = count
    left = try tree["left_children"].integers()
    right = try tree["right_children"].integers()
    columns = try tree["split_indices"].integers()
    values = try tree["split_conditions"].numbers()
    missingGoesLeft = try tree["default_left"].flags()
    guard count > 0 else { throw try tree["tree_param"]["num_nodes"].error("is 0") }
    for (name, size) in [
      ("left_children", left.count), ("right_children", right.count),
      ("split_indices", columns.count), ("split_conditions", values.count),
      ("default_left", missingGoesLeft.count),
    ] where size != count {
      throw try tree[name].error("has \(size) elements, and num_nodes is \(count)")
    }
    if let categories = try tree.optional("categories"), !categories.isEmpty {
      throw categories.error("is not empty, and only splits by numbers are supported")
    }
    if let kinds = try tree.optional("split_type"), try kinds.flags().contains(true) {
      throw kinds.error("has 1, and only splits by numbers (0) are supported")
    }
  }

  /// The nodes from the root on, breadth first, so that siblings stand side by side.
  ///
  /// - Parameter first: where the root will stand.
  func nodes(
    of tree: ForestField, first: Int, columns width: Int
  ) throws(ModelLoadError) -> [Forest.Node] {
    var isReached = Array(repeating: false, count: count)
    isReached[0] = true
    var order = [0]
    func reach(_ child: Int32, from name: String) throws(ModelLoadError) {
      guard child > 0, child < count else {
        throw try tree[name].error("has \(child), and there are \(count) nodes")
      }
      guard !isReached[Int(child)] else {
        throw try tree[name].error("has \(child), which is a child already")
      }
      isReached[Int(child)] = true
      order.append(Int(child))
    }
    var nodes: [Forest.Node] = []
    nodes.reserveCapacity(count)
    while nodes.count < order.count {
      let node = order[nodes.count]
      let value = Float(values[node])
      guard value.isFinite else {
        throw try tree["split_conditions"].error("has \(value), which is not finite")
      }
      if left[node] == -1, right[node] == -1 {
        nodes.append(Forest.Node(leaf: value, at: Int32(first + nodes.count)))
        continue
      }
      guard (0..<width).contains(Int(columns[node])), columns[node] < .max else {
        throw try tree["split_indices"].error("has \(columns[node]), and num_feature is \(width)")
      }
      guard let place = Int32(exactly: first + order.count), place < .max else {
        throw tree.error("is one node too many")
      }
      nodes.append(
        Forest.Node(
          below: value, column: columns[node], missingGoesLeft: missingGoesLeft[node],
          left: place))
      try reach(left[node], from: "left_children")
      try reach(right[node], from: "right_children")
    }
    return nodes
  }
}
