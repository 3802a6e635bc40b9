import YAML

/// The generator `merge`: sets of one generator, overridden by those of others with equal keys.
///
/// A set of a cluster that no file describes is one for each cluster that a later generator names by
/// the keys, and one for all others.
struct ParameterMerge {
  private let generation: ParameterGeneration

  init(_ generation: ParameterGeneration) { self.generation = generation }

  private struct Keyed {
    /// Nil where the set has no such key.
    var key: [String?]
    var set: Mapping
  }

  func sets(of merge: Node) throws(GenerationFailure) -> [Mapping] {
    let generators = merge["generators"]?.elements ?? []
    let keys = (merge["mergeKeys"]?.elements ?? []).compactMap(\.scalarText)
    guard generators.count > 1, !keys.isEmpty else {
      throw GenerationFailure("a merge needs two generators and a key").at(merge.origin.location)
    }
    var base = try keyed(try generation.sets(of: generators[0]), by: keys)
    for generator in generators.dropFirst() {
      for other in try keyed(try generation.sets(of: generator), by: keys) {
        if let index = base.firstIndex(where: { $0.key == other.key }) {
          base[index].set = overridden(base[index].set, by: other.set)
        } else if let open = base.first(where: { Self.mayBe($0.key, other.key) }) {
          let bound = Self.bound(open, to: other.key)
          base.append(Keyed(key: other.key, set: overridden(bound, by: other.set)))
        }
      }
    }
    return base.map(\.set)
  }

  private func keyed(
    _ sets: [Mapping], by keys: [String]
  ) throws(GenerationFailure) -> [Keyed] {
    var result: [Keyed] = []
    var seen: Set<[String?]> = []
    for set in sets {
      let key = keys.map { set[$0].map { GoValue.printed($0) } }
      guard seen.insert(key).inserted else {
        throw GenerationFailure("the parameters from a generator were not unique by the given keys")
      }
      result.append(Keyed(key: key, set: set))
    }
    return result
  }

  private func overridden(_ base: Mapping, by other: Mapping) -> Mapping {
    guard generation.form.isFlat else {
      return Node(base).overlaid(by: Node(other), keepingWhereEmpty: true).mapping ?? base
    }
    var result = base
    for entry in other.entries { result[entry.name] = entry.value }
    return result
  }

  // MARK: Clusters that no file describes

  /// The name of the unknown value that a part of a key is.
  private static func unknown(_ part: String?) -> String? {
    guard let part, case let parts = UnknownParameter.parts(of: part), parts.count == 1,
      case .unknown(let name) = parts[0]
    else { return nil }
    return name
  }

  private static func mayBe(_ open: [String?], _ key: [String?]) -> Bool {
    open.contains { unknown($0) != nil }
      && zip(open, key).allSatisfy { $0 == $1 || unknown($0) != nil && $1 != nil }
  }

  /// The set of the one cluster that a key names.
  private static func bound(_ open: Keyed, to key: [String?]) -> Mapping {
    var words: [String: String] = [:]
    for (part, word) in zip(open.key, key) {
      if let name = unknown(part) { words[name] = word }
    }
    return Node(open.set).binding(words).mapping ?? open.set
  }
}

extension Node {
  /// The value with words in place of what was not known.
  func binding(_ words: [String: String]) -> Node {
    var result = self
    result.updateAll { node in
      guard case .scalar(var scalar) = node.content, UnknownParameter.isIn(scalar.text) else {
        return
      }
      scalar.text = UnknownParameter.replaced(in: scalar.text) { words[$0] }
      node.content = .scalar(scalar)
    }
    return result
  }
}
