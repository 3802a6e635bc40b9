package import Git
import Glibc

/// A temporary repository that the real git makes, with nothing of the user's configuration.
///
/// It lies in `repository` under a directory of its own, which goes with the fixture.
package final class GitFixture {
  /// A git command that failed, with what it said.
  package struct Failure: Error, CustomStringConvertible {
    /// The command and what it said.
    package let description: String
  }

  /// The directory that holds everything.
  package let root: String
  /// The work tree of the repository.
  package let path: String
  /// The environment that git was run with; pass it on to read the repository as git does.
  package let environment: [String: String]
  private var commits = 0

  /// Makes an empty repository.
  ///
  /// - Parameter initialising: Further arguments of `git init`, as `--separate-git-dir=…`.
  package init(_ initialising: String...) throws {
    // In memory where there is a place for it: git waits for the disk at every write.
    let place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(place)/git-fixture-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil, let resolved = realpath(template, nil) else {
      throw Failure(description: "cannot create a temporary directory")
    }
    defer { free(resolved) }
    root = String(cString: resolved)
    path = "\(root)/repository"
    environment = [
      "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin",
      "HOME": "\(root)/home", "TMPDIR": root, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
      "TZ": "UTC",
    ]
    mkdir("\(root)/home", 0o700)
    try write(
      """
      [user]
        name = Ada Example
        email = ada@example.com
      [init]
        defaultBranch = main
      [protocol "file"]
        allow = always

      """, to: "\(root)/home/.gitconfig")
    try git(["init", "--quiet"] + initialising + [path], in: root)
  }

  deinit {
    _ = try? ChildProcess("rm", ["-rf", root], environment: environment, in: "/").run()
  }

  /// Runs git and gives its output without the line feed at the end.
  ///
  /// - Parameters:
  ///   - directory: Where; the work tree if nil.
  ///   - extra: Variables beyond the fixture's own.
  /// - Throws: ``Failure`` when git ends with another status than 0.
  @discardableResult
  package func git(
    _ arguments: [String], in directory: String? = nil, environment extra: [String: String] = [:],
    input: String = ""
  ) throws -> String {
    let result = try run(arguments, in: directory, environment: extra, input: input)
    guard result.status == 0 else {
      let words = arguments.joined(separator: " ")
      throw Failure(description: "git \(words): \(result.errorText)\(result.outputText)")
    }
    let text = result.outputText
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// Runs git, whatever its status will be.
  package func run(
    _ arguments: [String], in directory: String? = nil, environment extra: [String: String] = [:],
    input: String = ""
  ) throws(GitError) -> ChildProcess.Result {
    let variables = environment.merging(extra) { $1 }
    return try ChildProcess(
      "git", arguments, environment: variables, in: directory ?? path
    ).run(input: Array(input.utf8))
  }

  /// Writes a file, with the directories above it; a relative path is one of the work tree.
  package func write(_ text: String, to file: String, executable: Bool = false) throws {
    let file = file.hasPrefix("/") ? file : "\(path)/\(file)"
    makeDirectories(above: file)
    guard let stream = fopen(file, "w") else { throw Failure(description: "cannot write \(file)") }
    defer { fclose(stream) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
      throw Failure(description: "cannot write \(file)")
    }
    if executable { chmod(file, 0o755) }
  }

  /// Makes a symbolic link in the work tree.
  package func link(_ file: String, to target: String) throws {
    let file = "\(path)/\(file)"
    makeDirectories(above: file)
    guard symlink(target, file) == 0 else { throw Failure(description: "cannot link \(file)") }
  }

  /// Stages everything and commits it, at a time of its own; gives the commit.
  @discardableResult
  package func commit(
    _ message: String = "Change", in directory: String? = nil, adding files: [String: String] = [:]
  ) throws -> ObjectID {
    for (file, text) in files { try write(text, to: file) }
    try git(["add", "--all"], in: directory)
    try git(
      ["commit", "--quiet", "--allow-empty", "--message", message], in: directory,
      environment: nextDate())
    return try object("HEAD", in: directory)
  }

  /// What git says a revision is.
  package func object(_ revision: String, in directory: String? = nil) throws -> ObjectID {
    let text = try git(["rev-parse", "--verify", revision], in: directory)
    guard let id = ObjectID(hex: text) else { throw Failure(description: "no object: \(text)") }
    return id
  }

  /// Opens the repository as the code under test does.
  package func open(
    in directory: String? = nil, environment extra: [String: String] = [:], trust: Bool = false
  ) throws(GitError) -> Repository {
    try Repository.discover(
      from: directory ?? path, environment: environment.merging(extra) { $1 }, trust: trust)
  }

  /// Adds a linked work tree on a new branch and gives its path.
  package func addWorkTree(branch: String) throws -> String {
    let directory = "\(root)/\(branch)"
    try git(["worktree", "add", "--quiet", "-b", branch, directory])
    return directory
  }

  /// Clones the repository and gives the clone's path.
  package func clone(_ arguments: String..., to name: String) throws -> String {
    let directory = "\(root)/\(name)"
    try git(["clone", "--quiet"] + arguments + ["file://\(path)", directory], in: root)
    return directory
  }

  /// Dates one minute apart, so that history has an order and ids are the same in every run.
  package func nextDate() -> [String: String] {
    commits += 1
    let date = "\(1_700_000_000 + commits * 60) +0000"
    return ["GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date]
  }

  private func makeDirectories(above file: String) {
    var directory = ""
    for component in file.split(separator: "/").dropLast() {
      directory += "/\(component)"
      mkdir(directory, 0o755)
    }
  }
}
