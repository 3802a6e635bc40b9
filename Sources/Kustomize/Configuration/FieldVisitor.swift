import Kubernetes
import Diagnostics
import Values
import YAML

/// What stands where a path is made.
enum CreatedKind {
  case mapping, scalar
}

extension FieldSpec {
  /// Calls `change` for each field of `root` that the path leads to.
  ///
  /// Sequences on the way are gone through. A missing field is made where the spec says so and
  /// `kind` says of what kind; what is made on the way has `origin`.
  func visit(
    _ root: inout Node, creating kind: CreatedKind? = nil, origin: Origin = .none,
    _ change: (inout Node) throws(RenderError) -> Void
  ) throws(RenderError) {
    let kind = creates ? kind : nil
    // Most objects have none of the fields, and going there changes copies of all on the way.
    guard kind != nil || leadsOn(in: root, pattern.steps[...]) else { return }
    try visit(&root, pattern.steps[...], kind, origin, change)
  }

  /// Whether the steps lead to a field that is there, or to something that `visit` has to say.
  private func leadsOn(in node: Node, _ steps: ArraySlice<PathPattern.Step>) -> Bool {
    guard let step = steps.first else { return true }
    switch node.content {
    case .scalar(let scalar): return scalar.type != .null
    case .sequence(let elements):
      for index in elements.indices where leadsOn(in: elements[index], steps) { return true }
      return false
    case .mapping(let mapping):
      guard let position = mapping.index(of: step.name) else {
        return step.name.isEmpty || step.isElement
      }
      let entries = mapping.entries
      return step.isSequence || leadsOn(in: entries[position].value, steps.dropFirst())
    }
  }

  private func visit(
    _ node: inout Node, _ steps: ArraySlice<PathPattern.Step>, _ kind: CreatedKind?,
    _ origin: Origin,
    _ change: (inout Node) throws(RenderError) -> Void
  ) throws(RenderError) {
    guard let step = steps.first else {
      try change(&node)
      return
    }
    switch node.content {
    case .sequence:
      _ = try node.updateElements { (elements) throws(RenderError) in
        for index in elements.indices {
          try visit(&elements[index], steps, kind, origin, change)
        }
      }
    case .mapping:
      try visitField(of: &node, step, steps.dropFirst(), kind, origin, change)
    case .scalar(let scalar):
      guard scalar.type != .null else { return }
      throw RenderError(
        .invalidField, "\(path) leads through a \(node.kindName)", at: node.origin.location)
    }
  }

  private func visitField(
    of node: inout Node, _ step: PathPattern.Step, _ rest: ArraySlice<PathPattern.Step>,
    _ kind: CreatedKind?,
    _ origin: Origin, _ change: (inout Node) throws(RenderError) -> Void
  ) throws(RenderError) {
    guard !step.name.isEmpty else {
      throw RenderError(
        .invalidConfiguration, "the path \"\(path)\" has an empty field name",
        at: node.origin.location)
    }
    guard !step.isElement else {
      throw RenderError(
        .invalidConfiguration,
        "\"\(step.name)\" of the path \"\(path)\" is no field: a field spec goes through lists by itself",
        at: node.origin.location)
    }
    let isMade = kind != nil && !step.isSequence
    let empty: Node.Content? =
      if isMade {
        rest.isEmpty && kind == .scalar
          ? .scalar(Scalar(text: "", type: .null)) : .mapping(Mapping())
      } else {
        step.isSequence ? .sequence([]) : nil
      }
    _ = try node.updateMapping { (mapping) throws(RenderError) in
      var position = mapping.index(of: step.name)
      if position == nil, isMade, let empty {
        position = mapping.count
        mapping.append(
          Mapping.Entry(
            key: .string(step.name, origin: origin), value: Node(empty, origin: origin)))
      }
      guard let position else { return }
      try mapping.update(at: position) { (field) throws(RenderError) in
        if field.isNull, let empty {
          // A null that is to become a scalar is left to `change`.
          if case .scalar = empty {} else { field.content = empty }
        }
        try visit(&field, rest, kind, origin, change)
      }
    }
  }
}

extension PathPattern.Step {
  /// Whether the step means elements of a list, as those of replacements do.
  fileprivate var isElement: Bool {
    // What begins with a letter is a name.
    guard let first = name.utf8.first, !first.isLetter else { return false }
    return name == "*" || name == "-" || Int(name) != nil
      || (name.hasPrefix("[") && name.hasSuffix("]"))
  }
}
