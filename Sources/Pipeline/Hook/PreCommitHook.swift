package import Display
package import Git

/// Why a hook was not installed, in a sentence.
package struct HookError: Error, Hashable, CustomStringConvertible {
  /// What is wrong, in words for the person at the terminal.
  package let description: String
  init(_ description: String) { self.description = description }
}

/// The hook that runs `sluice check --staged --since HEAD` before each commit.
///
/// Only what a commit adds stops it: faults that HEAD has too are counted, since whoever commits cannot be
/// made to mend them first.
///
/// A hook that was there before is kept beside it, runs first, and can still stop the commit.
package struct PreCommitHook: Sendable {
  /// Where git runs the hook from; honours `core.hooksPath` and linked worktrees.
  package let path: String
  /// Where a hook that was there before is kept.
  package var previousPath: String { path + ".before-sluice" }

  /// What installing or removing did.
  package enum Change: Hashable, Sendable {
    /// The hook stands there now; `chained` when an earlier one runs before it.
    case installed(chained: Bool)
    /// The hook stood there already, in these very words.
    case unchanged
    /// The hook is gone; `restored` when an earlier one is back in its place.
    case removed(restored: Bool)
    /// There was no hook of ours.
    case absent
  }

  /// The hook where git looks for it, shared by all worktrees of the repository.
  package init(of repository: Repository) { path = repository.hooksDirectory + "/pre-commit" }

  /// Writes the hook, keeping one that someone else wrote.
  ///
  /// - Parameter executable: the absolute path of the `sluice` to run.
  /// - Throws: ``FileError`` when a file cannot be read or written, ``HookError`` when an earlier hook
  ///   is kept already and another one has come since.
  package func install(executable: String) throws -> Change {
    let text = script(executable: executable)
    let present = try WholeFile.read(path)
    if present == Array(text.utf8) { return .unchanged }
    if let present, !isOurs(present) {
      guard try WholeFile.read(previousPath) == nil else {
        throw HookError("\(previousPath) is there already; join it with \(path), then try again")
      }
      try WholeFile.move(path, to: previousPath)
    }
    if let slash = path.lastIndex(of: "/") {
      try WholeFile.makeDirectories(String(path[..<slash]))
    }
    try WholeFile.write(Array(text.utf8), to: path, permissions: 0o755)
    return .installed(chained: try WholeFile.read(previousPath) != nil)
  }

  /// Removes the hook and puts back the one that was there before.
  package func uninstall() throws(FileError) -> Change {
    guard let present = try WholeFile.read(path), isOurs(present) else { return .absent }
    guard try WholeFile.read(previousPath) != nil else {
      try WholeFile.remove(path)
      return .removed(restored: false)
    }
    try WholeFile.move(previousPath, to: path)
    return .removed(restored: true)
  }

  private static let mark = "# Written by `sluice install`;"

  private func isOurs(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains(Self.mark)
  }

  /// Git runs hooks with a POSIX shell; the binary may move, so one on PATH stands in for it.
  private func script(executable: String) -> String {
    """
    #!/bin/sh
    \(Self.mark) `sluice install --remove` takes it away again.
    previous="$0.before-sluice"
    if [ -x "$previous" ]; then "$previous" "$@" || exit $?; fi
    sluice=\(quoted(executable))
    [ -x "$sluice" ] || sluice=sluice
    exec "$sluice" check --staged --since HEAD

    """
  }

  private func quoted(_ path: String) -> String {
    "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
      + "'"
  }
}
