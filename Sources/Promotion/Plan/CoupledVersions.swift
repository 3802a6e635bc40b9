import YAML

/// Finds values that stand for one version: the same tag, commit id or digest in several fields of what is
/// applied together.
struct CoupledVersions {
  private var fields: [PlannedField]

  init(_ fields: [PlannedField]) { self.fields = fields }

  /// The fields, with those moving along that have the old and the new version of one that moves.
  func coupled(where mayMove: (PlannedField) -> Bool) -> [PlannedField] {
    var fields = fields
    let leaders = leaders
    guard !leaders.isEmpty else { return fields }
    for index in fields.indices where Self.isOpen(fields[index]) && mayMove(fields[index]) {
      if let leader = companions(index, among: leaders).first {
        fields[index].decision = .promote(.coupled(to: fields[leader].field))
      }
    }
    return fields
  }

  /// The numbers of the fields that have the old and the new version of one that may move, and so may
  /// move along.
  func candidates(beside mayMove: (PlannedField) -> Bool) -> [Int] {
    let leaders = leaders(where: mayMove)
    guard !leaders.isEmpty else { return [] }
    return fields.indices.filter { !companions($0, among: leaders).isEmpty }
  }

  /// Those of the leaders that a field goes along with, in the fields' order.
  private func companions(_ index: Int, among leaders: [Step: [Int]]) -> [Int] {
    let field = fields[index]
    return Set(Self.versions(field).flatMap { leaders[$0] ?? [] }).sorted().filter { leader in
      let other = fields[leader]
      return field.file == other.file || field.apps.isEmpty && other.apps.isEmpty
        || !Set(field.apps).isDisjoint(with: other.apps)
    }
  }

  private var leaders: [Step: [Int]] { leaders(where: \.isPromoted) }

  /// The fields that move and go from and to the same versions as one of others, each with that one.
  func sharing(versionsOf others: Set<Int>) -> [Int: Int] {
    var steps: [Step: Int] = [:]
    for index in others.sorted().reversed() {
      for step in Self.versions(fields[index]) { steps[step] = index }
    }
    guard !steps.isEmpty else { return [:] }
    var sharing: [Int: Int] = [:]
    for index in fields.indices where fields[index].isPromoted && !others.contains(index) {
      sharing[index] = Self.versions(fields[index]).compactMap { steps[$0] }.min()
    }
    return sharing
  }

  /// The numbers of those fields that say which version runs, by their versions.
  private func leaders(where isMeant: (PlannedField) -> Bool) -> [Step: [Int]] {
    var leaders: [Step: [Int]] = [:]
    for index in fields.indices where isMeant(fields[index]) && Self.isVersion(fields[index]) {
      for step in Self.versions(fields[index]) { leaders[step, default: []].append(index) }
    }
    return leaders
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

  /// What stays although it has the versions of something that moves.
  var disagreements: [String] {
    let leaders = leaders
    guard !leaders.isEmpty else { return [] }
    return fields.indices.flatMap { index -> [String] in
      let kept = fields[index]
      guard !kept.isPromoted, kept.source != nil else { return [] }
      return companions(index, among: leaders).map { other in
        "\(kept.field) stays at \(kept.target == nil ? "nothing" : kept.targetText) "
          + "although \(fields[other].field) moves to \(fields[other].sourceText)"
      }
    }
  }

  /// What was one commit in several places and becomes several.
  ///
  /// Tags may be alike by chance, ids of commits are not.
  var partings: [String] {
    var first: [String: Int] = [:]
    return fields.indices.flatMap { index -> [String] in
      Self.versions(fields[index]).sorted { $0.old < $1.old }.compactMap { step in
        guard fields[index].isPromoted, CommitName(step.old) != nil else { return nil }
        guard let other = first[step.old] else {
          first[step.old] = index
          return nil
        }
        guard !companions(index, among: [step: [other]]).isEmpty,
          let new = Self.versions(fields[other]).first(where: { $0.old == step.old })?.new,
          new != step.new
        else { return nil }
        return "\(fields[index].field) moves to \(step.new) although \(fields[other].field), "
          + "which had the same \(step.old), moves to \(new)"
      }
    }
  }

  /// The commits that a field names and moves away from.
  static func commitsLeft(by field: PlannedField) -> [String] {
    guard field.isPromoted else { return [] }
    return versions(field).map(\.old).filter { CommitName($0) != nil }.sorted()
  }

  /// What moves to an older version than the target has.
  var relapses: [String] {
    fields.filter { $0.isPromoted && Self.isVersion($0) }.flatMap { field in
      Self.versions(field).compactMap { step in
        guard let old = VersionNumber(step.old), let new = VersionNumber(step.new), new < old
        else { return nil }
        return "\(field.field) goes back from \(step.old) to \(step.new), which is older"
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
    // What only one of the environments writes before or behind a version makes it no other.
    let bare = { (version: String) in field.rewritings.reduce(version) { $1.bare($0) } }
    let new = tokens(source, of: field).mapValues(bare)
    let old = tokens(target, of: field).mapValues(bare)
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
