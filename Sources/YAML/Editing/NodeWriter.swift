/// Writes new values in the manner of the document that they go into.
struct NodeWriter {
  /// How far a sequence is indented from the key that it belongs to.
  var sequenceOffset = 0
  /// How far a mapping is indented from the key that it belongs to.
  var mappingOffset = 2
  /// Whether every string and key is put in double quotes, as JSON has them.
  var quotesAll = false

  /// The lines of a mapping's entry.
  func entry(_ name: String, _ value: Node, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    let head = margin + key(name, inFlow: false) + ":"
    switch value.content {
    case .mapping(let mapping) where !mapping.isEmpty:
      return [head] + block(value, indent: indent + mappingOffset)
    case .sequence(let elements) where !elements.isEmpty:
      return [head] + block(value, indent: indent + sequenceOffset)
    default: return scalarLines(value, after: head, parentIndent: indent)
    }
  }

  /// The lines of a sequence's item.
  ///
  /// - Parameter dashWidth: from the dash to the value.
  func item(_ value: Node, indent: Int, dashWidth: Int = 2) -> [String] {
    let head = String(repeating: " ", count: indent) + "-"
    guard isBlock(value) else { return scalarLines(value, after: head, parentIndent: indent) }
    var lines = block(value, indent: indent + dashWidth)
    let gap = String(repeating: " ", count: dashWidth - 1)
    lines[0] = head + gap + lines[0].dropFirst(indent + dashWidth)
    return lines
  }

  /// The lines of a collection that is not empty.
  func block(_ value: Node, indent: Int) -> [String] {
    switch value.content {
    case .mapping(let mapping):
      mapping.entries.flatMap { entry($0.name, $0.value, indent: indent) }
    case .sequence(let elements): elements.flatMap { item($0, indent: indent) }
    case .scalar: []
    }
  }

  /// The value on one line, with brackets and braces.
  func flow(_ value: Node) -> String {
    switch value.content {
    case .scalar(let scalar): return inline(scalar, inFlow: true)
    case .sequence(let elements): return "[" + elements.map(flow).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      let entries = mapping.entries.map { flowEntry($0.name, $0.value) }
      return "{" + entries.joined(separator: ", ") + "}"
    }
  }

  func flowEntry(_ name: String, _ value: Node) -> String {
    key(name, inFlow: true) + ": " + flow(value)
  }

  /// The value with brackets and braces, and each entry on a line of its own; the first line is for where
  /// the value begins.
  ///
  /// - Parameter step: how far entries are indented from what they are in.
  func flowLines(_ value: Node, indent: Int, step: Int) -> [String] {
    let entries: [(head: String, value: Node)]
    let brackets: (String, String)
    switch value.content {
    case .mapping(let mapping) where !mapping.isEmpty:
      brackets = ("{", "}")
      entries = mapping.entries.map { (key($0.name, inFlow: true) + ": ", $0.value) }
    case .sequence(let elements) where !elements.isEmpty:
      brackets = ("[", "]")
      entries = elements.map { ("", $0) }
    default: return [flow(value)]
    }
    let margin = String(repeating: " ", count: indent + step)
    var lines = [brackets.0]
    for (index, entry) in entries.enumerated() {
      var inner = flowLines(entry.value, indent: indent + step, step: step)
      inner[0] = margin + entry.head + inner[0]
      if index < entries.count - 1 { inner[inner.count - 1] += "," }
      lines += inner
    }
    return lines + [String(repeating: " ", count: indent) + brackets.1]
  }

  func flowEntryLines(_ name: String, _ value: Node, indent: Int, step: Int) -> [String] {
    var lines = flowLines(value, indent: indent, step: step)
    lines[0] = key(name, inFlow: true) + ": " + lines[0]
    return lines
  }

  /// Whether a value takes lines of its own in block layout.
  func isBlock(_ value: Node) -> Bool {
    switch value.content {
    case .scalar: false
    case .sequence(let elements): !elements.isEmpty
    case .mapping(let mapping): !mapping.isEmpty
    }
  }

  private func scalarLines(_ value: Node, after head: String, parentIndent: Int) -> [String] {
    guard let scalar = value.scalar else { return [head + " " + flow(value)] }
    let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted || quotesAll
    if scalar.type == .string, !isQuoted, scalar.text.contains("\n"),
      let text = BlockScalarText(
        scalar.text, style: scalar.style == .folded ? .folded : .literal,
        indent: parentIndent + 2, parentIndent: parentIndent)
    {
      return [head + " " + text.header] + text.lines
    }
    return [head + " " + inline(scalar, inFlow: false)]
  }

  private func inline(_ scalar: Scalar, inFlow: Bool) -> String {
    let style = quotesAll ? .doubleQuoted : scalar.style
    return ScalarWriter.inline(scalar, like: style, inFlow: inFlow)[0]
  }

  private func key(_ name: String, inFlow: Bool) -> String {
    inline(Scalar(string: name), inFlow: inFlow)
  }
}
