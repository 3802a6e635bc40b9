import Comparison
import Environments

/// Decides what becomes of each field that differs.
struct Decisions {
  let request: PromotionRequest

  func decide(_ fields: [PlannedField]) -> [PlannedField] {
    var fields = fields
    for index in fields.indices { fields[index].decision = decision(fields[index]) }
    return couple(fields)
  }

  private func decision(_ planned: PlannedField) -> PlannedField.Decision {
    let field = planned.field
    if request.exclude.contains(where: { $0.matches(field) })
      || !request.only.isEmpty && !request.only.contains(where: { $0.matches(field) })
    {
      return .keep(.excluded)
    }
    if let pattern = request.keep.first(where: { $0.matches(field) }) {
      return .keep(.kept(pattern.description))
    }
    if planned.lacksGenerator { return .keep(.missingGenerator) }
    if planned.source != nil, let pattern = request.follow.first(where: { $0.matches(field) }) {
      return .promote(.followed(pattern.description))
    }
    switch planned.classification {
    case .pending: return .promote(.pending)
    case .environmentSpecific: return .keep(.environmentSpecific)
    case .conflict, .undecided: break
    }
    if let preference = request.preference, planned.source != nil {
      return preference == .source ? .promote(.preferred) : .keep(.preferred)
    }
    if planned.classification == .conflict { return .refuse }
    if planned.target == nil { return .promote(.absent) }
    return .keep(.undecided)
  }

  /// Moves what is undecided and has the old and new values of an image that moves.
  ///
  /// A literal that repeats a tag means the same version.
  private func couple(_ fields: [PlannedField]) -> [PlannedField] {
    var fields = fields
    for index in fields.indices where fields[index].decision == .keep(.undecided) {
      if let image = fields.first(where: { $0.isPromoted && isCoupled(fields[index], to: $0) }) {
        fields[index].decision = .promote(.coupled(to: image.field))
      }
    }
    return fields
  }

  /// What a person should look at before the promotion is merged.
  func warnings(_ fields: [PlannedField]) -> [String] {
    foreignNames(fields) + separated(fields)
  }

  /// New literals that hold the source's own name.
  private func foreignNames(_ fields: [PlannedField]) -> [String] {
    let names = NameTranslation(environment: request.source.name)
    return fields.compactMap { planned in
      guard planned.isPromoted, case .literal = planned.field, let text = planned.source?["value"],
        names.canonical(text) != text
      else { return nil }
      return "\(planned.field) holds the name \(request.source.name): \(planned.source?.text ?? "")"
    }
  }

  /// What moves although something with the same values stays.
  private func separated(_ fields: [PlannedField]) -> [String] {
    fields.flatMap { kept -> [String] in
      guard !kept.isPromoted, case .literal = kept.field else { return [] }
      return fields.filter { $0.isPromoted && isCoupled(kept, to: $0) }.map { image in
        "\(kept.field) stays at \(kept.target?.text ?? "nothing") "
          + "although \(image.field) moves to \(image.source?.text ?? "nothing")"
      }
    }
  }

  private func isCoupled(_ literal: PlannedField, to image: PlannedField) -> Bool {
    guard case .literal = literal.field, case .imageVersion = image.field,
      let old = literal.target?["value"], let new = literal.source?["value"]
    else { return false }
    return old == image.target?["newTag"] && new == image.source?["newTag"]
  }
}
