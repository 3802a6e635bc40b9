import Values

/// How far from users an environment is, as the words say by which teams name directories.
enum EnvironmentStage: Int, CaseIterable, Comparable, Sendable {
  case development, testing, acceptance, staging, preproduction, production

  static func < (left: EnvironmentStage, right: EnvironmentStage) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The words for it, the one that it is called by first.
  private var words: [String] {
    switch self {
    case .development: ["development", "dev", "develop", "sandbox"]
    case .testing: ["test", "testing", "tst", "qa", "integration", "int", "ci", "e2e"]
    case .acceptance: ["uat", "acceptance", "acc"]
    case .staging: ["staging", "stage", "stg"]
    case .preproduction: ["preproduction", "preprod", "pre-prod", "pre-production"]
    case .production: ["production", "prod", "prd", "live"]
    }
  }

  /// The stage that a word names, whatever its case.
  static func named(by word: String) -> EnvironmentStage? {
    let word = word.lowercased()
    return allCases.first { $0.words.contains(word) }
  }

  /// The word of a segment that names a stage, in lower case.
  ///
  /// - Parameter rest: what else the segment says.
  static func word(in segment: String, without rest: String) -> String {
    guard !rest.isEmpty else { return segment.lowercased() }
    let text = segment.lowercased().replacing(rest.lowercased(), with: "")
    return String(text.trimming { "-_.".contains($0) })
  }

  /// The stage of a path segment, and what else the segment says: `prod-eu` is production, `eu`.
  ///
  /// A segment that is the word decides before one that only begins or ends with it.
  static func found(in segment: String) -> (stage: EnvironmentStage, rest: String, isWhole: Bool)? {
    if let stage = named(by: segment) { return (stage, "", true) }
    for mark: Character in ["-", "_", "."] {
      let parts = segment.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
      guard parts.count > 1 else { continue }
      for count in [2, 1] where parts.count > count {
        if let stage = named(by: parts.prefix(count).joined(separator: "-")) {
          return (stage, parts.dropFirst(count).joined(separator: String(mark)), false)
        }
        if let stage = named(by: parts.suffix(count).joined(separator: "-")) {
          return (stage, parts.dropLast(count).joined(separator: String(mark)), false)
        }
      }
    }
    return nil
  }
}
