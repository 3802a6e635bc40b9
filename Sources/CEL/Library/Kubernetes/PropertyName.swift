/// The names of properties as CEL identifiers, by the rules of Kubernetes' schemas.
///
/// Follows `Escape` and `Unescape` of `k8s.io/apiserver/pkg/cel`: `a-b` is `a__dash__b`, and a word
/// of the language such as `namespace` is `__namespace__`.
package enum PropertyName {
  /// The identifier of a property; nil for a name that can have none.
  package static func escaped(_ name: String) -> String? {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return nil }
    if reserved.contains(name) { return "__\(name)__" }
    var result = ""
    var rest = Substring(name)
    while let next = rest.first {
      if let (escape, text) = escapes.first(where: { rest.hasPrefix($0.text) }) {
        result += escape
        rest = rest.dropFirst(text.count)
      } else {
        guard next == "_" || (next.isASCII && (next.isLetter || next.isNumber)) else { return nil }
        result.append(rest.removeFirst())
      }
    }
    return result
  }

  /// The property that an identifier stands for.
  package static func unescaped(_ identifier: String) -> String {
    guard identifier.hasUnderscores else { return identifier }
    if identifier.hasPrefix("__"), identifier.hasSuffix("__") {
      let word = String(identifier.dropFirst(2).dropLast(2))
      if reserved.contains(word) { return word }
    }
    var result = ""
    var rest = Substring(identifier)
    while !rest.isEmpty {
      if let (escape, text) = escapes.first(where: { rest.hasPrefix($0.escape) }) {
        result += text
        rest = rest.dropFirst(escape.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }

  private static let escapes: [(escape: String, text: String)] = [
    ("__underscores__", "__"), ("__dot__", "."), ("__dash__", "-"), ("__slash__", "/"),
  ]

  private static let reserved: Set<String> = [
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function",
    "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
  ]
}

extension String {
  /// Whether one underscore follows another.
  fileprivate var hasUnderscores: Bool {
    var wasUnderscore = false
    for byte in utf8 {
      let isUnderscore = byte == UInt8(ascii: "_")
      if isUnderscore, wasUnderscore { return true }
      wasUnderscore = isUnderscore
    }
    return false
  }
}
