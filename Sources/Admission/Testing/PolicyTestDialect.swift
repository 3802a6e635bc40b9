import Diagnostics
import YAML

extension MappingDialect {
  /// A file of policy tests: every field is known, and a text is a string.
  static let policyTest = MappingDialect(
    names: .exact, unknownFields: .refused, nulls: .absent, texts: .strings, sentence: sentence)

  private static func sentence(of mistake: MappingMistake) -> MappingMistake.Sentence {
    switch mistake {
    case .notMapping(let subject, let kind):
      .init(.invalidTest, "\(subject) must be a mapping, not of type \(kind)")
    case .unknownField(let name, let subject, let nearest, let known):
      .init(
        .invalidTest, "\(subject) has no field '\(name)'",
        help: nearest.map { "write '\($0)'" } ?? "the fields are \(known.joined(separator: ", "))")
    case .missingField(let name, _): .init(.invalidTest, "'\(name)' is missing")
    case .wrongType(.element(let name), .text, let found):
      .init(
        .invalidTest, "'\(name)' must be a list of strings, not of type \(found.kindName)")
    case .wrongType(let place, let wanted, let found):
      .init(
        .invalidTest, "'\(place.name)' must be \(wanted.text), not of type \(found.kindName)")
    case .emptyText(let place): .init(.invalidTest, "'\(place.name)' must not be empty")
    }
  }
}

extension RuleID {
  /// A mistake in a file of policy tests.
  static let invalidTest: RuleID = "test/invalid"
}

extension MappingMistake.Place {
  fileprivate var name: String {
    switch self {
    case .field(let name), .element(let name), .entry(let name, _): name
    }
  }
}

extension FindingLog {
  /// Notes a mistake in a file of policy tests.
  func add(_ message: String, at node: Node, help: String? = nil) {
    error(.invalidTest, message, at: node.origin.location, help: help)
  }
}

extension StrictMapping {
  /// A mapping from text to text; nil when it is absent.
  func textsByName(_ name: String) -> [String: String]? {
    guard has(name) else { return nil }
    return Dictionary(
      pairs(name).map { ($0.key.value, $0.value.value) }, uniquingKeysWith: { $1 })
  }

  /// A value of a closed set.
  func choice<Choice: RawRepresentable>(_ name: String, of choices: [Choice]) -> Choice?
  where Choice.RawValue == String {
    guard let text = text(name) else { return nil }
    if let choice = choices.first(where: { $0.rawValue == text.value }) { return choice }
    let names = choices.map(\.rawValue).joined(separator: ", ")
    log.error(
      .invalidTest, "'\(name)' is one of \(names), not '\(text.value)'", at: text.location)
    return nil
  }
}
