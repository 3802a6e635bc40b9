import YAML

extension ListPairing.Pairs {
  /// The pairs that both lists have.
  private var common: [(pair: ListPairing.Pair, old: Int, new: Int)] {
    pairs.compactMap { pair in
      guard let old = pair.old, let new = pair.new else { return nil }
      return (pair, old, new)
    }
  }

  /// Whether what both lists have stands in another order.
  var isReordered: Bool {
    let places = common.sorted { $0.old < $1.old }.map(\.new)
    return zip(places, places.dropFirst()).contains { $0 > $1 }
  }

  /// What tells the common entries apart, in the order of one list.
  func names(byOld: Bool, origin: Origin) -> Node {
    let ordered = common.sorted { byOld ? $0.old < $1.old : $0.new < $1.new }
    return Node(
      ordered.map { entry in
        guard case .entry(_, let values) = entry.pair.step else { return .string("") }
        return .string(values.joined(separator: ","))
      }, origin: origin)
  }
}
