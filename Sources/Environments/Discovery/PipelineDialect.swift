import Diagnostics
import YAML

extension MappingDialect {
  /// `pipeline.yaml`: every field is known and has a value, and a release may be written as a number.
  static let pipeline = MappingDialect(
    names: .exact, unknownFields: .refused, nulls: .refused, texts: .filledNotations,
    sentence: sentence)

  private static func sentence(of mistake: MappingMistake) -> MappingMistake.Sentence {
    switch mistake {
    case .notMapping(let subject, let kind):
      .init(.configuration, "\(subject) must be a mapping, not a \(kind)")
    case .unknownField(let name, let subject, let nearest, _):
      .init(
        .configuration, "\(subject) has no field \"\(name)\"",
        help: nearest.map { "did you mean \($0)?" })
    case .missingField(let name, let subject): .init(.configuration, "\(subject) needs \(name)")
    case .wrongType(let place, .boolean, _):
      .init(.configuration, "\(place.text) must be true or false")
    case .wrongType(let place, let wanted, let found):
      .init(.configuration, "\(place.text) must be \(wanted.text), not a \(found.kindName)")
    case .emptyText(let place): .init(.configuration, "\(place.text) must not be empty")
    }
  }
}

extension StrictMapping {
  /// Notes a field that is not there, or that has another value than the one that it must have.
  func expect(_ name: String, _ value: String) {
    guard let text = requiredText(name), text.value != value else { return }
    log.error(
      .configuration, "\(name) must be \(value), not \(text.value)", at: text.location)
  }
}

extension RuleID {
  /// A mistake in `pipeline.yaml`.
  static let configuration: RuleID = "pipeline/configuration"
}

extension MappingMistake.Place {
  fileprivate var text: String {
    switch self {
    case .field(let name), .element(let name): name
    case .entry(let key, let name): "\(name).\(key)"
    }
  }
}
