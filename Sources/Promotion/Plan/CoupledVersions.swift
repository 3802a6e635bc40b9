import YAML

/// Finds values that stand for one version: the same tag, commit id or digest in several fields.
struct CoupledVersions {
  private var fields: [PlannedField]

  init(_ fields: [PlannedField]) { self.fields = fields }

  /// The fields, with those moving along that have the old and the new version of one that moves.
  func coupled(where mayMove: (PlannedField) -> Bool) -> [PlannedField] {
    var fields = fields
    let moving = fields.indices.filter { fields[$0].isPromoted && Self.isVersion(fields[$0]) }
    for index in fields.indices {
      guard Self.isOpen(fields[index]), mayMove(fields[index]) else { continue }
      let own = Self.versions(fields[index])
      if let leader = moving.first(where: { !Self.versions(fields[$0]).isDisjoint(with: own) }) {
        fields[index].decision = .promote(.coupled(to: fields[leader].field))
      }
    }
    return fields
  }

  /// Whether a field says by its nature which version runs; any other may only repeat one.
  private static func isVersion(_ planned: PlannedField) -> Bool {
    let field = planned.field
    if field.keys == ["images"] { return true }
    if case .entry(.reference, _, _, _)? = field.steps.last { return true }
    return ["version", "tag", "digest", "image", "targetRevision", "ref", "newTag"]
      .contains(field.lastKey ?? "")
  }

  /// Whether nothing but the history, or that it was not named, keeps a field where it is.
  private static func isOpen(_ field: PlannedField) -> Bool {
    switch field.decision {
    case .refuse, .keep(.undecided): true
    case .keep(.excluded):
      [.pending, .conflict, .undecided].contains(field.classification)
    case .keep, .promote: false
    }
  }

  /// What stays, or moves to something else, although it has the version of something that moves.
  var disagreements: [String] {
    fields.flatMap { kept -> [String] in
      guard !kept.isPromoted, kept.source != nil else { return [] }
      let own = Self.versions(kept)
      guard !own.isEmpty else { return [] }
      return fields.filter {
        $0.isPromoted && Self.isVersion($0) && !Self.versions($0).isDisjoint(with: own)
      }.map { other in
        "\(kept.field) stays at \(kept.target == nil ? "nothing" : kept.targetText) "
          + "although \(other.field) moves to \(other.sourceText)"
      }
    }
  }

  /// A version that goes from one value to another.
  private struct Step: Hashable {
    let old: String
    let new: String
  }

  private static func versions(_ field: PlannedField) -> Set<Step> {
    guard let source = field.source?.node, let target = field.target?.node else { return [] }
    let (new, old) = (tokens(source, of: field), tokens(target, of: field))
    var steps: Set<Step> = []
    for (key, value) in new {
      if let before = old[key], before != value { steps.insert(Step(old: before, new: value)) }
    }
    return steps
  }

  /// The versions that a value holds, each under what it is there.
  private static func tokens(_ node: Node, of field: PlannedField) -> [String: String] {
    if let mapping = node.mapping, field.field.keys == ["images"] {
      return mapping.entries.reduce(into: [:]) { tokens, entry in
        guard entry.name == "newTag" || entry.name == "digest" else { return }
        tokens["version"] = entry.value.scalarText
      }
    }
    guard let text = node.scalarText, !text.contains("\n"),
      node.scalar?.type != .integer || isVersion(field)
    else { return [:] }
    if let query = text.firstRange(of: "?ref=") {
      return ["version": String(text[query.upperBound...].prefix { $0 != "&" })]
    }
    if case .entry(.literal, _, _, _)? = field.field.steps.last,
      let equals = text.firstIndex(of: "=")
    {
      return ["version": String(text[text.index(after: equals)...])]
    }
    // The tag of an image's reference.
    if field.field.lastKey == "image", let colon = text.lastIndex(of: ":") {
      return ["version": String(text[text.index(after: colon)...])]
    }
    return ["version": text]
  }
}
