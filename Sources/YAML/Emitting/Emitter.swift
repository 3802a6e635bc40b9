/// Writes values as Kustomize prints them.
///
/// Keys are sorted, sequences stand at their key's indentation, and scalars are plain, quoted,
/// folded or literal by the rules of go-yaml 2, which is what `kustomize build` ends with. Comments,
/// anchors and the styles of the source are not kept.
package struct Emitter {
  private var output = EmitterOutput()
  private var isFirst = true

  /// An emitter of a stream that has no document yet.
  package init() {}

  /// What has been written so far.
  package var bytes: [UInt8] { output.bytes }

  /// A value that has no form in the output.
  package struct Failure: Error, Sendable {
    /// One sentence, lower case, no full stop.
    package var message: String
    /// The value, or the key, that cannot be written.
    package var node: Node
  }

  /// Writes one more document, behind `---` where it is not the first.
  ///
  /// - Throws: ``Failure`` where the value holds what JSON cannot: an infinite number, a key that
  ///   is no string, a control character.
  package mutating func write(document root: Node) throws(Failure) {
    if !isFirst { output.bytes += [0x2D, 0x2D, 0x2D, 0x0A] }
    isFirst = false
    output.beginDocument()
    try write(root, Context(isRoot: true))
    output.endDocument()
  }
}

/// Where in its parent a node stands.
private struct Context {
  var isRoot = false
  /// Whether the node is a key or a value of a mapping.
  var isInMapping = false
  var isSimpleKey = false
}

extension Emitter {
  private mutating func write(_ node: Node, _ context: Context) throws(Failure) {
    switch node.content {
    case .scalar(let scalar): try write(scalar, of: node, context)
    case .sequence(let elements): try write(elements, context)
    case .mapping(let mapping): try write(mapping, context)
    }
  }

  private mutating func write(
    _ scalar: Scalar, of node: Node, _ context: Context
  ) throws(Failure) {
    switch scalar.type {
    case .null: output.writePlain("null", mayBreak: false)
    case .boolean:
      guard let value = scalar.boolean else { throw misfit(node) }
      output.writePlain(value ? "true" : "false", mayBreak: false)
    case .integer, .float:
      guard let text = numberText(scalar) else { throw misfit(node) }
      output.writePlain(text, mayBreak: false)
    case .string:
      guard let analysis = ScalarAnalysis(scalar.text.foldingNextLines) else {
        throw Failure(message: "control characters are not allowed in a string", node: node)
      }
      output.write(string: analysis, isSimpleKey: context.isSimpleKey)
    }
  }

  private func numberText(_ scalar: Scalar) -> String? {
    if let integer = scalar.integer { return String(integer) }
    if scalar.type == .integer, let large = UInt64(scalar.text) { return String(large) }
    return scalar.number.flatMap(NumberFormat.kustomize)
  }

  private func misfit(_ node: Node) -> Failure {
    let text = node.scalar?.text ?? ""
    return Failure(message: "\(text) is no \(node.kindName) that JSON can hold", node: node)
  }

  private mutating func write(_ elements: [Node], _ context: Context) throws(Failure) {
    guard !elements.isEmpty else {
      output.writeEmpty("[]")
      return
    }
    let isIndented = !context.isInMapping || output.isAtIndentation
    output.indent(by: isIndented ? .level : .none)
    for element in elements {
      output.writeIndentation()
      output.writeIndicator("-", opensIndentation: true)
      try write(element, Context())
    }
    output.unindent()
  }

  private mutating func write(_ mapping: Mapping, _ context: Context) throws(Failure) {
    guard !mapping.isEmpty else {
      output.writeEmpty("{}")
      return
    }
    let entries = mapping.entries.sorted { KeyOrder.areInIncreasingOrder($0.name, $1.name) }
    output.indent(by: .level)
    for entry in entries { try write(entry, isRoot: context.isRoot) }
    output.unindent()
  }

  private mutating func write(_ entry: Mapping.Entry, isRoot: Bool) throws(Failure) {
    // Below the top, Kustomize reads a mapping with another kind of key into what JSON refuses.
    guard isRoot || entry.key.scalar?.type == .string else {
      throw Failure(
        message: "the key \(entry.name) would be read as no string", node: entry.key)
    }
    guard let key = ScalarAnalysis(entry.name), !entry.name.utf8.containsNextLine else {
      throw Failure(message: "control characters are not allowed in a key", node: entry.key)
    }
    output.writeIndentation()
    let isSimple = !key.isMultiline && key.bytes.count <= 128
    if !isSimple { output.writeIndicator("?", opensIndentation: true) }
    output.write(string: key, isSimpleKey: isSimple)
    if isSimple {
      output.writeColon()
    } else {
      output.writeIndentation()
      output.writeIndicator(":", opensIndentation: true)
    }
    try write(entry.value, Context(isInMapping: true))
  }
}

extension String {
  /// The text with each U+0085 folded as a line break inside quotes is.
  ///
  /// JSON does not escape the character, and the reader behind it takes it for a line break.
  fileprivate var foldingNextLines: String {
    guard utf8.containsNextLine else { return self }
    var result = ""
    var rest = unicodeScalars[...]
    while let scalar = rest.first {
      let run = rest.prefix { $0 == " " || $0 == "\u{85}" }
      let breaks = run.count { $0 == "\u{85}" }
      if breaks > 0 {
        result += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
        rest = rest.dropFirst(run.count)
      } else {
        result.unicodeScalars.append(scalar)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}

extension String.UTF8View {
  fileprivate var containsNextLine: Bool {
    contains(0xC2) && zip(self, dropFirst()).contains { $0 == (0xC2, 0x85) }
  }
}
