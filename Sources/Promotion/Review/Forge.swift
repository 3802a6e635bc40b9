/// How a change is put before reviewers on the host of a remote.
package enum Forge: String, Sendable, CaseIterable {
  /// GitHub's own command.
  case gh
  /// GitLab's own command.
  case glab
  /// Options of the push, which GitLab reads.
  case pushOptions = "push-options"
  /// A push to `refs/for/BRANCH`, which Gerrit, Gitea and Forgejo take for a change.
  case agit

  /// The way that fits the address of a remote and what is installed; nil where none is known.
  ///
  /// - Parameter isInstalled: whether a command is there.
  package static func fitting(
    _ address: String, isInstalled: (String) -> Bool
  ) -> Forge? {
    let host = host(of: address)
    if host.contains("gitlab") { return isInstalled("glab") ? .glab : .pushOptions }
    if host.contains("github") { return isInstalled("gh") ? .gh : nil }
    if ["gitea", "forgejo", "codeberg", "gerrit"].contains(where: host.contains) { return .agit }
    return [Forge.gh, .glab].first { isInstalled($0.rawValue) }
  }

  /// The host of `https://host/path`, `ssh://user@host:22/path` or `user@host:path`; empty for a path.
  private static func host(of address: String) -> String {
    var rest = Substring(address)
    if let scheme = rest.firstRange(of: "://") {
      rest = rest[scheme.upperBound...]
    } else if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
      rest = rest[..<colon]
    } else {
      return ""
    }
    rest = rest.prefix { $0 != "/" }
    if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    return rest.prefix { $0 != ":" }.lowercased()
  }
}

/// A change as reviewers get it.
package struct ReviewRequest: Hashable, Sendable {
  /// The branch that holds the change, without `refs/heads/`.
  package var branch: String
  /// The branch that it is to be merged into.
  package var base: String
  /// One line.
  package var title: String
  /// Markdown, of fewer characters than hosts take.
  package var body: String

  package init(branch: String, base: String, title: String, body: String) {
    self.branch = branch
    self.base = base
    self.title = title
    self.body = body
  }

  /// The options of a push that make it one; they hold no line feed, so there is no body.
  package var pushOptions: [String] {
    ["merge_request.create", "merge_request.target=\(base)", "merge_request.title=\(title)"]
  }

  /// The reference that a push makes it with, and the options for it.
  package var agit: (reference: String, options: [String]) {
    ("refs/for/\(base)", ["topic=\(branch)", "title=\(title)"])
  }
}
