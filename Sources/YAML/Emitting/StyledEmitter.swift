import Diagnostics

/// Writes values in the order and with the quotes of their source, without breaking long lines, as
/// Kustomize rewrites YAML that stands inside a string.
package enum StyledEmitter {
  /// The text without a line break at its end.
  ///
  /// - Parameter comments: those of the text that the values were read from, in order. One on a line of
  ///   its own stays before what it stood before, any other behind what it stood behind.
  package static func text(of root: Node, with comments: [Comment] = []) -> String {
    var lines = Lines(comments: comments[...])
    lines.write(root, level: 0, isInline: false)
    lines.writeComments(before: nil, level: 0)
    return lines.text
  }
}

private struct Lines {
  private(set) var text = ""
  /// Those that are not written yet.
  var comments: ArraySlice<Comment>

  init(comments: ArraySlice<Comment>) { self.comments = comments }

  /// Writes the comments that stand before a node, each on its line; all that are left where it is nil.
  mutating func writeComments(before node: Node?, level: Int) {
    while let comment = comments.first {
      if let node {
        guard let place = node.origin.location,
          comment.location.range.lowerBound < place.range.lowerBound
        else { return }
      } else {
        text += "\n"
      }
      comments.removeFirst()
      text += comment.location.text
      if node != nil { breakLine(level) }
    }
  }

  /// Writes the comment that stands behind something on its line.
  private mutating func writeComment(behind node: Node?) {
    guard let comment = comments.first, !comment.isOnOwnLine, let place = node?.origin.location,
      place.range.upperBound <= comment.location.range.lowerBound,
      !place.file.bytes[place.range.upperBound..<comment.location.range.lowerBound]
        .contains(UInt8(ascii: "\n"))
    else { return }
    comments.removeFirst()
    text += " \(comment.location.text)"
  }

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
        if !comments.isEmpty { writeComments(before: element, level: level) }
        text += "- "
        write(element, level: level + 2, isInline: false)
        if element.scalar != nil { writeComment(behind: element) }
      }
    case .mapping(let mapping):
      guard !mapping.isEmpty, !node.isWrittenInBrackets else {
        text += node.flowText
        return
      }
      for (index, entry) in mapping.entries.enumerated() {
        if index > 0 || isInline { breakLine(level) }
        if !comments.isEmpty { writeComments(before: entry.key, level: level) }
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
      writeComment(behind: entry.value)
    case .sequence(let elements):
      let isFlow = elements.isEmpty || entry.value.isWrittenInBrackets
      if isFlow { text += " " } else { writeComment(behind: entry.key) }
      write(entry.value, level: level, isInline: true)
    case .mapping(let mapping):
      let isFlow = mapping.isEmpty || entry.value.isWrittenInBrackets
      if isFlow { text += " " } else { writeComment(behind: entry.key) }
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
    guard type == .string else {
      return Schema.kustomize.type(ofPlain: text) == type ? text : "!!\(type.tag) \(text)"
    }
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

extension ScalarType {
  /// The word of the type's tag.
  fileprivate var tag: String {
    switch self {
    case .null: "null"
    case .boolean: "bool"
    case .integer: "int"
    case .float: "float"
    case .string: "str"
    }
  }
}
