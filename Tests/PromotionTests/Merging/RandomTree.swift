import YAML

/// A value of nested mappings, and of lists of mappings with names, with scalars in them.
indirect enum RandomTree: Equatable {
  case scalar(String)
  case mapping([String: RandomTree])
  /// The names of the entries in their order, and the entries.
  case list([String], [String: RandomTree])

  init(_ node: Node) {
    if let elements = node.elements {
      let names = elements.map { $0["name"]?.scalarText ?? "" }
      let entries = elements.map { element in
        let rest = (element.mapping?.entries ?? []).filter { $0.name != "name" }
        return RandomTree(Node(Mapping(entries: rest)))
      }
      self = .list(names, Dictionary(zip(names, entries), uniquingKeysWith: { $1 }))
      return
    }
    guard let mapping = node.mapping else {
      self = .scalar(node.scalar?.text ?? "")
      return
    }
    self = .mapping(
      Dictionary(mapping.entries.map { ($0.name, RandomTree($0.value)) }, uniquingKeysWith: { $1 }))
  }

  static func random(_ random: inout SplitMix64, depth: Int) -> RandomTree {
    guard depth > 0 else { return .scalar("s\(Int.random(in: 0..<1000, using: &random))") }
    var entries: [String: RandomTree] = [:]
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let isLeaf = Bool.random(using: &random)
      entries["k\(Int.random(in: 0..<12, using: &random))"] =
        isLeaf ? .random(&random, depth: 0) : .random(&random, depth: depth - 1)
    }
    guard Int.random(in: 0..<4, using: &random) == 0 else { return .mapping(entries) }
    return .list(entries.keys.sorted().shuffled(using: &random), entries.named)
  }

  /// The value with some of its entries changed, taken out and added.
  func changed(_ random: inout SplitMix64) -> RandomTree {
    if case .list(let order, let entries) = self {
      guard case .mapping(let changed) = RandomTree.mapping(entries).changed(&random) else {
        return self
      }
      let kept = order.filter { changed[$0] != nil }
      let names = kept + changed.keys.sorted().filter { !order.contains($0) }
      let isShuffled = Int.random(in: 0..<4, using: &random) == 0
      return .list(isShuffled ? names.shuffled(using: &random) : names, changed.named)
    }
    guard case .mapping(var entries) = self else { return .random(&random, depth: 0) }
    for key in entries.keys.sorted() where Int.random(in: 0..<3, using: &random) == 0 {
      if Int.random(in: 0..<4, using: &random) == 0, entries.count > 1 {
        entries[key] = nil
      } else {
        entries[key] = entries[key]?.changed(&random)
      }
    }
    if Int.random(in: 0..<3, using: &random) == 0 {
      entries["n\(Int.random(in: 0..<6, using: &random))"] = .random(&random, depth: 1)
    }
    return .mapping(entries)
  }

  /// What the target says with all that the source alone changed; a nil base is one that is absent.
  static func merged(base: RandomTree?, source: RandomTree?, target: RandomTree?) -> RandomTree? {
    if case .mapping(let left)? = source, case .mapping(let right)? = target {
      var old: [String: RandomTree] = [:]
      if case .mapping(let entries)? = base { old = entries }
      var result: [String: RandomTree] = [:]
      for key in Set(left.keys).union(right.keys) {
        result[key] = merged(base: old[key], source: left[key], target: right[key])
      }
      return .mapping(result)
    }
    if case .list(_, let left)? = source, case .list(let order, let right)? = target {
      var old: [String: RandomTree] = [:]
      if case .list(_, let entries)? = base { old = entries }
      guard
        case .mapping(let entries)? = merged(
          base: .mapping(old), source: .mapping(left), target: .mapping(right))
      else { return nil }
      return .list(order, entries)
    }
    // Where a list comes or goes, its order counts like all else that it says.
    return base == target ? source : target
  }

  /// The value with its lists in the order of their names, since a merge leaves them in the target's.
  var sorted: RandomTree {
    switch self {
    case .scalar: self
    case .mapping(let entries): .mapping(entries.mapValues(\.sorted))
    case .list(_, let entries): .list(entries.keys.sorted(), entries.mapValues(\.sorted))
    }
  }

  /// As a person might write it: keys in some order, comments, quotes, blank lines.
  func text(_ random: inout SplitMix64, indent: Int = 0) -> String {
    if case .list(let order, let entries) = self {
      let margin = String(repeating: " ", count: indent)
      return order.map { name in
        "\(margin)- name: \(name)\n" + (entries[name]?.text(&random, indent: indent + 2) ?? "")
      }.joined()
    }
    guard case .mapping(let entries) = self else { return "" }
    let margin = String(repeating: " ", count: indent)
    var text = ""
    for key in entries.keys.sorted().shuffled(using: &random) {
      if Int.random(in: 0..<6, using: &random) == 0 { text += "\(margin)# about \(key)\n" }
      switch entries[key] {
      case .scalar(let value)?:
        let quote = ["", "", "", "'", "\""].randomElement(using: &random) ?? ""
        let comment = Int.random(in: 0..<5, using: &random) == 0 ? " # beside" : ""
        text += "\(margin)\(key): \(quote)\(value)\(quote)\(comment)\n"
      case let value?: text += "\(margin)\(key):\n" + value.text(&random, indent: indent + 2)
      case nil: break
      }
    }
    return text
  }
}

extension [String: RandomTree] {
  /// The values as entries of a list, which are mappings.
  fileprivate var named: [String: RandomTree] {
    mapValues { value in
      if case .mapping = value { return value }
      return .mapping(["v": value])
    }
  }
}

/// A generator whose sequence is fixed by its seed.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
