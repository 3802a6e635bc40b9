extension Repository {
  /// Whose name a new commit bears.
  package enum Role: String, Sendable {
    case author, committer
  }

  /// Who commits, as git decides it: the environment, then the configuration.
  ///
  /// Nothing is made up from the host's name.
  package func identity(of role: Role) throws(GitError) -> Identity {
    let environment = location.environment
    let prefix = "GIT_\(role.rawValue.uppercased())"
    let name =
      environment["\(prefix)_NAME"] ?? configuration.string("\(role.rawValue).name")
      ?? configuration.string("user.name")
    let email =
      environment["\(prefix)_EMAIL"] ?? configuration.string("\(role.rawValue).email")
      ?? configuration.string("user.email") ?? environment["EMAIL"]
    guard let name = name.map(Self.cleaned), !name.isEmpty else {
      throw GitError(
        .unknownIdentity, "it is not known who commits: user.name is not set",
        hint: "run `git config --global user.name \"Your Name\"`")
    }
    guard let email = email.map(Self.cleaned), !email.isEmpty else {
      throw GitError(
        .unknownIdentity, "it is not known who commits: user.email is not set",
        hint: "run `git config --global user.email you@example.com`")
    }
    return Identity(name: name, email: email, time: try time(of: prefix))
  }

  private func time(of prefix: String) throws(GitError) -> CommitTime {
    guard let text = location.environment["\(prefix)_DATE"] else { return .now() }
    guard let time = CommitTime(text) else {
      throw GitError(
        .unknownIdentity, "\(prefix)_DATE is '\(text)', which is not a date",
        hint: "write it as 2027-01-31T12:00:00+00:00")
    }
    return time
  }

  /// Without what would break the line of a commit object, and what git strips at the ends (ident.c).
  private static func cleaned(_ text: String) -> String {
    let kept = text.unicodeScalars.filter { !"<>\n\0".unicodeScalars.contains($0) }
    let isCrud = { (scalar: Unicode.Scalar) in
      scalar.value <= 32 || ".,:;\"\\'".unicodeScalars.contains(scalar)
    }
    guard let first = kept.firstIndex(where: { !isCrud($0) }),
      let last = kept.lastIndex(where: { !isCrud($0) })
    else { return "" }
    return String(kept[first...last])
  }
}
