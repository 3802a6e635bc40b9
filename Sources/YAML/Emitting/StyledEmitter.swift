import Diagnostics

/// Writes values in the order and with the quotes of their source, without breaking long lines, as
/// Kustomize rewrites YAML that stands inside a string.
package enum StyledEmitter {
  /// The text without a line break at its end.
  package static func text(of root: Node) -> String {
    var lines = Lines()
    lines.write(root, level: 0, isInline: false)
    return lines.text
  }
}

private struct Lines {
  private(set) var text = ""

  /// - Parameter isInline: whether the value follows something on its line.
  mutating func write(_ node: Node, level: Int, isInline: Bool) {
    switch node.content {
    case .scalar(let scalar): text += scalar.written(indentation: level)
    case .sequence(let elements):
      guard !elements.isEmpty, !node.isWrittenInBrackets else {
        text += node.flowText
        return
      }
      for (index, element) in elements.enumerated() {
        if index > 0 || isInline { breakLine(level) }
        text += "- "
        write(element, level: level + 2, isInline: false)
      }
    case .mapping(let mapping):
      guard !mapping.isEmpty, !node.isWrittenInBrackets else {
        text += node.flowText
        return
      }
      for (index, entry) in mapping.entries.enumerated() {
        if index > 0 || isInline { breakLine(level) }
        text += (entry.key.scalar ?? Scalar(string: entry.name)).written(indentation: level) + ":"
        write(entry, level: level)
      }
    }
  }

  private mutating func write(_ entry: Mapping.Entry, level: Int) {
    switch entry.value.content {
    case .scalar(let scalar):
      if scalar.type != .null || !scalar.text.isEmpty { text += " " }
      write(entry.value, level: level + 2, isInline: true)
    case .sequence(let elements):
      let isFlow = elements.isEmpty || entry.value.isWrittenInBrackets
      if isFlow { text += " " }
      write(entry.value, level: level, isInline: true)
    case .mapping(let mapping):
      let isFlow = mapping.isEmpty || entry.value.isWrittenInBrackets
      if isFlow { text += " " }
      write(entry.value, level: level + 2, isInline: true)
    }
  }

  private mutating func breakLine(_ level: Int) {
    text += "\n" + String(repeating: " ", count: level)
  }
}

extension Node {
  /// Whether a parsed collection stands in brackets or braces in its source.
  package var isWrittenInBrackets: Bool {
    guard scalar == nil, let location = origin.location, !location.range.isEmpty else {
      return false
    }
    let first = location.file.bytes[location.range.lowerBound]
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  fileprivate var flowText: String {
    switch content {
    case .scalar(let scalar): scalar.written(indentation: 0)
    case .sequence(let elements): "[" + elements.map(\.flowText).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      "{"
        + mapping.entries.map { "\($0.key.flowText): \($0.value.flowText)" }
        .joined(separator: ", ") + "}"
    }
  }
}

extension Scalar {
  fileprivate func written(indentation: Int) -> String {
    guard type == .string else { return text }
    let analysis = ScalarAnalysis(text)
    let isSafe = analysis.map { $0.readsAsString && $0.allowsPlain } ?? false
    switch style {
    case .plain where isSafe: return text
    case .singleQuoted where analysis?.allowsSingleQuotes == true:
      return "'" + text.replacing("'", with: "''") + "'"
    case .literal, .folded:
      guard text.contains("\n"), analysis?.allowsBlock == true else { fallthrough }
      return block(indentation)
    default:
      if isSafe, style != .doubleQuoted { return text }
      var emitter = JSONEmitter()
      emitter.write(string: text)
      return String(decoding: emitter.bytes, as: UTF8.self)
    }
  }

  private func block(_ indentation: Int) -> String {
    let sign = text.hasSuffix("\n\n") ? "+" : text.hasSuffix("\n") ? "" : "-"
    let lines = (text.hasSuffix("\n") ? text.dropLast() : text[...])
      .split(separator: "\n", omittingEmptySubsequences: false)
    let space = String(repeating: " ", count: indentation)
    return "|" + sign + lines.map { $0.isEmpty ? "\n" : "\n\(space)\($0)" }.joined()
  }
}
