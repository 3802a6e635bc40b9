extension Repository {
  /// The branch of a remote that a local one follows, as it was last fetched; nil where it follows none.
  package func upstream(of head: Head) throws(GitError) -> (name: String, commit: ObjectID)? {
    guard case .branch(let branch, _) = head, branch.hasPrefix("refs/heads/") else { return nil }
    let section = "branch.\(branch.dropFirst("refs/heads/".count))"
    guard let remote = configuration.string("\(section).remote"),
      let merged = configuration.string("\(section).merge"), merged.hasPrefix("refs/heads/")
    else { return nil }
    let name = "\(remote)/\(merged.dropFirst("refs/heads/".count))"
    guard Self.isValid(reference: "refs/remotes/\(name)"),
      let commit = try reference("refs/remotes/\(name)")
    else { return nil }
    return (name, commit)
  }
}
