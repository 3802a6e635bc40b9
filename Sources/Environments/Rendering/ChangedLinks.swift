import Git
import Kustomize

/// The symbolic links of a tree through which a change is seen: what they lead to is among what changed.
struct ChangedLinks {
  /// Where the links stand, in no order.
  let paths: [String]

  /// - Parameter changed: the paths of what changed.
  init(to changed: [String], in snapshot: TreeSnapshot) throws(GitError) {
    var waiting: [(path: String, destination: String)] = []
    for entry in try snapshot.files(under: "") where entry.mode == .symbolicLink {
      let text = String(decoding: try snapshot.read(entry, limit: Self.limit), as: UTF8.self)
      guard !text.hasPrefix("/") else { continue }
      let destination = TreePath.cleaned(
        TreePath.join(TreePath.parent(of: entry.path), text))
      waiting.append((entry.path, destination))
    }
    var seen = changed
    var found: [String] = []
    // A link may lead to another one.
    while !seen.isEmpty, !waiting.isEmpty {
      let reached = waiting.filter { link in
        seen.contains { path in
          TreePath.isInside(path, link.destination) || TreePath.isInside(link.destination, path)
        }
      }
      waiting.removeAll { link in reached.contains { $0.path == link.path } }
      seen = reached.map(\.path)
      found += seen
    }
    paths = found
  }

  /// Linux allows no longer link (PATH_MAX).
  private static let limit = 4096
}
