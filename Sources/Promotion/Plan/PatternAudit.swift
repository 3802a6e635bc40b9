import Diagnostics
import Environments
import Git

/// Holds the patterns of a request against the fields that there are: one that fits none is misspelt.
struct PatternAudit {
  let request: PromotionRequest
  let files: KustomizationFiles

  /// Requires that each pattern fits a field, whether or not it differs.
  ///
  /// What `follow` and `keep` say of every entry of a kind may wait for the first; what they name must be
  /// in some environment, since they hold for all of them.
  ///
  /// - Parameter environments: the kustomizations of source and target.
  /// - Throws: ``PromotionError/impossible(_:)`` with every pattern that fits nothing.
  func requireMatches(
    among environments: [[String: KustomizationFields]], in snapshot: TreeSnapshot
  ) throws(PromotionError) {
    var known = Known(environments)
    var unmatched: [(option: String, pattern: FieldPattern)] = []
    for (option, patterns) in [("--only", request.only), ("--exclude", request.exclude)] {
      unmatched += patterns.filter { !known.fits($0) }.map { (option, $0) }
    }
    var configured = [("follow", request.follow), ("keep", request.keep)]
      .flatMap { option, patterns in patterns.map { (option: option, pattern: $0) } }
      .filter { !$0.pattern.isGeneral && !known.fits($0.pattern) }
    if !configured.isEmpty {
      for environment in request.others {
        known.add(try files.kustomizations(of: environment, in: snapshot))
      }
      configured.removeAll { known.fits($0.pattern) }
    }
    unmatched += configured
    guard unmatched.isEmpty else {
      throw .impossible(unmatched.map { known.finding($0.option, $0.pattern) })
    }
  }

  /// The fields that there are.
  private struct Known {
    private var fields: Set<PromotedField> = []
    /// The image that a name is the new one of.
    private var renamed: [String: PromotedField] = [:]

    init(_ environments: [[String: KustomizationFields]]) {
      for environment in environments { add(environment) }
    }

    mutating func add(_ kustomizations: [String: KustomizationFields]) {
      for (field, value) in kustomizations.values.flatMap(\.values) {
        fields.insert(field)
        if let name = value["newName"] { renamed[name] = field }
      }
    }

    func fits(_ pattern: FieldPattern) -> Bool { fields.contains(where: pattern.matches) }

    func finding(_ option: String, _ pattern: FieldPattern) -> Diagnostic {
      Diagnostic(
        rule: .promotionPattern, severity: .error,
        message: "\(option): the pattern \"\(pattern)\" fits no field of "
          + (pattern.location == nil ? "the two environments" : "any environment"),
        primary: pattern.location, help: help(pattern.description))
    }

    private func help(_ text: String) -> String? {
      if case .imageName(let name)? = renamed[text] {
        return "\(text) is the new name of an image: did you mean \(name)?"
      }
      let names = fields.sorted().flatMap { field in
        [field.description] + field.paths.map(FieldPattern.text)
          + field.paths.flatMap(FieldPattern.entries)
      }
      return Spelling.nearest(to: text, among: names).map { "did you mean \($0)?" }
        ?? "sluice promote --dry-run lists the fields that differ"
    }
  }
}

extension FieldPattern {
  /// A path as it is written in a pattern.
  fileprivate static func text(_ path: [Step]) -> String {
    path.reduce(into: "") { text, step in
      switch step {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .entry(let name): text += "[\(name)]"
      }
    }
  }

  /// The names of entries on a path, by which a pattern may name the field too.
  fileprivate static func entries(_ path: [Step]) -> [String] {
    path.compactMap { step in
      if case .entry(let name) = step { name } else { nil }
    }
  }
}
