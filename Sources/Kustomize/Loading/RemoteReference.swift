/// Tells references to other repositories and hosts from paths, as Kustomize does.
enum RemoteReference {
  /// Whether the text is the URL of a file.
  static func isURL(_ text: String) -> Bool {
    let lowercased = text.lowercased()
    return lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://")
  }

  /// Whether the text names a Git repository: `https://host/org/repo//path?ref=v1`,
  /// `git@host:org/repo`, `github.com/org/repo`.
  static func isRepository(_ text: String) -> Bool {
    guard !text.hasPrefix("/") else { return false }
    var rest = Substring(text.split(separator: "?", omittingEmptySubsequences: false)[0])
    if rest.lowercased().hasPrefix("git::") { rest = rest.dropFirst(5) }
    let schemes = ["ssh://", "https://", "http://", "file://"]
    let scheme = schemes.first { rest.lowercased().hasPrefix($0) }
    rest = rest.dropFirst(scheme?.count ?? 0)
    let hasUser = dropUser(&rest)
    let isGitHub =
      rest.lowercased().hasPrefix("github.com/") || rest.lowercased().hasPrefix("github.com:")
    guard scheme != nil || hasUser || isGitHub else { return false }
    if scheme == "file://" { return !rest.isEmpty }
    guard let path = path(of: rest, isSCP: scheme == nil) else { return false }
    return hasRepository(path)
  }

  private static func dropUser(_ rest: inout Substring) -> Bool {
    guard let at = rest.firstIndex(of: "@") else { return false }
    let user = rest[..<at]
    guard let first = user.first, first.isASCII, first.isLetter,
      user.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    else { return false }
    rest = rest[rest.index(after: at)...]
    return true
  }

  /// What stands behind the host.
  private static func path(of rest: Substring, isSCP: Bool) -> Substring? {
    var separator = rest.firstIndex(of: "/")
    if isSCP, let colon = rest.firstIndex(of: ":"), colon > rest.startIndex,
      separator.map({ colon < $0 }) ?? true
    {
      separator = colon
    }
    guard let separator else { return nil }
    return rest[rest.index(after: separator)...]
  }

  private static func hasRepository(_ path: Substring) -> Bool {
    for marker in ["_git/", "//", ".git"] where path.contains(marker) {
      return !path.hasPrefix("//")
    }
    return path.split(separator: "/", omittingEmptySubsequences: false).count >= 2
  }
}
