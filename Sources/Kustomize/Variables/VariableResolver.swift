import Diagnostics
import YAML

/// Replaces `$(NAME)` by the values of `vars`.
struct VariableResolver {
  private let values: [String: Node]
  /// Where each var is declared.
  private let entries: [String: Location]
  private let fields: [FieldSpec]
  private let context: RenderContext
  private var used: Set<String> = []

  init(
    _ variables: [Variable], _ list: ResourceList, fields: [FieldSpec], _ context: RenderContext
  ) throws(RenderError) {
    var (values, entries): ([String: Node], [String: Location]) = ([:], [:])
    for variable in variables {
      values[variable.name.value] = try Self.value(of: variable, in: list)
      entries[variable.name.value] = variable.name.location
    }
    self.values = values
    self.entries = entries
    self.fields = fields
    self.context = context
  }

  private static func value(of variable: Variable, in list: ResourceList) throws(RenderError)
    -> Node
  {
    let name = variable.name.value
    guard let resource = list.items.first(where: { $0.variableNames.contains(name) }) else {
      throw RenderError(
        .invalidVariable, "no resource gives the var \(name) its value", at: variable.name.location)
    }
    let path = PathSyntax.splitFieldPath(variable.fieldPath).flatMap(indexed)
    guard let node = FieldLookup.find(path, in: resource.root) else {
      throw RenderError(
        .invalidVariable, "the object of the var \(name) has no \(variable.fieldPath)",
        at: variable.name.location, related: [Label("the object", at: resource.definition)])
    }
    return node
  }

  /// Takes an index off a name: `ports[0]` is `ports`, `0`.
  private static func indexed(_ step: String) -> [String] {
    guard step.hasSuffix("]"), let open = step.lastIndex(of: "[") else { return [step] }
    let index = step[step.index(after: open)...].dropLast()
    guard !index.isEmpty, index.allSatisfy({ $0.isASCII && $0.isNumber }) else { return [step] }
    let name = String(step[..<open])
    return name.isEmpty ? [String(index)] : [name, String(index)]
  }

  /// Replaces in all resources and warns of vars that nothing uses.
  mutating func resolve(in list: inout ResourceList, _ variables: [Variable]) throws(RenderError) {
    for index in list.items.indices {
      let gvk = list.items[index].gvk
      for field in fields where field.selects(gvk) {
        var written: [Node] = []
        var root = list.items[index].root
        list.items[index].root = Node(Mapping())
        defer { list.items[index].root = root }
        try field.visit(&root) { (node) throws(RenderError) in
          try replace(in: &node, field, &written)
        }
        for node in written {
          root.updateAll { if $0.origin.cell == node.origin.cell { $0 = node } }
        }
      }
    }
    for variable in variables where !used.contains(variable.name.value) {
      context.warn(
        Diagnostic(
          rule: .unusedVariable, severity: .warning,
          message: "nothing uses the var \(variable.name.value)",
          primary: variable.name.location))
    }
  }

  private mutating func replace(
    in node: inout Node, _ field: FieldSpec, _ written: inout [Node]
  ) throws(RenderError) {
    switch node.content {
    case .scalar: replace(in: &node, &written)
    case .mapping(let mapping):
      guard mapping.entries.contains(where: { $0.value.hasVariable }) else { return }
      var result = mapping
      for index in mapping.entries.indices {
        result.update(at: index) { replace(in: &$0, &written) }
      }
      node.content = .mapping(result)
    case .sequence(let elements):
      var result = elements
      for index in elements.indices {
        guard elements[index].string != nil else {
          throw RenderError(
            .invalidVariable, "\(field.path) must hold strings, not a \(elements[index].kindName)",
            at: elements[index].origin.location)
        }
        replace(in: &result[index], &written)
      }
      if elements.contains(where: \.hasVariable) { node.content = .sequence(result) }
    }
  }

  private mutating func replace(in node: inout Node, _ written: inout [Node]) {
    guard let text = node.string, node.hasVariable else { return }
    let expansion = VariableExpansion(text) { name in values[name] }
    used.formUnion(expansion.used)
    guard let last = expansion.used.last, let source = values[last]?.origin else {
      if expansion.text != text { node.content = .scalar(.tagged(expansion.text)) }
      return
    }
    // Unlike other steps, this one does not keep the old value's quotes.
    node = Node(
      expansion.whole ?? .tagged(expansion.text),
      origin: context.recorder.origin(
        source, by: .variable, replacing: node, copies: expansion.used.reversed().map(copy)))
    if node.origin.cell != 0 { written.append(node) }
  }
}

extension VariableResolver {
  /// The var's entry, and the field that it copies.
  private func copy(_ name: String) -> Origin.Copy {
    Origin.Copy(
      of: values[name]?.scalar, from: values[name]?.origin ?? .none, by: .variable,
      for: entries[name])
  }
}

extension Node {
  fileprivate var hasVariable: Bool { string?.utf8.contains(UInt8(ascii: "$")) ?? false }
}

/// A text with its variables replaced, as Kubernetes expands `$(NAME)`: `$$` is one dollar sign, and
/// what is not known stays as it is.
struct VariableExpansion {
  private(set) var text = ""
  /// The value with its type where the text is one variable and nothing else.
  private(set) var whole: Scalar?
  /// The variables whose values were put in, each once, in the order of their last use.
  private(set) var used: [String] = []

  init(_ input: String, values: (String) -> Node?) {
    let bytes = Array(input.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else {
        result.append(bytes[index])
        index += 1
        continue
      }
      let next = bytes[index + 1]
      if next == UInt8(ascii: "("),
        let close = bytes[(index + 2)...].firstIndex(of: UInt8(ascii: ")"))
      {
        let name = String(decoding: bytes[(index + 2)..<close], as: UTF8.self)
        if let node = values(name), let scalar = node.scalar, scalar.type != .null {
          used.removeAll { $0 == name }
          used.append(name)
          if index == 0, close == bytes.count - 1 { whole = scalar.asValue }
          result += scalar.printedText.utf8
        } else {
          result += bytes[index...close]
        }
        index = close + 1
      } else {
        if next != UInt8(ascii: "$") { result.append(bytes[index]) }
        result.append(next)
        index += 2
      }
    }
    text = String(decoding: result, as: UTF8.self)
  }
}

extension Scalar {
  /// The value as a scalar of its type in its plainest form.
  fileprivate var asValue: Scalar {
    switch type {
    case .string: .tagged(text)
    case .boolean, .integer, .float, .null: Scalar(text: printedText, type: type)
    }
  }

  fileprivate var printedText: String {
    switch type {
    case .integer: integer.map(String.init) ?? text
    case .float: number.map(NumberFormat.go) ?? text
    case .boolean: boolean.map { $0 ? "true" : "false" } ?? text
    case .string, .null: text
    }
  }
}
