internal import CGit2

/// An open repository.
///
/// Use it on one task at a time; another task opens its own from ``Repository/location``, which
/// costs microseconds.
@safe package final class Repository {
  /// Where it is.
  package let location: RepositoryLocation
  /// What is configured for it.
  package let configuration: Configuration

  let handle: Handle
  /// The objects, in every directory that the location names.
  let objects: Handle
  /// The directories read so far, by the name of their tree.
  var directories: [ObjectID: EntryList] = [:]
  /// The commits whose parents a shallow clone left out.
  private(set) lazy var shallowBoundary = Self.readShallowBoundary(of: location)
  /// What stands in for which objects.
  private(set) lazy var replacements = readReplacements()

  /// Finds the repository that `path` belongs to and opens it, as git would from there.
  ///
  /// - Parameters:
  ///   - path: The directory to start from.
  ///   - environment: The environment variables to obey, as hooks get them from git.
  ///   - trust: Whether to read a repository of another user all the same.
  ///   - fetching: Whether to fetch what a partial clone left out, object by object, when it is read.
  package static func discover(
    from path: String, environment: [String: String], trust: Bool = false, fetching: Bool = false
  ) throws(GitError) -> Repository {
    guard let start = FileSystem.realPath(of: path), FileSystem.isDirectory(start) else {
      throw GitError(.notARepository, "\(path) is not a directory that can be read")
    }
    let environment = Environment(environment)
    let directory = try GitDirectory.find(from: start, environment: environment)
    let reader = ConfigurationReader(environment: environment)
    if !trust {
      let configuration = try reader.protectedConfiguration()
      try Ownership(environment: environment, configuration: configuration).check(directory)
    }
    let handle = try open(directory)
    let configuration = try reader.configuration(of: handle, in: directory)
    try checkFormat(configuration, of: directory)
    var location = try RepositoryLocation(
      directory, from: start, configuration: configuration, environment: environment)
    location.fetchesMissing = fetching
    return try Repository(location, configuration, handle)
  }

  /// Opens a repository that was found before, for use on another task.
  package convenience init(reopening location: RepositoryLocation) throws(GitError) {
    let handle = try Self.open(location.directory)
    let configuration = try ConfigurationReader(environment: location.environment)
      .configuration(of: handle, in: location.directory)
    try self.init(location, configuration, handle)
  }

  private init(
    _ location: RepositoryLocation, _ configuration: Configuration, _ handle: consuming Handle
  ) throws(GitError) {
    if let workTree = location.workTree, FileSystem.isDirectory(workTree) {
      // Only tells libgit2 that the repository is not bare, so that it keeps reflogs as git does.
      try check("use the work tree \(workTree)") {
        unsafe git_repository_set_workdir(handle.pointer, workTree, 0)
      }
    }
    self.objects = try Self.openObjects(of: location, handle)
    self.location = location
    self.configuration = configuration
    self.handle = handle
  }

  private static func open(_ directory: GitDirectory) throws(GitError) -> Handle {
    // Opened as bare: where the work tree is, whom to trust and which formats are known has been
    // or will be decided here, by git's rules instead of libgit2's.
    try unsafe Handle("open the repository \(directory.path)", release: git_repository_free) {
      unsafe git_repository_open_bare(&$0, directory.path)
    }
  }

  private static func openObjects(
    of location: RepositoryLocation, _ repository: borrowing Handle
  ) throws(GitError) -> Handle {
    if let directory = location.objectDirectory {
      let objects = try unsafe Handle("open the objects in \(directory)", release: git_odb_free) {
        unsafe git_odb_open(&$0, directory)
      }
      try check("use the objects in \(directory)") {
        unsafe git_repository_set_odb(repository.pointer, objects.pointer)
      }
    }
    let objects = try unsafe Handle(
      "open the objects of \(location.gitDirectory)", release: git_odb_free
    ) {
      unsafe git_repository_odb(&$0, repository.pointer)
    }
    for directory in location.alternateObjectDirectories {
      try check("open the objects in \(directory)") {
        unsafe git_odb_add_disk_alternate(objects.pointer, directory)
      }
    }
    return objects
  }

  /// Runs git in this repository.
  func git(
    _ arguments: [String], outlivingThisProcess isDetached: Bool = false
  ) throws(GitError) -> ChildProcess.Result {
    var process = ChildProcess(
      "git", ["--git-dir=\(location.gitDirectory)"] + arguments,
      environment: location.environment.variables, in: location.base)
    process.hasOwnGroup = isDetached
    return try process.run()
  }

  /// Another program, to be run where git would stand.
  package func process(_ program: String, _ arguments: [String]) -> ChildProcess {
    ChildProcess(
      program, arguments, environment: location.environment.variables,
      in: location.workTree ?? location.gitDirectory)
  }

  /// Refuses what would be misread (Documentation/technical/repository-version).
  private static func checkFormat(
    _ configuration: Configuration, of directory: GitDirectory
  ) throws(GitError) {
    let version = configuration.string("core.repositoryformatversion", at: [.repository]) ?? "0"
    guard let number = Int(version), number <= 1 else {
      throw GitError(
        .unsupportedFormat, "\(directory.path) has repository format \(version), which is not known"
      )
    }
    guard number == 1 else { return }
    let known = [
      "noop", "noop-v1", "partialclone", "preciousobjects", "relativeworktrees", "worktreeconfig",
    ]
    for name in configuration.names(inRepositorySection: "extensions") where !known.contains(name) {
      let value = configuration.string("extensions.\(name)", at: [.repository]) ?? ""
      guard (name, value) != ("objectformat", "sha256") else {
        throw GitError(
          .unsupportedFormat,
          "\(directory.path) has the repository extension objectformat=sha256: "
            + "it names its objects by SHA-256, which is not supported",
          hint: "work on a repository that names them by SHA-1, the default of git init")
      }
      if (name, value) == ("objectformat", "sha1") || (name, value) == ("refstorage", "files") {
        continue
      }
      throw GitError(
        .unsupportedFormat,
        "\(directory.path) uses the repository extension \(name)=\(value), which is not supported")
    }
  }

  private static func readShallowBoundary(of location: RepositoryLocation) -> Set<ObjectID> {
    let lines = FileSystem.line(of: "\(location.commonDirectory)/shallow") ?? ""
    return Set(lines.split(separator: "\n").compactMap { ObjectID(hex: $0) })
  }
}
