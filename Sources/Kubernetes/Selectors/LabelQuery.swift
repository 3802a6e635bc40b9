/// A question to an object's labels in its text form: `app=web,tier in (a, b),!legacy`.
///
/// An empty one matches everything.
package struct LabelQuery: Sendable {
  private var requirements: [Requirement] = []

  private struct Requirement: Sendable {
    var key: String
    var condition: Condition
  }

  private enum Condition: Sendable {
    case exists, isAbsent
    case isIn(Set<String>)
    case isNotIn(Set<String>)
    case isGreater(than: Int)
    case isLess(than: Int)
  }

  /// Whether it asks for nothing, so that every object fits.
  package var isEmpty: Bool { requirements.isEmpty }

  /// Reads a query; nil for text of another form.
  package init?(_ text: String) {
    var parser = Parser(text: Array(text.utf8)[...])
    parser.skipSpace()
    while !parser.text.isEmpty {
      guard let requirement = parser.requirement() else { return nil }
      requirements.append(requirement)
    }
  }

  /// Whether labels fulfil every requirement.
  package func matches(_ labels: [String: String]) -> Bool {
    requirements.allSatisfy { requirement in
      let value = labels[requirement.key]
      switch requirement.condition {
      case .exists: return value != nil
      case .isAbsent: return value == nil
      case .isIn(let values): return value.map(values.contains) ?? false
      case .isNotIn(let values): return !(value.map(values.contains) ?? false)
      case .isGreater(let bound): return value.flatMap { Int($0) }.map { $0 > bound } ?? false
      case .isLess(let bound): return value.flatMap { Int($0) }.map { $0 < bound } ?? false
      }
    }
  }

  private struct Parser {
    var text: ArraySlice<UInt8>

    mutating func skipSpace() {
      text = text.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }

    mutating func take(_ token: String) -> Bool {
      guard text.starts(with: token.utf8) else { return false }
      text = text.dropFirst(token.utf8.count)
      skipSpace()
      return true
    }

    /// Letters up to white space or a sign of the selector language.
    mutating func word() -> String {
      let bytes = text.prefix { byte in
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "("),
          UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "<"), UInt8(ascii: ">"):
          false
        default: true
        }
      }
      text = text.dropFirst(bytes.count)
      skipSpace()
      return String(decoding: bytes, as: UTF8.self)
    }

    /// One requirement with the comma behind it.
    mutating func requirement() -> Requirement? {
      guard let result = condition() else { return nil }
      guard !text.isEmpty else { return result }
      guard take(","), !text.isEmpty else { return nil }
      return result
    }

    private mutating func condition() -> Requirement? {
      if take("!") {
        let key = word()
        return key.isEmpty ? nil : Requirement(key: key, condition: .isAbsent)
      }
      let key = word()
      guard !key.isEmpty else { return nil }
      if text.isEmpty || text.first == UInt8(ascii: ",") {
        return Requirement(key: key, condition: .exists)
      }
      if take("!=") { return Requirement(key: key, condition: .isNotIn([word()])) }
      if take("==") || take("=") { return Requirement(key: key, condition: .isIn([word()])) }
      if take(">") {
        return Int(word()).map { Requirement(key: key, condition: .isGreater(than: $0)) }
      }
      if take("<") {
        return Int(word()).map { Requirement(key: key, condition: .isLess(than: $0)) }
      }
      switch word() {
      case "in": return values().map { Requirement(key: key, condition: .isIn($0)) }
      case "notin": return values().map { Requirement(key: key, condition: .isNotIn($0)) }
      default: return nil
      }
    }

    private mutating func values() -> Set<String>? {
      guard take("(") else { return nil }
      var result: Set<String> = []
      repeat { result.insert(word()) } while take(",")
      return take(")") ? result : nil
    }
  }
}
