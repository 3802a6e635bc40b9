import Diagnostics
import Synchronization
import YAML

/// Reads the files of one tree, each once, for any number of renderings at a time.
///
/// What has been read and parsed stays, and so do the results of directories that several
/// kustomizations build on; the tree must not change meanwhile.
package final class Loader: Sendable {
  /// The tree that is read, with the repositories that are named by URL mounted in it.
  package let tree: any FileTree
  let limits: RenderLimits
  /// Renders charts; nil where none is rendered.
  let charts: ChartRunner?
  /// What is known of kustomizations without a look at them.
  let outlines: (any KnownOutlines)?
  private let mounts: MountedTree?
  private let state = Mutex(State())

  private struct State {
    var files: [String: Result<SourceFile, FileTreeError>] = [:]
    var kustomizations: [String: Result<Kustomization, RenderError>] = [:]
    var resources: [String: Result<[Resource], RenderError>] = [:]
    var bases: [BaseKey: SharedBase] = [:]
    var sources: [String: KustomizationSources] = [:]
  }

  /// - Parameters:
  ///   - remotes: finds what is named by URL; nil to refuse it.
  ///   - charts: renders charts of the tree; nil to refuse them.
  ///   - outlines: what is known of kustomizations by what they hold, from elsewhere.
  package init(
    _ tree: any FileTree, limits: RenderLimits = .standard, remotes: RemoteTrees? = nil,
    charts: ChartRunner? = nil, outlines: (any KnownOutlines)? = nil
  ) {
    mounts = remotes.map { MountedTree(tree, remotes: $0) }
    self.tree = mounts ?? tree
    self.limits = limits
    self.charts = charts
    self.outlines = outlines
  }

  /// The directory under which a repository's files stand in the tree.
  func mount(_ reference: RemoteReference) throws(RemoteTreeError) -> String {
    guard let mounts else { throw .notFetched }
    return try mounts.mount(reference)
  }

  /// The file at a path that holds no links.
  func file(at path: String) -> Result<SourceFile, FileTreeError> {
    if let known = state.withLock({ $0.files[path] }) { return known }
    let limit = limits.fileBytes
    let result = Result { () throws(FileTreeError) in try tree.file(at: path, limit: limit) }
    // Where two read one file at a time, both get the bytes that came first.
    return state.withLock { state in
      if let known = state.files[path] { return known }
      state.files[path] = result
      return result
    }
  }

  func kustomization(in file: SourceFile) throws(RenderError) -> Kustomization {
    if let known = state.withLock({ $0.kustomizations[file.path] }) { return try known.get() }
    let result = Result { () throws(RenderError) in try KustomizationDecoder.decode(file) }
    state.withLock { $0.kustomizations[file.path] = result }
    return try result.get()
  }

  func resources(in file: SourceFile) throws(RenderError) -> [Resource] {
    if let known = state.withLock({ $0.resources[file.path] }) { return try known.get() }
    let result = Result { () throws(RenderError) in try ResourceReader.resources(in: file) }
    state.withLock { $0.resources[file.path] = result }
    return try result.get()
  }

  func knownSources(of directory: String) -> KustomizationSources? {
    state.withLock { $0.sources[directory] }
  }

  func keep(_ sources: KustomizationSources, of directory: String) {
    state.withLock { $0.sources[directory] = sources }
  }

  /// The result of a directory, locked by whoever builds it.
  func base(_ key: BaseKey) -> SharedBase {
    state.withLock { state in
      if let known = state.bases[key] { return known }
      let new = SharedBase()
      state.bases[key] = new
      return new
    }
  }
}

/// What one rendering may ask for before it is refused.
package struct RenderLimits: Hashable, Sendable {
  /// The size of one file.
  package var fileBytes = 64 << 20
  /// How deep kustomizations may build on each other.
  package var depth = 64
  /// How many objects one kustomization may hold.
  package var objects = 100_000

  /// The limits that the properties start with.
  package init() {}

  /// What is rendered from a repository: far above any real one, and in bounds of memory.
  package static let standard = RenderLimits()
}

/// Names the result of a directory that others build on.
struct BaseKey: Hashable, Sendable {
  var directory: String
  var keepsHistory: Bool
  var loadRestrictor: LoadRestrictor
  /// The namespace for which charts of the directory are rendered.
  var chartNamespace: String?
}

/// The result of a directory that others build on.
struct Base: Sendable {
  var accumulation: Accumulation
  var notes: RenderNotes
  /// Every directory that the result was built from.
  var directories: Set<String>
  /// Whether it is the same wherever it is built on: it names no schema for what follows.
  var isShared: Bool
}

/// A result that one rendering builds and others take.
final class SharedBase: Sendable {
  private let base = Mutex<Base?>(nil)

  /// Lends what is known, for one at a time; who comes meanwhile waits.
  func withLock<Result: Sendable>(
    _ body: (inout Base?) throws(RenderError) -> Result
  ) throws(RenderError) -> Result {
    try base.withLock { (base) throws(RenderError) in try body(&base) }
  }

  /// Lends what is known; nil where somebody has it.
  func withLockIfAvailable<Result: Sendable>(
    _ body: (inout Base?) throws(RenderError) -> Result
  ) throws(RenderError) -> Result? {
    try base.withLockIfAvailable { (base) throws(RenderError) in try body(&base) }
  }
}

extension Base {
  /// Whether a directory that leads to `site` is part of the result, or contains part of it.
  func closesCycle(with site: Site) -> Bool {
    site.chain.dropFirst().contains { visited in
      directories.contains { TreePath.isInside(visited.directory, $0) }
    }
  }
}
