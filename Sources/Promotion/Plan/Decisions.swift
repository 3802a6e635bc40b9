import Environments
import YAML

/// Decides what becomes of each field that differs.
struct Decisions {
  let request: PromotionRequest

  func decide(_ fields: [PlannedField]) -> [PlannedField] {
    var fields = fields
    for index in fields.indices { fields[index].decision = decision(fields[index]) }
    return CoupledVersions(fields.map(\.agreed)).coupled(where: mayMove).map(\.agreed)
  }

  /// Whether a field may follow another that moves.
  func mayMove(_ field: PlannedField) -> Bool {
    !request.exclude.contains { $0.matches(field) } && !request.keep.contains { $0.matches(field) }
  }

  private func decision(_ field: PlannedField) -> PlannedField.Decision {
    if !request.choice.takes(field) { return .keep(.excluded) }
    if let pattern = request.keep.first(where: { $0.matches(field) }) {
      return .keep(.kept(pattern.description))
    }
    switch field.classification {
    case .pending: return .promote(field.isBehind ? .behind : .pending)
    case .environmentSpecific:
      // What the environment has for its own is taken from it by name alone.
      let isNamed = request.preference == .source && !request.only.isEmpty
      return isNamed ? .promote(.preferred) : .keep(.environmentSpecific)
    case .hotfix:
      return request.preference == .source ? .promote(.preferred) : .keep(.hotfix)
    case .conflict, .undecided, .unexamined: break
    }
    if field.source != nil, let pattern = request.follow.first(where: { $0.matches(field) }) {
      return .promote(.followed(pattern.description))
    }
    if field.isDeclared, field.source != nil, field.classification == .undecided,
      request.preference == nil
    {
      return .promote(.declared)
    }
    if let preference = request.preference {
      return preference == .source ? .promote(.preferred) : .keep(.preferred)
    }
    return field.classification == .conflict ? .refuse : .keep(.undecided)
  }

  /// What a person should look at before the promotion is merged.
  func warnings(_ fields: [PlannedField]) -> [String] {
    let versions = CoupledVersions(fields)
    return foreignNames(fields) + versions.disagreements + versions.partings + versions.relapses
  }

  /// New values that hold the source's own name.
  private func foreignNames(_ fields: [PlannedField]) -> [String] {
    let words = EnvironmentWords([(source: request.source.name, target: request.target.name)])
    return fields.compactMap { planned in
      guard planned.isPromoted, planned.field.document != .file,
        let text = planned.source?.node.scalarText,
        words.toTarget(text) != text
      else { return nil }
      let written = planned.text(planned.value)
      return written == planned.sourceText
        ? "\(planned.field) holds the name \(request.source.name): \(written)"
        : "\(planned.field) names \(request.source.title) in \(planned.sourceText), and is written as \(written)"
    }
  }
}
