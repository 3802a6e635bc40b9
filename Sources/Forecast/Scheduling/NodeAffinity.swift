import YAML

/// The nodes that a pod wants: its nodeSelector and its node affinity.
struct NodeAffinity {
  private let selector: [String: String]
  /// Any of them has to hold; nil where there are none.
  private let required: [Term]?
  /// Terms that only rank nodes.
  let preferred: [(term: Term, weight: Int)]

  init(_ spec: Node?) {
    selector = Dictionary(
      (spec?["nodeSelector"]?.mapping?.entries ?? []).map { ($0.name, $0.value.scalarText ?? "") },
      uniquingKeysWith: { $1 })
    let affinity = spec?["affinity"]?["nodeAffinity"]
    required = affinity?["requiredDuringSchedulingIgnoredDuringExecution"]?["nodeSelectorTerms"]?
      .elements?.map(Term.init)
    let list = affinity?["preferredDuringSchedulingIgnoredDuringExecution"]?.elements ?? []
    preferred = list.map {
      (Term($0["preference"] ?? .null()), $0["weight"]?.int32 ?? 0)
    }
  }

  func allows(_ node: SchedulingNode) -> Bool {
    selector.allSatisfy { node.labels[$0.key] == $0.value }
      && (required?.contains { $0.matches(node) } ?? true)
  }

  /// The values of a label of which a node has to have one; nil where any will do.
  func values(of key: String) -> Set<String>? {
    if let value = selector[key] { return [value] }
    guard let required, !required.isEmpty else { return nil }
    var values: Set<String> = []
    for term in required {
      guard let some = term.values(of: key) else { return nil }
      values.formUnion(some)
    }
    return values
  }

  /// A NodeSelectorTerm: all of its requirements have to hold; an empty one holds for no node.
  struct Term {
    private let labels: [Requirement]
    private let fields: [Requirement]

    init(_ node: Node) {
      labels = (node["matchExpressions"]?.elements ?? []).map(Requirement.init)
      fields = (node["matchFields"]?.elements ?? []).map(Requirement.init)
    }

    /// The values of a label that it allows; nil where it does not name them.
    fileprivate func values(of key: String) -> [String]? {
      labels.first { $0.key == key && $0.name == "In" }?.values
    }

    func matches(_ node: SchedulingNode) -> Bool {
      guard !labels.isEmpty || !fields.isEmpty else { return false }
      return labels.allSatisfy { $0.matches(node.labels) }
        && fields.allSatisfy { $0.matches(["metadata.name": node.name]) }
    }
  }

  private struct Requirement {
    let key: String
    let name: String
    let values: [String]

    init(_ node: Node) {
      key = node["key"]?.scalarText ?? ""
      name = node["operator"]?.scalarText ?? ""
      values = (node["values"]?.elements ?? []).map { $0.scalarText ?? "" }
    }

    func matches(_ labels: [String: String]) -> Bool {
      let value = labels[key]
      switch name {
      case "In": return value.map(values.contains) ?? false
      case "NotIn": return !(value.map(values.contains) ?? false)
      case "Exists": return value != nil
      case "DoesNotExist": return value == nil
      case "Gt", "Lt":
        guard let number = value.flatMap({ Int($0) }), let bound = values.first.flatMap({ Int($0) })
        else { return false }
        return name == "Gt" ? number > bound : number < bound
      default: return false
      }
    }
  }
}
