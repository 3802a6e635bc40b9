import Kubernetes
import YAML

/// Which entries of two lists are the same entry.
struct ListPairing {
  let field: FieldSchema?
  let from: NameTranslation
  let to: NameTranslation

  struct Pair {
    var step: DiffPath.Step
    var old: Int?
    var new: Int?
  }

  /// The pairs of two lists, and what tells entries apart where something does.
  struct Pairs {
    var pairs: [Pair]
    /// The keys that tell entries apart; nil where they are aligned by their values.
    var keys: [String]?
  }

  /// The entries of both lists, each once: by their keys, or else by their values in order.
  func pairs(_ old: [Node], _ new: [Node]) -> Pairs {
    for keys in declaredKeys {
      if let pairs = pairs(old, new, by: keys) { return Pairs(pairs: pairs, keys: keys) }
    }
    for key in ListKeys.candidates(old, new) {
      // A key by which nothing is the same tells less than the order.
      if let pairs = pairs(old, new, by: [key]),
        pairs.contains(where: { $0.old != nil && $0.new != nil })
      {
        return Pairs(pairs: pairs, keys: [key])
      }
    }
    if field?.listKind == .set { return Pairs(pairs: membersOnce(old, new)) }
    return Pairs(pairs: aligned(old, new))
  }

  /// Whether another order of the same entries means something else.
  ///
  /// It does not where the API calls the list a set or a map, but for containers that run one after the
  /// other, and for variables that use those before them. Where nothing is known of a list, it may.
  func orderMatters(of old: [Node], _ new: [Node], under key: String?) -> Bool {
    guard let field else { return true }
    switch key {
    case "initContainers": return true
    case "env": return (old + new).contains { $0["value"]?.string?.contains("$(") ?? false }
    default: break
    }
    switch field.listKind {
    case .atomic: return true
    case .set, .map: return false
    case nil: return field.mapKeys.isEmpty && field.patchMergeKey == nil
    }
  }

  /// The keys that the API merges entries by.
  private var declaredKeys: [[String]] {
    var keys: [[String]] = []
    if let mapKeys = field?.mapKeys, !mapKeys.isEmpty { keys.append(mapKeys) }
    if let key = field?.patchMergeKey { keys.append([key]) }
    return keys
  }

  // MARK: By keys

  private func pairs(_ old: [Node], _ new: [Node], by keys: [String]) -> [Pair]? {
    guard let oldNames = ListKeys.names(of: old, at: keys, canonical: from.canonical),
      let newNames = ListKeys.names(of: new, at: keys, canonical: to.canonical)
    else { return nil }
    var positions = Dictionary(uniqueKeysWithValues: zip(newNames.map(\.canonical), new.indices))
    var pairs: [Pair] = []
    for (index, name) in oldNames.enumerated() {
      let match = positions.removeValue(forKey: name.canonical)
      let values = match.map { newNames[$0].values } ?? name.values
      pairs.append(Pair(step: .entry(keys, values: values), old: index, new: match))
    }
    for (index, name) in newNames.enumerated() where positions[name.canonical] != nil {
      pairs.append(Pair(step: .entry(keys, values: name.values), old: nil, new: index))
    }
    return pairs
  }

  // MARK: By values

  private func membersOnce(_ old: [Node], _ new: [Node]) -> [Pair] {
    var left = Dictionary(grouping: new.indices) { to.canonical(new[$0].json) }
    var pairs: [Pair] = []
    for index in old.indices {
      let match = left[from.canonical(old[index].json)]?.popLast()
      pairs.append(Pair(step: .index(index), old: index, new: match))
    }
    for index in left.values.joined().sorted() {
      pairs.append(Pair(step: .index(index), old: nil, new: index))
    }
    return pairs
  }

  /// Equal entries in order; what stands between them is paired from the front.
  private func aligned(_ old: [Node], _ new: [Node]) -> [Pair] {
    Alignment.runs(
      old.map { from.canonical($0.json) }, new.map { to.canonical($0.json) }
    ).flatMap { run in
      switch run {
      case .same(let left, let right): [Pair(step: .index(right), old: left, new: right)]
      case .gap(let left, let right): gap(left, right, old, new)
      }
    }
  }

  private func gap(_ left: Range<Int>, _ right: Range<Int>, _ old: [Node], _ new: [Node]) -> [Pair]
  {
    let matches = zip(left, right).filter { pair in
      // Values that follow one another are a change only where nothing was put in or taken out.
      left.count == right.count || old[pair.0].mapping != nil && new[pair.1].mapping != nil
    }
    let (lefts, rights) = (Set(matches.map(\.0)), Set(matches.map(\.1)))
    return matches.map { Pair(step: .index($0.1), old: $0.0, new: $0.1) }
      + left.filter { !lefts.contains($0) }.map { Pair(step: .index($0), old: $0, new: nil) }
      + right.filter { !rights.contains($0) }.map { Pair(step: .index($0), old: nil, new: $0) }
  }
}
