import YAML

extension MappingDialect {
  /// A plan's file: every field is known and has a value of its own type, since a program wrote it.
  static let planFile = MappingDialect(
    names: .exact, unknownFields: .refused, nulls: .refused, texts: .strings, sentence: sentence)

  private static func sentence(of mistake: MappingMistake) -> MappingMistake.Sentence {
    switch mistake {
    case .notMapping(let subject, let kind):
      .init(.promotionPlan, "\(subject) must be a mapping, not a \(kind)")
    case .unknownField(let name, let subject, _, _):
      .init(
        .promotionPlan, "\(subject) has no field \"\(name)\"",
        help: "write a plan anew with --plan")
    case .missingField(let name, let subject): .init(.promotionPlan, "\(subject) needs \(name)")
    case .wrongType(.field(let name), _, let found), .wrongType(.element(let name), _, let found),
      .wrongType(.entry(_, let name), _, let found):
      .init(.promotionPlan, "\(name) of a plan must not be a \(found.kindName)")
    case .emptyText: .init(.promotionPlan, "a text of a plan must not be empty")
    }
  }
}
