import Diagnostics
package import YAML

extension Node {
  /// Makes of the value what it is once Kustomize has written it as JSON: points in time in full,
  /// what was empty inside brackets as an empty string.
  package mutating func readForOutput() {
    guard firstScalar(where: { $0.printed != nil }) != nil, let printed else { return }
    self = printed
  }

  /// The value as it is printed, or nil where that is the value itself.
  private var printed: Node? {
    switch content {
    case .scalar(let scalar):
      return scalar.printed.map { Node($0, origin: origin) }
    case .sequence(let elements):
      var result: [Node]?
      for (index, element) in elements.enumerated() {
        guard let printed = element.printed else { continue }
        if result == nil { result = elements }
        result?[index] = printed
      }
      return result.map { Node($0, origin: origin) }
    case .mapping(let mapping):
      var result: Mapping?
      for (index, entry) in mapping.entries.enumerated() {
        guard let printed = entry.value.printed else { continue }
        if result == nil { result = mapping }
        result?.update(at: index) { $0 = printed }
      }
      return result.map { Node($0, origin: origin) }
    }
  }

  /// Does what writing the value as JSON and reading it again does: nulls are spelled out, numbers
  /// are floating-point ones.
  ///
  /// - Throws: ``RenderError`` where JSON cannot hold the value.
  mutating func readBackAsJSON() throws(RenderError) {
    // One look without a copy, for most trees stay as they are.
    guard firstScalar(where: { $0.printed != nil || $0.isRewritten }) != nil else { return }
    readForOutput()
    updateAll { node in
      guard case .scalar(let scalar) = node.content else { return }
      if scalar.isRewritten, let rewritten = scalar.readBack { node.content = .scalar(rewritten) }
    }
  }
}

extension Scalar {
  /// Whether type and first letter tell that the scalar is printed as it is.
  var isPrintedAsItIs: Bool {
    switch type {
    case .boolean, .integer: true
    case .string:
      style != .folded
        && text.utf8.first.map { $0 != 0x09 && (style != .plain || !Self.isDigit($0)) } ?? true
    case .null: style != .singleQuoted
    case .float: false
    }
  }

  /// The scalar as it is printed, or nil where that is the scalar itself.
  var printed: Scalar? {
    switch type {
    case .string:
      if style == .folded, hasSeveralLines, fitsBlock {
        let reread = FoldedText(text).reread
        return reread == text ? nil : Scalar(string: reread)
      }
      guard style == .plain, text.utf8.count >= 8, text.utf8.first.map(Self.isDigit) == true,
        let time = ImplicitTimestamp(text)
      else { return nil }
      return .tagged(time.rfc3339)
    case .null: return style == .singleQuoted ? .tagged("") : nil
    case .float:
      // A whole number is an integer once it has been through JSON.
      guard let number, let text = NumberFormat.kustomize(number), text != self.text else {
        return nil
      }
      return Scalar(text: text, type: Schema.kustomize.type(ofPlain: text))
    case .boolean, .integer: return nil
    }
  }

  /// Whether a block can hold the text: white space before a break needs quotes.
  private var fitsBlock: Bool {
    guard let last = text.utf8.last, last != UInt8(ascii: " ") else { return false }
    var isBehindSpace = false
    for byte in text.utf8 {
      if isBehindSpace, byte == UInt8(ascii: "\n") { return false }
      isBehindSpace = byte == UInt8(ascii: " ")
    }
    return true
  }

  /// Whether a line break stands anywhere but at the end: only then can folding change the text.
  private var hasSeveralLines: Bool {
    guard let first = text.utf8.firstIndex(of: UInt8(ascii: "\n")) else { return false }
    return text.utf8.index(after: first) != text.utf8.endIndex
  }

  /// Whether Kustomize writes the text as a literal or folded block on its way.
  var isWrittenAsBlock: Bool {
    switch style {
    case .literal, .folded: fitsBlock
    case .plain: text.utf8.contains(0x0A) && fitsBlock
    case .singleQuoted, .doubleQuoted: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether the scalar is another after JSON.
  fileprivate var isRewritten: Bool { readBack.map { $0 != self } ?? false }

  /// The scalar after JSON, or nil where it stays as it is.
  fileprivate var readBack: Scalar? {
    switch type {
    case .null: return text == "null" ? nil : Scalar(text: "null", type: .null)
    case .string: return .tagged(text)
    case .boolean:
      guard let boolean else { return nil }
      return Scalar(text: boolean ? "true" : "false", type: .boolean)
    case .integer, .float:
      guard let number, number.isFinite else { return nil }
      let text = NumberFormat.go(number)
      return Scalar(text: text, type: Schema.kustomize.type(ofPlain: text))
    }
  }
}
