import Diagnostics
import YAML

extension MappingDialect {
  /// A kustomization: an unknown field is an error, and so is a number in place of a string.
  static let kustomization = MappingDialect(
    names: .anyCase, unknownFields: .refused, nulls: .zero, texts: .strings, sentence: sentence)

  /// A configuration of transformers: an unknown field is an error, and a number is taken for its
  /// text.
  static let configuration = MappingDialect(
    names: .anyCase, unknownFields: .refused, nulls: .zero, texts: .values, sentence: sentence)

  /// The configuration of a plug-in: unknown fields are passed over.
  static let plugin = MappingDialect(
    names: .anyCase, unknownFields: .passedOver, nulls: .zero, texts: .values, sentence: sentence)

  private static func sentence(of mistake: MappingMistake) -> MappingMistake.Sentence {
    switch mistake {
    case .notMapping(let subject, let kind):
      .init(.invalidField, "\(subject) must be a mapping, not a \(kind)")
    case .unknownField(let name, let subject, let nearest, _):
      .init(
        .unknownField, "\(subject) has no field \"\(name)\"",
        help: nearest.map { "did you mean \"\($0)\"?" })
    case .missingField(let name, let subject): .init(.invalidField, "\(subject) needs \(name)")
    case .wrongType(let place, let wanted, let found):
      .init(
        .invalidField, "\(place.text) must be \(wanted.text), not a \(found.kindName)",
        help: wanted == .text && found.scalar != nil ? "put it in quotes" : nil)
    case .emptyText(let place): .init(.invalidField, "\(place.text) must not be empty")
    }
  }
}

extension MappingMistake.Place {
  fileprivate var text: String {
    switch self {
    case .field(let name): name
    case .element(let name): "each of \(name)"
    case .entry(let key, let name): "\(name).\(key)"
    }
  }
}
