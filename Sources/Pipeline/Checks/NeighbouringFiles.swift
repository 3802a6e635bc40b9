import Diagnostics
import Environments
import Kustomize
import Secrets

/// Files that stand beside manifests and that no kustomization names, as far as their names say that
/// they keep secrets: `.env`, keys, logins, values of charts.
struct NeighbouringFiles {
  private let workspace: Workspace
  private var directories: Set<String> = []

  init(in workspace: Workspace) { self.workspace = workspace }

  mutating func add(besideFileAt path: String) { directories.insert(TreePath.parent(of: path)) }

  /// The files by directory, without those that are known already.
  ///
  /// What cannot be read is passed over, and what git is told to ignore in a working tree is in no
  /// commit.
  func files(without known: Set<String>) -> [String: [SourceFile]] {
    var found: [String: [SourceFile]] = [:]
    for directory in directories {
      let place = directory.hasPrefix("/") ? String(directory.dropFirst()) : directory
      guard let names = try? workspace.tree.names(inDirectory: place) else { continue }
      let candidates = names.filter { name in
        SecretFileName.isOne(name)
          && !known.contains(directory.isEmpty ? name : "\(directory)/\(name)")
      }
      guard !candidates.isEmpty else { continue }
      let ignored =
        workspace.repository == nil ? IgnoredNames(above: place, in: workspace.tree) : nil
      found[directory] = candidates.filter { ignored?.contains($0) != true }.compactMap { name in
        let path = TreePath.join(place, name)
        guard (try? workspace.tree.entry(at: path)) == .file else { return nil }
        return try? workspace.tree.file(at: path, limit: SecretSearch.limit)
      }
    }
    return found
  }
}

/// The names that `.gitignore` files say plainly: a name, or the beginning or the end of one.
///
/// What a pattern with directories or classes ignores is not known here.
private struct IgnoredNames {
  private var patterns: [String] = []

  init(above directory: String, in tree: any FileTree) {
    var directory = directory
    while true {
      let path = TreePath.join(directory, ".gitignore")
      if let file = try? tree.file(at: path, limit: 1 << 20) {
        for line in file.text(in: ByteRange(0, file.bytes.count)).split(separator: "\n") {
          let pattern = line.hasPrefix("/") ? line.dropFirst() : line
          if !pattern.hasPrefix("#"), !pattern.contains("/") {
            patterns.append(String(pattern))
          }
        }
      }
      guard !directory.isEmpty else { return }
      directory = TreePath.parent(of: directory)
    }
  }

  func contains(_ name: String) -> Bool {
    func isMatch(_ pattern: Substring) -> Bool {
      guard let star = pattern.firstIndex(of: "*") else { return name == pattern }
      let (start, end) = (pattern[..<star], pattern[pattern.index(after: star)...])
      return name.hasPrefix(start) && name.hasSuffix(end) && name.count >= pattern.count - 1
    }
    let last = patterns.last { isMatch($0.hasPrefix("!") ? $0.dropFirst() : $0[...]) }
    return last.map { !$0.hasPrefix("!") } ?? false
  }
}
