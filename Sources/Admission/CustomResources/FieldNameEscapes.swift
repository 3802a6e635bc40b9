/// How expressions spell the names of fields that are no identifiers of the language.
enum FieldNameEscapes {
  private static let escapes = [
    ("__underscores__", "__"), ("__dot__", "."), ("__dash__", "-"), ("__slash__", "/"),
  ]

  private static let keywords: Set<String> = [
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function",
    "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
  ]

  /// The name as expressions spell it, or nil for one that they cannot.
  static func escaped(_ name: String) -> String? {
    if keywords.contains(name) { return "__\(name)__" }
    var result = ""
    var rest = Substring(name)
    while let first = rest.first {
      if let (escape, text) = escapes.first(where: { rest.hasPrefix($0.1) }) {
        result += escape
        rest = rest.dropFirst(text.count)
        continue
      }
      guard first == "_" || first.isASCII && (first.isLetter || first.isNumber) else { return nil }
      result.append(first)
      rest.removeFirst()
    }
    guard let first = name.first, !first.isNumber else { return nil }
    return result
  }

  /// The field's name without escapes.
  static func unescaped(_ name: String) -> String {
    guard name.contains("__") else { return name }
    if name.hasPrefix("__"), name.hasSuffix("__"), name.count > 4 {
      let inner = String(name.dropFirst(2).dropLast(2))
      if keywords.contains(inner) { return inner }
    }
    var result = ""
    var rest = Substring(name)
    while !rest.isEmpty {
      if let (escape, text) = escapes.first(where: { rest.hasPrefix($0.0) }) {
        result += text
        rest = rest.dropFirst(escape.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }
}
