import YAML

/// Runs through a template; nil is Go's absent value, a null its nil.
struct GoTemplateExecution {
  private let data: Node
  private let missingKey: GoTemplate.MissingKey
  private var output = ""
  private var variables: [(name: String, value: Node?)] = []
  private var steps = 0

  /// Far above any honest template's.
  private static let limit = 1_000_000

  init(data: Node, missingKey: GoTemplate.MissingKey) {
    self.data = data
    self.missingKey = missingKey
  }

  mutating func text(of template: GoTemplate) throws(GoTemplateError) -> String {
    output = ""
    try run(template.parts, on: data)
    return output
  }

  private mutating func run(_ parts: [GoTemplate.Part], on dot: Node?) throws(GoTemplateError) {
    // What is declared in a block ends with it.
    let outer = variables.count
    defer { variables.removeLast(variables.count - outer) }
    for part in parts {
      steps += 1
      guard steps < Self.limit, output.utf8.count < Self.limit else {
        throw GoTemplateError("the template makes too much")
      }
      switch part {
      case .text(let text): output += text
      case .action(let pipeline):
        let value = try value(of: pipeline, dot)
        if pipeline.variables.isEmpty { output += GoValue.printed(value) }
      case .condition(let pipeline, let then, let otherwise):
        try scoped { (execution) throws(GoTemplateError) in
          let value = try execution.value(of: pipeline, dot)
          try execution.run(GoValue.isTrue(value) ? then : otherwise, on: dot)
        }
      case .with(let pipeline, let then, let otherwise):
        try scoped { (execution) throws(GoTemplateError) in
          let value = try execution.value(of: pipeline, dot)
          let isTrue = GoValue.isTrue(value)
          try execution.run(isTrue ? then : otherwise, on: isTrue ? value : dot)
        }
      case .range(let pipeline, let each, let otherwise):
        try range(pipeline, each, otherwise, dot)
      }
    }
  }

  /// Does something whose variables end with it.
  private mutating func scoped(
    _ body: (inout GoTemplateExecution) throws(GoTemplateError) -> Void
  ) throws(GoTemplateError) {
    let outer = variables.count
    defer { variables.removeLast(variables.count - outer) }
    try body(&self)
  }

  private mutating func range(
    _ pipeline: GoTemplate.Pipeline, _ each: [GoTemplate.Part], _ otherwise: [GoTemplate.Part],
    _ dot: Node?
  ) throws(GoTemplateError) {
    let value = try unassigned(pipeline, dot)
    var members: [(key: Node, value: Node)] = []
    switch value?.content {
    case .sequence(let elements):
      members = elements.enumerated().map { (.integer($0), $1) }
    case .mapping(let mapping):
      members = mapping.entries.sorted { $0.name < $1.name }.map { (.string($0.name), $0.value) }
    case .scalar(let scalar):
      if scalar.type != .null {
        guard let count = scalar.integer, count < Self.limit else {
          throw GoTemplateError("range can't iterate over \(GoValue.printed(value))")
        }
        members = (0..<max(count, 0)).map { (.integer($0), .integer($0)) }
      }
    case nil: break
    }
    if members.isEmpty { return try run(otherwise, on: dot) }
    for member in members {
      try scoped { (execution) throws(GoTemplateError) in
        switch pipeline.variables.count {
        case 0: break
        case 1: try execution.set(pipeline.variables[0], member.value, pipeline.declares)
        default:
          try execution.set(pipeline.variables[0], member.key, pipeline.declares)
          try execution.set(pipeline.variables[1], member.value, pipeline.declares)
        }
        try execution.run(each, on: member.value)
      }
    }
  }

  private mutating func set(
    _ name: String, _ value: Node?, _ declares: Bool
  ) throws(GoTemplateError) {
    guard !declares else { return variables.append((name, value)) }
    guard let index = variables.lastIndex(where: { $0.name == name }) else {
      throw GoTemplateError("undefined variable \"$\(name)\"")
    }
    variables[index].value = value
  }

  // MARK: Values

  private mutating func value(
    of pipeline: GoTemplate.Pipeline, _ dot: Node?
  ) throws(GoTemplateError) -> Node? {
    let value = try unassigned(pipeline, dot)
    if let name = pipeline.variables.last { try set(name, value, pipeline.declares) }
    return value
  }

  private func unassigned(
    _ pipeline: GoTemplate.Pipeline, _ dot: Node?
  ) throws(GoTemplateError) -> Node? {
    var last: [Node?] = []
    for command in pipeline.commands { last = [try value(of: command, dot, last)] }
    return last.first ?? nil
  }

  private func value(
    of command: [GoTemplate.Operand], _ dot: Node?, _ piped: [Node?]
  ) throws(GoTemplateError) -> Node? {
    guard let first = command.first else { throw GoTemplateError("missing value for command") }
    guard case .function(let name) = first else {
      guard command.count == 1, piped.isEmpty else {
        throw GoTemplateError("can't give argument to non-function")
      }
      return try value(of: first, dot)
    }
    let operands = command.dropFirst()
    // These two look at no more than they need.
    if name == "and" || name == "or" {
      var result: Node?
      for operand in operands {
        result = try value(of: operand, dot)
        if GoValue.isTrue(result) == (name == "or") { return result }
      }
      return piped.first ?? result
    }
    var arguments: [Node?] = []
    for operand in operands { arguments.append(try value(of: operand, dot)) }
    return try GoFunctions.call(name, arguments + piped)
  }

  private func value(of operand: GoTemplate.Operand, _ dot: Node?) throws(GoTemplateError) -> Node?
  {
    switch operand {
    case .field(let names): return try field(names, of: dot)
    case .variable("", let names): return try field(names, of: data)
    case .variable(let name, let names):
      guard let variable = variables.last(where: { $0.name == name }) else {
        throw GoTemplateError("undefined variable \"$\(name)\"")
      }
      return try field(names, of: variable.value)
    case .literal(let node): return node
    case .function(let name): return try GoFunctions.call(name, [])
    case .group(let pipeline, let names): return try field(names, of: unassigned(pipeline, dot))
    }
  }

  private func field(_ names: [String], of start: Node?) throws(GoTemplateError) -> Node? {
    var node = start
    for name in names {
      guard let current = node, !current.isNull else {
        throw GoTemplateError("nil pointer evaluating interface {}.\(name)")
      }
      guard let mapping = current.mapping else {
        throw GoTemplateError("can't evaluate field \(name) in type \(GoValue.typeName(current))")
      }
      node = mapping[name] ?? UnknownParameter.value(of: name, in: mapping)
      guard node != nil || missingKey == .isNothing else {
        throw GoTemplateError("map has no entry for key \"\(name)\"")
      }
    }
    return node
  }
}
