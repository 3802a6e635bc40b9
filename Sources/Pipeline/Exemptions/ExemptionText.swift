import Diagnostics
import Values

/// The text of an exemption: `RULE[,RULE] reason="…" [owner="…"] [until=2027-01-31]`.
///
/// It ends with the line, at a `;`, or where another remark begins.
struct ExemptionText {
  private var rules: [RulePattern] = []
  private var reason: String?
  private var owner: String?
  private var until: CalendarDate?
  /// What cannot be read, a sentence each.
  private(set) var mistakes: [String] = []

  /// What a remark begins with.
  static let mark = "sluice:ignore"
  /// The annotation of an object that allows what is found of it.
  static let annotation = "sluice.dev/ignore"
  /// What a file holds that allows anything.
  static let marks = [mark, annotation]

  /// - Parameter rest: begins behind the mark; what is read is taken from it.
  init(_ rest: inout Substring) {
    readRules(&rest)
    while true {
      Self.skipBlanks(&rest)
      guard let next = rest.first, !Self.isEnd(next) else { break }
      let key = Self.take(from: &rest) { $0 == "=" || $0.isWhitespace || Self.isEnd($0) }
      guard rest.first == "=" else {
        mistakes.append("\"\(key)\" is none of reason=\"…\", owner=\"…\" and until=YYYY-MM-DD")
        rest = rest.drop { !Self.isEnd($0) }
        break
      }
      rest.removeFirst()
      set(String(key), to: value(&rest))
    }
    if rules.isEmpty, mistakes.isEmpty { mistakes.append("it names no rule") }
  }

  /// The texts of an annotation: one, or several parted by `;` or on lines of their own, each with or
  /// without the mark.
  static func all(in annotation: String) -> [ExemptionText] {
    var texts: [ExemptionText] = []
    var rest = annotation[...]
    while true {
      rest = rest.drop { $0.isWhitespace || isEnd($0) }
      if rest.hasPrefix(mark) { rest = rest.dropFirst(mark.count) }
      guard !rest.isEmpty else { return texts }
      texts.append(ExemptionText(&rest))
    }
  }

  /// The exemption; of no use where there are mistakes.
  func exemption(_ scope: DeclaredExemption.Scope, at location: Location?) -> DeclaredExemption {
    DeclaredExemption(
      rules: rules, reason: reason, owner: owner, until: until, scope: scope, location: location)
  }

  private mutating func readRules(_ rest: inout Substring) {
    repeat {
      Self.skipBlanks(&rest)
      let name = Self.take(from: &rest) { $0 == "," || $0.isWhitespace || Self.isEnd($0) }
      guard !name.isEmpty else { break }
      if let rule = RulePattern(name) {
        rules.append(rule)
      } else {
        mistakes.append("\"\(name)\" is no rule, and no beginning of some as policy/*")
      }
    } while rest.popFirst(where: ",")
  }

  private mutating func value(_ rest: inout Substring) -> String {
    guard let quote = rest.first, quote == "\"" || quote == "'" else {
      return String(Self.take(from: &rest) { $0.isWhitespace || Self.isEnd($0) })
    }
    rest.removeFirst()
    let text = Self.take(from: &rest) { $0 == quote || $0.isNewline }
    if !rest.popFirst(where: quote) { mistakes.append("a quote is not closed") }
    return String(text)
  }

  private mutating func set(_ key: String, to value: String) {
    switch key {
    case "reason": reason = value.allSatisfy(\.isWhitespace) ? nil : value
    case "owner": owner = value
    case "until":
      until = CalendarDate(value)
      if until == nil { mistakes.append(.noDay(value)) }
    default: mistakes.append("\"\(key)\" is none of reason, owner and until")
    }
  }

  private static func isEnd(_ character: Character) -> Bool {
    character == ";" || character == "#" || character.isNewline
  }

  private static func skipBlanks(_ rest: inout Substring) {
    rest = rest.drop { $0.isWhitespace && !$0.isNewline }
  }

  private static func take(
    from rest: inout Substring, until isEnd: (Character) -> Bool
  ) -> Substring {
    let taken = rest.prefix { !isEnd($0) }
    rest = rest[taken.endIndex...]
    return taken
  }
}

extension Substring {
  /// Takes the first character where it is that one, and says whether it is.
  fileprivate mutating func popFirst(where character: Character) -> Bool {
    guard first == character else { return false }
    removeFirst()
    return true
  }
}

extension String {
  /// That a text is no day.
  static func noDay(_ text: String) -> String {
    "\"\(text)\" is no day: one is written 2027-01-31"
  }
}
