import Diagnostics
import Kustomize
import Synchronization
import Values
import YAML

/// The files of a repository as ApplicationSets search them, looked through when first asked.
final class ArgoRepository: Sendable {
  private let tree: any FileTree
  /// The repository's root in the tree.
  let base: String
  private let isOwn: @Sendable (String) -> Bool
  private let listing = Mutex<Listing?>(nil)

  /// Paths relative to the root, ascending.
  private struct Listing {
    /// Without the root, hidden ones and what stands in them.
    var directories: [String] = []
    var files: [String] = []
  }

  /// - Parameters:
  ///   - base: where the repository's root is in the tree.
  ///   - isOwn: whether a URL is that of the repository.
  init(_ tree: any FileTree, base: String = "", isOwn: @escaping @Sendable (String) -> Bool) {
    self.tree = tree
    self.base = base
    self.isOwn = isOwn
  }

  func isOwn(_ url: String) -> Bool { isOwn(url) }

  /// Where a path of the repository is in the tree.
  func place(_ path: String) -> String { TreePath.cleaned(TreePath.join(base, path)) }

  func isDirectory(_ path: String) -> Bool {
    (try? tree.entry(at: place(path))) == .directory
  }

  /// The directories that match a pattern, as a shell would.
  func directories(matching pattern: String) throws(GenerationFailure) -> [String] {
    let wildcard = PathWildcard(pattern, crossesSlashes: false)
    return try listed().directories.filter(wildcard.matches)
  }

  /// The directories that match a generator's entries.
  func directories(matching entries: [Node]) throws(GenerationFailure) -> [String] {
    Self.selected(try listed().directories, by: entries) {
      PathWildcard($0, crossesSlashes: false).matches
    }
  }

  /// The files that match a generator's entries, as git's pathspecs do.
  func files(matching entries: [Node]) throws(GenerationFailure) -> [String] {
    Self.selected(try listed().files, by: entries) { pattern in
      let directory = TreePath.cleaned(pattern)
      let wildcard = PathWildcard(pattern, crossesSlashes: true)
      return { TreePath.isInside($0, directory) || wildcard.matches($0) }
    }
  }

  /// What an entry has and none excludes.
  private static func selected(
    _ paths: [String], by entries: [Node], _ matcher: (String) -> (String) -> Bool
  ) -> [String] {
    func matchers(excluding: Bool) -> [(String) -> Bool] {
      entries.filter { ($0["exclude"]?.scalar?.boolean ?? false) == excluding }
        .compactMap { $0["path"]?.scalarText }.map { matcher(UnknownParameter.wildcard(of: $0)) }
    }
    let (included, excluded) = (matchers(excluding: false), matchers(excluding: true))
    return paths.filter { path in
      included.contains { $0(path) } && !excluded.contains { $0(path) }
    }
  }

  /// The parameters that a file gives: its content, or each element of a list.
  func contents(of path: String) throws(GenerationFailure) -> [Node] {
    guard let file = try? tree.file(at: place(path), limit: Limits.standard.bytes) else {
      throw GenerationFailure("\(path) cannot be read")
    }
    let parsed = file.parsed(as: .kubernetes)
    let failure = GenerationFailure("unable to parse file: \(path)")
      .at(parsed.errors.first?.location ?? Location(file: file, range: ByteRange(0, 0)))
    guard parsed.errors.isEmpty, let root = parsed.documents.first?.root else { throw failure }
    let contents = root.elements ?? [root]
    guard contents.allSatisfy({ $0.mapping != nil }) else { throw failure }
    return contents
  }

  private func listed() throws(GenerationFailure) -> Listing {
    if let known = listing.withLock(\.self) { return known }
    var found = Listing()
    do throws(FileTreeError) { found = try Self.list(tree, base) } catch {
      throw GenerationFailure("\(error.path) cannot be read: \(error.reason)")
    }
    listing.withLock { $0 = found }
    return found
  }

  private static func list(_ tree: any FileTree, _ base: String) throws(FileTreeError) -> Listing {
    var found = Listing()
    var waiting = [""]
    while let directory = waiting.popLast() {
      for name in try tree.names(inDirectory: TreePath.join(base, directory)) where name != ".git" {
        let path = TreePath.join(directory, name)
        switch try tree.entry(at: TreePath.join(base, path)) {
        case .directory:
          waiting.append(path)
          let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") }
          if !isHidden { found.directories.append(path) }
        case .file: found.files.append(path)
        default: break
        }
      }
    }
    found.directories.sort { $0.precedesByBytes($1) }
    found.files.sort { $0.precedesByBytes($1) }
    return found
  }
}
