/// What a value amounts to without its layout: two texts with equal shapes say the same.
///
/// It keeps anchors and aliases, so that an edit that breaks one is seen.
indirect enum Shape: Hashable {
  case scalar(text: String, types: ScalarTypes)
  case alias(String)
  case sequence([Shape])
  case mapping([Entry])
  case anchored(String, Shape)
  /// A value with a tag of an application's own.
  case tagged(String, Shape)

  struct Entry: Hashable {
    var name: Shape
    var value: Shape
  }
}

extension Shape {
  init(_ node: SyntaxNode) {
    var shape: Shape
    switch node.content {
    case .alias(let name): shape = .alias(name)
    case .scalar(let text, _, let types): shape = Self.scalarShape(text, types)
    case .sequence(let elements, _): shape = .sequence(elements.map(Shape.init))
    case .mapping(let entries, _):
      shape = .mapping(entries.map { Entry(name: Shape($0.key), value: Shape($0.value)) })
    }
    if let tag = node.tag, !tag.hasPrefix("tag:yaml.org,2002:") { shape = .tagged(tag, shape) }
    if let anchor = node.anchor { shape = .anchored(anchor, shape) }
    self = shape
  }

  /// The shape of a value that is to be written.
  init(_ value: Node) {
    switch value.content {
    case .scalar(let scalar):
      let types = scalar.type == .string ? .string : ScalarTypes(ofPlain: scalar.text)
      self = Self.scalarShape(scalar.text, types)
    case .sequence(let elements): self = .sequence(elements.map(Shape.init))
    case .mapping(let mapping):
      self = .mapping(
        mapping.entries.map { Entry(name: .name($0.name), value: Shape($0.value)) })
    }
  }

  /// The shape of a key.
  static func name(_ name: String) -> Shape { scalarShape(name, .string) }

  private static func scalarShape(_ text: String, _ types: ScalarTypes) -> Shape {
    // Each way to write null means the same.
    .scalar(text: types.kubernetes == .null ? "" : text, types: types)
  }

  /// This shape with `change` made to the value at `positions`, counted from the outside in.
  func changing(_ positions: ArraySlice<Int>, _ change: (Shape) -> Shape) -> Shape {
    switch self {
    case .anchored(let anchor, let value):
      return .anchored(anchor, value.changing(positions, change))
    case .tagged(let tag, let value) where !positions.isEmpty:
      return .tagged(tag, value.changing(positions, change))
    case .sequence(var elements):
      guard let position = positions.first else { return change(self) }
      elements[position] = elements[position].changing(positions.dropFirst(), change)
      return .sequence(elements)
    case .mapping(var entries):
      guard let position = positions.first else { return change(self) }
      entries[position].value = entries[position].value.changing(positions.dropFirst(), change)
      return .mapping(entries)
    case .scalar, .alias, .tagged: return change(self)
    }
  }

  func inserting(_ value: Shape, named name: String?, at position: Int) -> Shape {
    switch self {
    case .sequence(var elements):
      elements.insert(value, at: position)
      return .sequence(elements)
    case .mapping(var entries):
      entries.insert(Entry(name: .name(name ?? ""), value: value), at: position)
      return .mapping(entries)
    case .scalar, .alias, .anchored, .tagged: return self
    }
  }

  func renaming(at position: Int, to name: String) -> Shape {
    guard case .mapping(var entries) = self else { return self }
    entries[position].name = .name(name)
    return .mapping(entries)
  }

  func removing(at position: Int) -> Shape {
    switch self {
    case .sequence(var elements):
      elements.remove(at: position)
      return .sequence(elements)
    case .mapping(var entries):
      entries.remove(at: position)
      return .mapping(entries)
    case .scalar, .alias, .anchored, .tagged: return self
    }
  }
}
