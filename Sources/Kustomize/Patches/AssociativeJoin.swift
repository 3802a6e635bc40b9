import Diagnostics
import Kubernetes
import YAML

/// Joins two lists by the values that their elements have for the merge keys.
struct AssociativeJoin {
  var target: [Node]
  var patch: [Node]?
  /// None where the elements are scalars.
  let keys: [String]
  let schema: MergeSchema?
  /// Whether both lists are one, that of the patch.
  let isAdopted: Bool

  init(
    target: [Node], patch: [Node]?, keys: [String], schema: MergeSchema?, isAdopted: Bool
  ) {
    self.target = target
    self.patch = patch
    self.keys = keys.isEmpty ? [""] : keys
    self.schema = schema
    self.isAdopted = isAdopted
  }

  /// The elements of the result.
  mutating func run(_ merge: inout StrategicMerge) throws(RenderError) -> [Node]? {
    var values = allValues()
    guard !values.isEmpty else { return target }
    if keys.count > 1 { Self.unify(&values) }
    var result: [Node] = []
    var lastKeys: [String] = keys
    for one in values {
      let (validKeys, validValues) = Self.valid(values, one, keys)
      lastKeys = validKeys
      guard let element = try merged(validKeys, validValues, &merge) else {
        try Self.set(nil, in: &target, validKeys, validValues)
        continue
      }
      try Self.set(element, in: &result, validKeys, validValues)
    }
    try append(lastKeys, to: &result)
    return result
  }

  // MARK: Values

  /// The values that the elements have for the keys, those of the patch first, each once.
  private func allValues() -> [[String]] {
    var result: [[String]] = []
    var seen: Set<[String]> = []
    for element in (patch ?? []) + target {
      let values = keys.map { key in
        if key.isEmpty { return element.text }
        return element[key].map { $0.isNullOrEmpty ? "" : $0.text } ?? ""
      }
      if seen.insert(values).inserted { result.append(values) }
    }
    return result
  }

  /// Fills empty values in from those that agree in the others.
  private static func unify(_ values: inout [[String]]) {
    for left in values.indices {
      // The order of comparison and of replacement is Kustomize's.
      let first = values[left]
      for right in values.indices {
        guard let union = union(first, values[right]) else { continue }
        values[left] = union
        values[right] = union
      }
    }
  }

  private static func union(_ left: [String], _ right: [String]) -> [String]? {
    var agree = false
    var result: [String] = []
    for (a, b) in zip(left, right) {
      if a == b {
        agree = true
      } else if !a.isEmpty, !b.isEmpty {
        return nil
      }
      result.append(a.isEmpty ? b : a)
    }
    return agree ? result : nil
  }

  /// The keys that any element has a value for, with the values of one.
  private static func valid(
    _ all: [[String]], _ values: [String], _ keys: [String]
  ) -> (keys: [String], values: [String]) {
    var present: Set<String> = []
    for one in all {
      for (key, value) in zip(keys, one) where !value.isEmpty { present.insert(key) }
    }
    guard !present.isEmpty else { return (keys, values) }
    return (
      keys.filter(present.contains),
      zip(keys, values).filter { !$1.isEmpty || present.contains($0) }.map(\.1)
    )
  }

  // MARK: Elements

  private mutating func merged(
    _ keys: [String], _ values: [String], _ merge: inout StrategicMerge
  ) throws(RenderError) -> Node? {
    let (searchKeys, searchValues) = Self.valid([values], values, keys)
    let position = Self.position(in: target, searchKeys, searchValues)
    let outcome: StrategicMerge.Outcome
    if isAdopted {
      var element: Node?
      if let position { element = try merge.adopt(target[position], schema) }
      outcome = element.map { .target($0) } ?? .removed
    } else {
      let patchPosition = patch.flatMap { Self.position(in: $0, searchKeys, searchValues) }
      let (old, new) = (position.map { target[$0] }, patchPosition.flatMap { patch?[$0] })
      merge.path.append(.element(Self.names(searchKeys, searchValues)))
      outcome = try merge.merge(old, new, schema)
      if case .removed = outcome, let old, let new {
        merge.note(old, removedBy: PatchDirective.remover(in: new))
      }
      merge.path.removeLast()
    }
    guard var element = outcome.node, !element.isNull, !element.isEmptyMapping else { return nil }
    if element.mapping != nil {
      for (key, value) in zip(keys, values) where element[key] == nil && !value.isEmpty {
        element[key] = Node(Scalar.untagged(value), origin: element.origin)
      }
    }
    if case .target = outcome, let position {
      // The keys tell which element is meant; the patch does not set them.
      for key in keys where element[key]?.isEqual(to: target[position][key] ?? element) == true {
        element[key] = target[position][key]
      }
      target[position] = element
    }
    return element
  }

  /// What tells an element from the others, for those who look for it later.
  private static func names(_ keys: [String], _ values: [String]) -> [String: String] {
    Dictionary(zip(keys, values)) { first, _ in first }
  }

  private static func position(in list: [Node], _ keys: [String], _ values: [String]) -> Int? {
    guard let first = keys.first, !first.isEmpty else {
      return list.firstIndex { $0.text == values.first ?? "" }
    }
    return list.firstIndex { element in
      element.mapping != nil && keys.count == values.count
        && zip(keys, values).allSatisfy { key, value in element[key]?.text == value }
    }
  }

  /// Puts an element where its like is, or at the end; takes its like out where it is nil.
  ///
  /// Null and empty elements go in any case, and so do others where `values` are missing.
  private static func set(
    _ element: Node?, in list: inout [Node], _ keys: [String], _ values: [String]
  ) throws(RenderError) {
    let isForMappings = keys.first?.isEmpty == false && values.first?.isEmpty == false
    var result: [Node] = []
    var isFound = false
    for old in list {
      if old.isNull || old.isEmptyMapping { continue }
      if old.mapping == nil, isForMappings {
        result.append(old)
        continue
      }
      guard try matches(old, keys, values) else {
        if !values.isEmpty { result.append(old) }
        continue
      }
      isFound = true
      if let element { result.append(element) }
    }
    if let element, !isFound { result.append(element) }
    list = result
  }

  private static func matches(
    _ node: Node, _ keys: [String], _ values: [String]
  ) throws(RenderError) -> Bool {
    for (index, key) in keys.enumerated() {
      // A key behind the last value counts as matched where the one before it did.
      guard index < values.count else {
        if index == 0 { return false }
        continue
      }
      if key.isEmpty {
        guard node.scalar != nil else {
          throw RenderError(
            .invalidPatch, "a list of scalars has a \(node.kindName)", at: node.origin.location)
        }
        guard node.text == values[index] else { return false }
        continue
      }
      guard node.mapping != nil else {
        throw RenderError(
          .invalidPatch, "a list of mappings has a \(node.kindName)", at: node.origin.location)
      }
      guard let value = node[key] else { return false }
      // An empty value stands for any.
      guard values[index].isEmpty || value.text == values[index] else { return false }
    }
    return true
  }

  /// Adds the target's elements behind those that came out of the merge, each in place of its like.
  private func append(_ keys: [String], to result: inout [Node]) throws(RenderError) {
    for element in target {
      guard let first = keys.first, !first.isEmpty else {
        try Self.set(element, in: &result, [""], [element.text])
        continue
      }
      var values: [String] = []
      for key in keys {
        guard let value = element[key] else {
          result.append(element)
          continue
        }
        values.append(value.text)
      }
      if keys.count > 1 { try Self.set(nil, in: &result, keys, values) }
      try Self.set(element, in: &result, keys, values)
    }
  }
}
