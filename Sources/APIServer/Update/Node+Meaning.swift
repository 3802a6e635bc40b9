import YAML

extension Node {
  /// Whether two decoded values are the same to the server: an empty list or map is an absent one.
  func means(_ other: Node) -> Bool {
    switch (content, other.content) {
    case (.mapping(let left), .mapping(let right)): return left.means(right)
    case (.sequence(let left), .sequence(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
    case (.scalar(let left), .scalar(let right)):
      return left.type == right.type && left.text == right.text
    default: return false
    }
  }

  fileprivate var isNothing: Bool {
    switch content {
    case .mapping(let mapping): mapping.isEmpty
    case .sequence(let elements): elements.isEmpty
    case .scalar(let scalar): scalar.type == .null
    }
  }
}

extension Mapping {
  /// Whether two decoded objects are the same to the server.
  func means(_ other: Mapping) -> Bool {
    entries.allSatisfy { Self.mean($0.value, other[$0.name]) }
      && other.entries.allSatisfy { self[$0.name] != nil || $0.value.isNothing }
  }

  /// Whether a field holds the same in two objects.
  func means(_ other: Mapping, in field: String) -> Bool { Self.mean(self[field], other[field]) }

  private static func mean(_ left: Node?, _ right: Node?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, nil): left.isNothing
    case (nil, let right?): right.isNothing
    case (let left?, let right?): left.means(right) || left.isNothing && right.isNothing
    }
  }

  /// The object with some fields taken from another.
  func taking(_ fields: [String], from other: Mapping) -> Mapping {
    var copy = self
    for field in fields { copy[field] = other[field] }
    return copy
  }
}
