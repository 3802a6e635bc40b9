extension Repository {
  /// The branch and the commit that are checked out.
  ///
  /// - Throws: ``GitError`` where HEAD cannot be read.
  package func checkedOut() throws(GitError) -> String {
    switch try head() {
    case .branch(let name, let commit): "\(name) \(commit.hex)"
    case .unborn(let name): name
    case .detached(let commit): commit.hex
    }
  }

  /// What decides, beside the objects themselves, how this repository is read: where it is, the
  /// configuration, the variables of git, what replaces objects, and where a shallow clone ends.
  ///
  /// Two runs for which all of it is the same read the same of the same trees and commits. No branch and
  /// no tag is in it.
  package func circumstances() -> [String] {
    let places = [
      location.gitDirectory, location.commonDirectory, location.workTree ?? "", location.base,
    ]
    let variables = location.environment.variables
      .filter { name, _ in name.hasPrefix("GIT_") || Self.variables.contains(name) }
      .map { "\($0)=\($1)" }.sorted()
    let replaced = replacements.map { "\($0.hex) \($1.hex)" }.sorted()
    let boundary = shallowBoundary.map(\.hex).sorted()
    let parts = [places, variables, configuration.lines, replaced, boundary]
    return parts.flatMap { ["\($0.count)"] + $0 }
  }

  /// The variables without git's prefix that decide where its configuration is and whom it trusts.
  private static let variables: Set = ["HOME", "XDG_CONFIG_HOME", "SUDO_UID"]
}
