import Kubernetes
import Values

extension KindOrder {
  /// Where an object stands in the order, worked out once for all comparisons.
  struct Place {
    fileprivate var gvk: GroupVersionKind
    fileprivate var rank: Int
    /// Group, version and kind as Kustomize orders by them.
    fileprivate var type: String
    /// What objects of one type are ordered by: namespace and name.
    fileprivate var text: String
  }

  /// The places of objects; what is the same for all of a type is worked out once.
  func places(of ids: [ResourceID]) -> [Place] {
    var types: [GroupVersionKind: (rank: Int, text: String)] = [:]
    return ids.map { id in
      let gvk = id.gvk
      let type: (rank: Int, text: String)
      if let known = types[gvk] {
        type = known
      } else {
        type = (rank(gvk.kind), Self.text(gvk.group, gvk.version, gvk.kind))
        types[gvk] = type
      }
      return Place(
        gvk: gvk, rank: type.rank, type: type.text,
        text: "\(id.namespace.isEmpty ? "~X" : id.namespace)|\(id.name.isEmpty ? "~N" : id.name)")
    }
  }
}

extension KindOrder.Place {
  func isBefore(_ other: KindOrder.Place) -> Bool {
    if rank != other.rank { return rank < other.rank }
    guard type == other.type else {
      // The core Namespace comes before kinds of that name in other groups.
      let isReversed =
        gvk.kind == "Namespace" && other.gvk.kind == "Namespace"
        && (gvk.group.isEmpty || other.gvk.group.isEmpty)
      return isReversed ? other.type.precedesByBytes(type) : type.precedesByBytes(other.type)
    }
    return gvk == other.gvk && text.precedesByBytes(other.text)
  }
}
