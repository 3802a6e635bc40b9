import Diagnostics
import YAML

/// A directory with a kustomization, and how the renderer came to it.
final class Site: Sendable {
  /// Without links, relative to the tree's root.
  let directory: String
  /// The site whose kustomization refers to this one.
  let referrer: Site?
  /// The entry that refers to it.
  let reference: Location?
  let depth: Int

  init(directory: String, referrer: Site? = nil, reference: Location? = nil) {
    self.directory = directory
    self.referrer = referrer
    self.reference = reference
    depth = (referrer?.depth ?? 0) + 1
  }

  /// This site and those that lead to it, innermost first.
  var chain: [Site] {
    var result: [Site] = []
    var next: Site? = self
    while let site = next {
      result.append(site)
      next = site.referrer
    }
    return result
  }
}

extension RenderContext {
  /// The file that an entry names; it must stand in or below the site's directory.
  func load(_ path: SourcedText, from site: Site) throws(RenderError) -> SourceFile {
    guard !RemoteReference.isURL(path.value) else { throw .remote(path) }
    let resolved: ResolvedPath
    do { resolved = try resolve(path.value, from: site) } catch {
      throw .unresolved(path, error, in: loader.tree)
    }
    guard resolved.entry == .file else {
      throw RenderError(
        .missingFile, "\"\(path.value)\" is no file", at: path.location)
    }
    guard loadRestrictor == .unrestricted || TreePath.isInside(resolved.path, site.directory) else {
      let way = resolved.link.map {
        ": the symbolic link \(shown($0)) leads to \(shown(resolved.path))"
      }
      throw RenderError(
        .loadRestriction,
        "\"\(path.value)\" is not in or below \(shown(site.directory))\(way ?? "")",
        at: path.location,
        help: "Kustomize reads only files of the kustomization's own directory; "
          + "make the file part of a base or a component, or build with "
          + "--load-restrictor LoadRestrictionsNone")
    }
    return try read(resolved.path, for: path)
  }

  /// Whether an entry names a file, wherever that stands.
  func isFile(_ path: SourcedText, from site: Site) -> Bool {
    // What stops the way there is said where the entry is entered next.
    do { return try resolve(path.value, from: site).entry == .file } catch { return false }
  }

  /// Whether a directory has a file of that name; one that cannot be looked into is refused.
  func hasFile(_ name: SourcedText, in site: Site) throws(RenderError) -> Bool {
    do { return try resolve(name.value, from: site).entry == .file } catch {
      guard case .tree = error else { return false }
      throw .unresolved(name, error, in: loader.tree)
    }
  }

  /// Reads a file that was resolved before.
  func read(_ path: String, for reference: SourcedText) throws(RenderError) -> SourceFile {
    switch loader.file(at: path) {
    case .success(let file):
      note(file)
      return file
    case .failure(let error):
      throw RenderError(
        error.kind == .tooLarge ? .oversizedFile : .unreadableFile,
        "\(error.path) cannot be read: \(error.reason)", at: reference.location)
    }
  }

  /// The directory that an entry names.
  func enter(_ path: SourcedText, from site: Site) throws(RenderError) -> Site {
    guard !path.value.isEmpty else {
      throw RenderError(.missingFile, "the entry is empty", at: path.location)
    }
    if let reference = RemoteReference(path.value) {
      return try enter(reference, path, from: site)
    }
    guard !path.value.hasPrefix("/") else {
      throw RenderError(
        .missingFile, "\"\(path.value)\" must be a relative path", at: path.location)
    }
    return try enter(path, from: site) { () throws(PathProblem) in
      try resolve(path.value, from: site)
    }
  }

  /// The directory of another repository, or of another revision of this one.
  private func enter(
    _ reference: RemoteReference, _ path: SourcedText, from site: Site
  ) throws(RenderError) -> Site {
    let mount: String
    do { mount = try loader.mount(reference) } catch { throw .remote(path, error) }
    return try enter(path, from: site) { () throws(PathProblem) in
      try loader.tree.resolve(reference.directory, from: mount)
    }
  }

  private func enter(
    _ path: SourcedText, from site: Site, resolve: () throws(PathProblem) -> ResolvedPath
  ) throws(RenderError) -> Site {
    let resolved: ResolvedPath
    do { resolved = try resolve() } catch {
      throw .unresolved(path, error, in: loader.tree)
    }
    guard resolved.entry == .directory else {
      throw RenderError(.missingFile, "\"\(path.value)\" is no directory", at: path.location)
    }
    let next = Site(directory: resolved.path, referrer: site, reference: path.location)
    try checkCycle(next)
    return next
  }

  private func checkCycle(_ site: Site) throws(RenderError) {
    let chain = site.referrer?.chain ?? []
    if let visited = chain.first(where: { TreePath.isInside($0.directory, site.directory) }) {
      let isCycle = visited.directory == site.directory
      let names = ([site] + chain).reversed().map { shown($0.directory) }
      throw RenderError(
        .cycle,
        isCycle
          ? "\(shown(site.directory)) builds on itself: \(names.joined(separator: " → "))"
          : "\(shown(site.directory)) contains \(shown(visited.directory)), which refers "
            + "to it: \(names.joined(separator: " → "))",
        at: site.reference,
        related: chain.compactMap { site in
          site.reference.map { Label("\(shown(site.directory)) is referred to here", at: $0) }
        })
    }
    guard site.depth <= loader.limits.depth else {
      throw RenderError(
        .limit, "kustomizations build on each other more than \(loader.limits.depth) deep",
        at: site.reference)
    }
  }

  private func resolve(_ path: String, from site: Site) throws(PathProblem) -> ResolvedPath {
    guard path.hasPrefix("/") else {
      // Kustomize takes `..` out of an entry by its text, before it looks at any file.
      return try loader.tree.resolve(TreePath.cleaned(path), from: site.directory)
    }
    guard let inside = loader.tree.relative(toRoot: path) else { throw .leavesTree(nil) }
    return try loader.tree.resolve(inside, from: "")
  }

  /// A path of the tree as people are told it.
  func shown(_ path: String) -> String { loader.tree.shown(path) }
}

extension RenderError {
  static func remote(
    _ path: SourcedText, _ error: RemoteTreeError = .notFetched
  ) -> RenderError {
    RenderError(
      .remoteResource, "\(path.value) \(error.reason)", at: path.location, help: error.help)
  }

  static func unresolved(
    _ path: SourcedText, _ problem: PathProblem, in tree: any FileTree
  ) -> RenderError {
    let shown = "\"\(path.value)\""
    switch problem {
    case .absent(let missing):
      // Two list entries that run into one by their indentation look like `../a - ../b`.
      let isRunTogether = path.value.split(separator: "/").contains { $0.hasSuffix(" - ..") }
      return RenderError(
        .missingFile, "\(shown) does not exist: there is no \(tree.shown(missing))",
        at: path.location,
        help: isRunTogether ? "check the indentation of the list" : nil)
    case .leavesTree(nil):
      return RenderError(
        .outsideTree, "\(shown) leaves the repository", at: path.location)
    case .leavesTree(let link?):
      let way = "the symbolic link \(tree.shown(link.path)) leads to \(link.target)"
      return RenderError(
        .outsideTree, "\(shown) leaves the repository: \(way)", at: path.location)
    case .tooManyLinks:
      return RenderError(
        .missingFile, "\(shown) leads through a loop of symbolic links", at: path.location)
    case .notADirectory(let file):
      return RenderError(
        .missingFile, "\(shown) does not exist: \(tree.shown(file)) is no directory",
        at: path.location)
    case .submodule(let directory):
      return RenderError(
        .missingFile,
        "\(shown) leads into the submodule \(tree.shown(directory)), which is not read",
        at: path.location)
    case .tree(let error):
      return RenderError(
        .unreadableFile, "\(error.path) cannot be read: \(error.reason)", at: path.location)
    }
  }
}
