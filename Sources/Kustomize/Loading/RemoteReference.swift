/// A directory of a Git repository, as kustomizations name one: `https://host/org/repo//path?ref=v1`,
/// `git@host:org/repo`, `github.com/org/repo/path`.
package struct RemoteReference: Hashable, Sendable {
  /// What git clones.
  package var url: String
  /// Host and path, the same for every way to write the URL: `github.com/org/repo`.
  package var repository: String
  /// The directory in the repository; empty for its root.
  package var directory: String
  /// A branch, a tag or a commit; nil for the repository's `HEAD`.
  package var revision: String?

  /// Reads a reference as Kustomize does; nil where the text is a path or another kind of URL.
  package init?(_ text: String) {
    guard !text.hasPrefix("/") else { return nil }
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var rest = parts[0]
    if rest.lowercased().hasPrefix("git::") { rest = rest.dropFirst(5) }
    let address = RemoteAddress(rest)
    let isGitHub = address.host.lowercased() == "github.com"
    guard address.scheme != nil || address.user != nil || isGitHub,
      let split = Self.split(address.path, isFile: address.scheme == "file://")
    else { return nil }
    let prefix = address.scheme ?? (address.user == nil ? "https://" : "")
    let separator = address.separator.map(String.init) ?? ""
    url = prefix + (address.user.map { "\($0)@" } ?? "") + address.host + separator + split.0
    repository = RemoteAddress.repository(host: address.host, path: split.0)
    directory = TreePath.cleaned(String(split.1))
    revision = parts.count > 1 ? Self.revision(parts[1]) : nil
  }

  /// Whether the text is the URL of a file.
  static func isURL(_ text: String) -> Bool {
    let lowercased = text.lowercased()
    return lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://")
  }

  /// The repository's path and the directory's in it.
  private static func split(_ path: Substring, isFile: Bool) -> (Substring, Substring)? {
    guard !path.isEmpty, isFile || !path.hasPrefix("//") else { return nil }
    if let marker = path.firstRange(of: "_git/") {
      let end = path[marker.upperBound...].firstIndex(of: "/") ?? path.endIndex
      return (path[..<end], path[end...])
    }
    if let marker = path.firstRange(of: "//"), marker.lowerBound > path.startIndex {
      return (path[..<marker.lowerBound], path[marker.upperBound...])
    }
    if let marker = path.firstRange(of: ".git") {
      return (path[..<marker.upperBound], path[marker.upperBound...])
    }
    if isFile { return (path, "") }
    let components = path.split(separator: "/", omittingEmptySubsequences: false)
    guard components.count >= 2 else { return nil }
    return (path[..<components[1].endIndex], path[components[1].endIndex...])
  }

  /// `version` is an older name of `ref`.
  private static func revision(_ query: Substring) -> String? {
    var values: [Substring: Substring] = [:]
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
    let value = values["ref"] ?? values["version"]
    return value.flatMap { $0.isEmpty ? nil : String($0) }
  }
}

/// The parts of the address of a repository.
package struct RemoteAddress: Hashable, Sendable {
  var scheme: String?
  var user: Substring?
  var host: Substring
  /// What stands between host and path: a slash, or scp's colon.
  var separator: Character?
  var path: Substring

  init(_ text: Substring) {
    var rest = text
    let schemes = ["ssh://", "https://", "http://", "file://"]
    scheme = schemes.first { text.lowercased().hasPrefix($0) }
    rest = rest.dropFirst(scheme?.count ?? 0)
    if let at = rest.firstIndex(of: "@"), Self.isUser(rest[..<at]) {
      user = rest[..<at]
      rest = rest[rest.index(after: at)...]
    }
    guard scheme != "file://" else {
      host = ""
      path = rest
      return
    }
    var end = rest.firstIndex(of: "/")
    if scheme == nil, let colon = rest.firstIndex(of: ":"), colon > rest.startIndex,
      end.map({ colon < $0 }) ?? true
    {
      end = colon
    }
    host = rest[..<(end ?? rest.endIndex)]
    separator = end.map { rest[$0] }
    path = end.map { rest[rest.index(after: $0)...] } ?? ""
  }

  private static func isUser(_ text: Substring) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }

  /// Host and path of a remote's URL, to be compared with ``RemoteReference/repository``.
  package static func repository(ofURL url: String) -> String {
    let address = RemoteAddress(url[...])
    return url.hasPrefix("/")
      ? repository(host: "", path: url[...])
      : repository(host: address.host, path: address.path)
  }

  static func repository(host: Substring, path: Substring) -> String {
    var path = path
    while path.last == "/" { path = path.dropLast() }
    if path.hasSuffix(".git") { path = path.dropLast(4) }
    while path.first == "/" { path = path.dropFirst() }
    return TreePath.join(host.lowercased(), String(path))
  }
}
