import Relations

/// A part of a topology that a reader can take in: the objects of one app or namespace, with what they name
/// of others, and less of what many have in common.
struct TopologyPart: Sendable {
  /// The app or namespace; empty where the part is all.
  var name: String
  /// Which of several parts of that name it is, from 1, and how many there are; nil for the only one.
  var number: (index: Int, count: Int)?
  /// What is drawn.
  var boxes: [Box]
  /// From a box to one of the next layer.
  var edges: [Topology.Edge]

  /// One object, or several that are alike in all that is drawn of them.
  struct Box: Sendable {
    /// The objects' positions in the topology; one at least.
    var members: [Int]
    /// Whether it is of another part and here because one of these names it.
    var isOutside = false
    /// How many ask for it where it is drawn for each of them; nil where it is drawn once.
    var askers: Int?
  }

  /// How many boxes are drawn as one part whatever they are of.
  static let mostAtOnce = 48
  /// How many boxes a part has before it is divided.
  static let most = 110
  /// How many objects ask for another before it is drawn for each of them.
  private static let mostAskers = 6
  /// How many objects that are alike are drawn one by one in a part of many.
  private static let mostAlike = 4

  /// The parts of a topology, in the order of their first objects.
  ///
  /// - Parameter app: the app of a target, by its place among the environment's.
  static func parts(of topology: Topology, app: (Int) -> String) -> [TopologyPart] {
    let (nodes, all) = (topology.nodes, Array(topology.nodes.indices))
    var edges: [[Topology.Edge]] = Array(repeating: [], count: nodes.count)
    for edge in topology.edges {
      edges[edge.from].append(edge)
      edges[edge.to].append(edge)
    }
    guard nodes.count > mostAtOnce else {
      return TopologyPart(name: "", all, edges).divided(topology)
    }
    var groups = grouped(all) { app(nodes[$0].target) }
    if groups.count == 1 { groups = grouped(all) { nodes[$0].namespace } }
    return groups.flatMap { name, members in
      var parts = [(name, members)]
      if members.count > most {
        let inner = grouped(members) { nodes[$0].namespace }
        if inner.count > 1 { parts = inner.map { (joined(name, $0.name), $0.members) } }
      }
      return parts.flatMap { TopologyPart(name: $0.0, $0.1, edges).divided(topology) }
    }
  }

  private static func joined(_ name: String, _ inner: String) -> String {
    name.isEmpty ? inner : inner.isEmpty ? name : "\(name), \(inner)"
  }

  private static func grouped(
    _ members: [Int], by name: (Int) -> String
  ) -> [(name: String, members: [Int])] {
    var places: [String: Int] = [:]
    var groups: [(name: String, members: [Int])] = []
    for member in members {
      let name = name(member)
      if let place = places[name] {
        groups[place].members.append(member)
      } else {
        places[name] = groups.count
        groups.append((name, [member]))
      }
    }
    return groups
  }

  /// Some objects with all that they name and are named by.
  ///
  /// - Parameter edges: those that each object has.
  private init(name: String, _ members: [Int], _ edges: [[Topology.Edge]]) {
    self.name = name
    boxes = members.map { Box(members: [$0]) }
    self.edges = []
    var places = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, $0) })
    let own = Set(members)
    for member in members {
      // Between two of the part, an edge is one of where it begins.
      for edge in edges[member] where edge.from == member || !own.contains(edge.from) {
        for end in [edge.from, edge.to] where places[end] == nil {
          places[end] = boxes.count
          boxes.append(Box(members: [end], isOutside: true))
        }
        self.edges.append(Topology.Edge(from: places[edge.from] ?? 0, to: places[edge.to] ?? 0))
      }
    }
  }

  // MARK: Folding

  /// The part in as many parts as can be read, with what many ask for drawn beside each.
  private func divided(_ topology: Topology) -> [TopologyPart] {
    var part = withoutHubs(topology)
    if part.boxes.count > Self.mostAtOnce { part = part.withoutRepetition(topology) }
    guard part.boxes.count > Self.most else { return [part] }
    var pieces: [[Int]] = [[]]
    for component in part.components {
      if !pieces[pieces.count - 1].isEmpty,
        pieces[pieces.count - 1].count + component.count > Self.most
      {
        pieces.append([])
      }
      pieces[pieces.count - 1] += component
    }
    guard pieces.count > 1 else { return [part] }
    return pieces.enumerated().map { index, piece in
      var piece = part.limited(to: piece)
      piece.number = (index + 1, pieces.count)
      return piece
    }
  }

  /// The part with what many pods are given beside each of them: lines that all end in one box are none
  /// that anybody can follow.
  private func withoutHubs(_ topology: Topology) -> TopologyPart {
    var askers: [Int: Int] = [:]
    for edge in edges where topology.nodes[boxes[edge.to].members[0]].layer == .given {
      askers[edge.to, default: 0] += 1
    }
    let hubs = askers.filter { $1 > Self.mostAskers }
    guard !hubs.isEmpty else { return self }
    var part = self
    part.edges.removeAll { hubs[$0.to] != nil }
    var known: [[Int]: Int] = [:]
    let components = part.componentNumbers
    for edge in edges {
      guard let count = hubs[edge.to] else { continue }
      let key = [edge.to, components[edge.from]]
      if known[key] == nil {
        known[key] = part.boxes.count
        part.boxes.append(boxes[edge.to])
        part.boxes[part.boxes.count - 1].askers = count
      }
      part.edges.append(Topology.Edge(from: edge.from, to: known[key] ?? 0))
    }
    return part.limited(to: part.boxes.indices.filter { hubs[$0] == nil })
  }

  /// The part with one box for objects of a kind that lead to the same and are led to by the same.
  private func withoutRepetition(_ topology: Topology) -> TopologyPart {
    struct Form: Hashable {
      var kind: String
      var namespace: String
      var isThere: Bool
      var isOutside: Bool
      var askers: Int?
      var previous: Set<Int>
      var next: Set<Int>
    }
    var previous: [Int: Set<Int>] = [:]
    var next: [Int: Set<Int>] = [:]
    for edge in edges {
      next[edge.from, default: []].insert(edge.to)
      previous[edge.to, default: []].insert(edge.from)
    }
    let forms = Dictionary(grouping: boxes.indices) { index in
      let node = topology.nodes[boxes[index].members[0]]
      return Form(
        kind: node.kind, namespace: node.namespace, isThere: node.presence == .here,
        isOutside: boxes[index].isOutside, askers: boxes[index].askers,
        previous: previous[index] ?? [], next: next[index] ?? [])
    }
    var part = self
    var left = Set(boxes.indices)
    for places in forms.values where places.count > Self.mostAlike {
      part.boxes[places[0]].members = places.flatMap { boxes[$0].members }
      left.subtract(places.dropFirst())
    }
    return part.limited(to: left.sorted())
  }

  private func limited(to places: [Int]) -> TopologyPart {
    let order = places.sorted()
    let positions = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    var part = self
    part.boxes = order.map { boxes[$0] }
    part.edges = edges.compactMap { edge in
      guard let from = positions[edge.from], let to = positions[edge.to] else { return nil }
      return Topology.Edge(from: from, to: to)
    }
    return part
  }

  // MARK: Components

  /// What is connected, the boxes of each in their order.
  private var components: [[Int]] {
    var groups: [[Int]] = []
    for (box, number) in componentNumbers.enumerated() {
      if number == groups.count { groups.append([]) }
      groups[number].append(box)
    }
    return groups
  }

  /// The number of the component of each box, in the order of the components' first boxes.
  private var componentNumbers: [Int] {
    var roots = Array(boxes.indices)
    func root(_ box: Int) -> Int {
      var box = box
      while roots[box] != box {
        roots[box] = roots[roots[box]]
        box = roots[box]
      }
      return box
    }
    for edge in edges {
      let (one, other) = (root(edge.from), root(edge.to))
      // The least is the root, so that it comes first.
      roots[max(one, other)] = min(one, other)
    }
    var numbers: [Int: Int] = [:]
    return boxes.indices.map { box in
      let root = root(box)
      let number = numbers[root] ?? numbers.count
      numbers[root] = number
      return number
    }
  }
}
