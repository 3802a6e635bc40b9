import YAML

/// Values that only a cluster has, as the name of one that no file describes, inside of texts.
///
/// Such a value stands in a text as its name between two characters of Unicode's private use, which no
/// honest file holds. It can be put into longer texts, and nothing can be decided by it. A mapping with
/// an entry of ``anyName`` has such a value under every other name.
enum UnknownParameter {
  private static let start: Character = "\u{10FFF0}"
  private static let end: Character = "\u{10FFF1}"
  /// The entry of mappings that may have more than is known.
  static let anyName = String(start)

  static func text(_ name: String) -> String { "\(start)\(name)\(end)" }

  /// Whether a value, or something in it, is known to a cluster alone.
  static func isIn(_ node: Node) -> Bool {
    switch node.content {
    case .scalar(let scalar): scalar.type == .string && isIn(scalar.text)
    case .sequence(let elements): elements.contains(where: isIn)
    case .mapping(let mapping): mapping.entries.contains { isIn($0.name) || isIn($0.value) }
    }
  }

  static func isIn(_ text: String) -> Bool { text.contains(start) }

  /// What stands under a name that a mapping does not have but may have in the cluster.
  static func value(of name: String, in mapping: Mapping) -> Node? {
    mapping[anyName].map { .string(text(($0.string ?? "") + name)) }
  }

  /// What stands for a name of a flat set that does not have it but may have it in the cluster; nil
  /// where it would have it.
  static func text(of name: String, among parameters: Mapping) -> String? {
    guard let prefix = parameters[anyName]?.string, name.hasPrefix(prefix) else { return nil }
    return text(name)
  }

  /// A pattern in which what is not known may be anything.
  static func wildcard(of pattern: String) -> String { replaced(in: pattern) { _ in "*" } }

  /// A text in its parts: what is known, and the names of what is not.
  static func parts(of text: String) -> [Part] {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: start) {
      if open > rest.startIndex { parts.append(.known(String(rest[..<open]))) }
      let inner = rest[rest.index(after: open)...]
      let close = inner.firstIndex(of: end) ?? inner.endIndex
      parts.append(.unknown(String(inner[..<close])))
      rest = inner[close...].dropFirst()
    }
    if !rest.isEmpty { parts.append(.known(String(rest))) }
    return parts
  }

  enum Part: Hashable {
    case known(String)
    case unknown(String)
  }

  /// The text for people: `<name>` in place of what is not known.
  static func shown(_ text: String) -> String {
    replaced(in: text) { "<\($0)>" }
  }

  /// The text with other words in place of what is not known; nil keeps it.
  static func replaced(in text: String, by word: (String) -> String?) -> String {
    guard isIn(text) else { return text }
    return parts(of: text).map { part in
      switch part {
      case .known(let text): text
      case .unknown(let name): word(name) ?? self.text(name)
      }
    }.joined()
  }
}
