/// The configuration of a repository, with everything that git reads for it.
///
/// Keys are written in lower case except for a subsection: `remote.Origin.url`.
package struct Configuration: Sendable {
  /// Where a value comes from, weakest first.
  enum Level: Int, Sendable {
    case system, user, repository, workTree, command
  }

  struct Entry: Sendable {
    let key: String
    /// Nil for a key written without `=`, which counts as true.
    let value: String?
    let level: Level
  }

  private let entries: [String: [Entry]]
  private let environment: Environment

  init(_ entries: [Entry], environment: Environment) {
    self.entries = Dictionary(grouping: entries, by: \.key)
    self.environment = environment
  }

  /// The value that wins, or nil when nobody sets it.
  package func string(_ key: String) -> String? {
    entries[key]?.last.map { $0.value ?? "" }
  }

  /// All values of a key that may be given several times, weakest first.
  package func strings(_ key: String) -> [String] {
    (entries[key] ?? []).map { $0.value ?? "" }
  }

  /// The value as git reads Booleans.
  package func boolean(_ key: String, default fallback: Bool) throws(GitError) -> Bool {
    try boolean(entries[key]?.last, default: fallback)
  }

  /// The value as a path, with `~/` replaced by the home directory.
  package func path(_ key: String) -> String? {
    string(key).flatMap { $0.isEmpty ? nil : environment.expand($0) }
  }

  /// The subsections of a section that set `name`, sorted: the names of remotes, for one.
  package func subsections(of section: String, setting name: String) -> [String] {
    entries.keys.filter { $0.hasPrefix("\(section).") && $0.hasSuffix(".\(name)") }
      .map { String($0.dropFirst(section.count + 1).dropLast(name.count + 1)) }
      .filter { !$0.isEmpty }.sorted()
  }

  /// The value that the repository's own files give, whatever the user's say.
  func string(_ key: String, at levels: [Level]) -> String? {
    entries[key]?.last { levels.contains($0.level) }.map { $0.value ?? "" }
  }

  func boolean(_ key: String, at levels: [Level], default fallback: Bool) throws(GitError) -> Bool {
    try boolean(entries[key]?.last { levels.contains($0.level) }, default: fallback)
  }

  /// The names in a section without subsections that the repository's own files set.
  func names(inRepositorySection section: String) -> [String] {
    entries.filter { key, values in
      key.hasPrefix("\(section).") && values.contains { $0.level == .repository }
    }.keys.map { String($0.dropFirst(section.count + 1)) }.sorted()
  }

  /// Every value with its key and where it comes from, in an order of their own.
  var lines: [String] {
    entries.sorted { $0.key < $1.key }.flatMap { key, values in
      values.map { "\(key) \($0.level.rawValue) \($0.value.map { "=\($0)" } ?? "")" }
    }
  }

  private func boolean(_ entry: Entry?, default fallback: Bool) throws(GitError) -> Bool {
    guard let entry else { return fallback }
    guard let value = entry.value else { return true }
    guard let boolean = Self.boolean(value) else {
      throw GitError(
        .invalidConfiguration,
        "the configuration value \(entry.key) is '\(value)', which is neither true nor false")
    }
    return boolean
  }

  /// The spellings of git_parse_maybe_bool.
  static func boolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off", "": false
    default: Int(text).map { $0 != 0 }
    }
  }
}
