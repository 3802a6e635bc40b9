package import Git
import Glibc
package import Kustomize

/// A tree of files to work on, with what people call it.
package struct Workspace: Sendable {
  /// The files, without those of other revisions.
  let own: any FileTree
  /// What stands beside the files.
  let revisions: Revisions
  /// As in `nothing to check in the index`.
  package let name: String
  /// The absolute directory that the tree's root is, or would be if it were checked out; nil for
  /// what has no place in the file system.
  package let root: String?
  /// The directory to look in where nobody names one: the tree's root, but for the tree of a whole file
  /// system.
  package private(set) var start = ""
  /// The repository, where the tree is one of its; nil for files read from a directory.
  package let repository: RepositoryLocation?
  /// Finds what kustomizations name by URL; nil to refuse all of it.
  package var remotes: RemoteRepositories? { didSet { reading = SharedLoader() } }
  /// Renders the charts of kustomizations; nil to refuse them.
  package var charts: HelmCommand? { didSet { reading = SharedLoader() } }
  /// Which files kustomizations may read.
  package var loadRestrictor = LoadRestrictor.rootOnly
  /// What is known of files by what they hold; nil where nothing is remembered.
  package var facts: ContentFacts? {
    didSet {
      search = ManifestSearch(own, knowing: facts)
      reading = SharedLoader()
    }
  }
  /// What Flux makes of the tree, as far as somebody has asked.
  let clusters = FluxClusters()
  /// What Argo CD makes of the tree, as far as somebody has asked.
  private(set) var fleets = ArgoFleets()
  /// What the tree's manifests mention, as far as somebody has asked.
  private(set) var search: ManifestSearch
  /// What manifests that no kustomization lists hold.
  private(set) var manifests = ReadManifests()
  private var reading = SharedLoader()

  /// A tree by itself, with no other revision beside it.
  package init(
    tree: any FileTree, name: String, root: String? = nil, repository: RepositoryLocation? = nil
  ) {
    self.init(tree, beside: Revisions(), name: name, root: root, repository: repository)
  }

  private init(
    _ tree: any FileTree, beside revisions: Revisions, name: String, root: String?,
    repository: RepositoryLocation?
  ) {
    own = tree
    self.revisions = revisions
    self.name = name
    self.root = root
    self.repository = repository
    search = ManifestSearch(tree)
  }

  /// The files, and beside them those of the revisions that environments are made of.
  package var tree: any FileTree { revisions.beside(own) }

  /// The files of the working tree that `directory` is in.
  ///
  /// Looks for `.git` as git does, without opening the repository: reading files needs none. In no
  /// working tree, the root is the directory when it holds `clusters/` or `policies/` and is no
  /// overlay itself, or else the root of the file system, since bases may stand anywhere.
  package static func workTree(
    containing directory: String, environment: [String: String]
  ) -> Workspace {
    if let named = environment["GIT_WORK_TREE"], !named.isEmpty {
      return Workspace(directory: absolute(named), name: "the working tree")
    }
    let start = absolute(directory)
    var candidate = start
    while true {
      if exists(TreePath.join(candidate == "/" ? "" : candidate, "/.git")) {
        return Workspace(directory: candidate, name: "the working tree")
      }
      guard candidate != "/" else { break }
      let parent = TreePath.parent(of: candidate)
      candidate = parent.isEmpty ? "/" : parent
    }
    let isOverlay = KustomizationFileName.all.contains { exists("\(start)/\($0)") }
    let isRoot = ["clusters", "policies"].contains { exists("\(start)/\($0)") } && !isOverlay
    var workspace = Workspace(directory: isRoot ? start : "/", name: directory)
    if !isRoot { workspace.start = TreePath.cleaned(start) }
    return workspace
  }

  /// What the tree's directory is called, or `default` where it has none of its own.
  var directoryName: String {
    let name = root.map(TreePath.name(of:)) ?? ""
    return name.isEmpty ? "default" : name
  }

  /// Another tree in the place of this one, with the same repositories beside it.
  package func over(_ tree: any FileTree, named name: String? = nil) -> Workspace {
    var workspace = Workspace(
      tree, beside: revisions, name: name ?? self.name, root: root, repository: repository)
    workspace.start = start
    workspace.remotes = remotes
    workspace.charts = charts
    workspace.loadRestrictor = loadRestrictor
    workspace.facts = facts
    return workspace
  }

  /// The same, with the manifests that were read of another state of the tree.
  package func sharingManifests(of other: Workspace) -> Workspace {
    var workspace = self
    workspace.manifests = other.manifests
    return workspace
  }

  /// The same, with what Argo CD makes of another tree, where that is the same in both.
  package func sharingFleets(of other: Workspace) -> Workspace {
    var workspace = self
    workspace.fleets = other.fleets
    return workspace
  }

  /// The reader of the tree's files, which all who work on the workspace share: each file is read once,
  /// and what several kustomizations build on is built once.
  var loader: Loader { reading.loader(beside: revisions.directories, made: newLoader) }

  private func newLoader() -> Loader {
    var trees: RemoteTrees?
    if let remotes {
      trees = { (reference) throws(RemoteTreeError) in try remotes.tree(of: reference) }
    }
    var runner: ChartRunner?
    if let charts { runner = { (run) throws(ChartError) in try charts.render(run) } }
    var outlines: TreeOutlines?
    if let facts, let tree = tree as? GitTree { outlines = TreeOutlines(tree: tree, facts: facts) }
    return Loader(tree, remotes: trees, charts: runner, outlines: outlines)
  }

  private init(directory: String, name: String) {
    self.init(tree: DirectoryTree(root: directory), name: name, root: directory)
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// What the next commit would hold.
  ///
  /// Under a hook this is the index that git hands over in `GIT_INDEX_FILE`.
  package static func index(of repository: Repository) throws(GitError) -> Workspace {
    let snapshot = try repository.indexSnapshot()
    return Workspace(
      tree: try GitTree(snapshot.source, at: repository.location), name: "the index",
      root: repository.location.workTree, repository: repository.location)
  }

  /// What a commit holds.
  package static func revision(
    _ revision: String, of repository: Repository
  ) throws(GitError) -> Workspace {
    let snapshot = try repository.snapshot(of: revision)
    return Workspace(
      tree: try GitTree(snapshot.source, at: repository.location), name: revision,
      root: repository.location.workTree, repository: repository.location)
  }

  /// A path that a person gave, as one of the tree.
  ///
  /// In a repository without a working tree, paths start at the root.
  ///
  /// - Throws: ``PipelineError`` where the path leads out of the tree.
  package func path(of given: String) throws(PipelineError) -> String {
    guard let root else { return TreePath.cleaned(given) }
    let absolute = Self.absolute(given)
    if root == "/" { return TreePath.cleaned(absolute) }
    guard TreePath.isInside(absolute, root) else {
      throw PipelineError("\(given) is outside \(root)")
    }
    return TreePath.cleaned(String(absolute.dropFirst(root.count)))
  }

  /// An absolute path without links, or the path made absolute by text where nothing is there.
  package static func absolute(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else {
      return "/" + TreePath.cleaned(path)
    }
    defer { free(current) }
    return "/" + TreePath.cleaned(TreePath.join(String(cString: current), path))
  }
}
