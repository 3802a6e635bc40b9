import Display
package import Git
import Glibc
import Kustomize

/// What earlier runs printed, or came to, each under the digest of all that decided it, in files below the
/// Git directory.
///
/// A file that is missing, damaged or another's costs a run and changes none. Files are written aside and
/// renamed, so that runs side by side, and one that is killed, leave whole files only. The directory is made
/// for its owner alone, and one that is another's, or that others may write to, is neither read nor
/// written: what it holds could be anybody's word.
package struct RememberedOutputs: Sendable {
  /// Holds what is kept; its parent is Sluice's own place in the Git directory.
  private let directory: String
  private let parent: String
  private let limits: Limits

  /// How much is kept; what was used longest ago goes first.
  package struct Limits: Sendable {
    /// Bytes of all files together.
    package var bytes: Int
    /// Files.
    package var files = 1000
    /// Bytes of what one run printed.
    package var output = 8 << 20

    /// Those of a kind; of all kinds together no more than 64 MB are kept.
    package init(of kind: Kind = .outputs) {
      switch kind {
      case .outputs: bytes = 32 << 20
      case .checks: bytes = 20 << 20
      case .contents: bytes = 12 << 20
      }
    }
  }

  /// What is kept.
  package enum Kind: String, Sendable {
    /// What runs printed.
    case outputs
    /// What checks of whole trees came to.
    case checks
    /// What is known of files by what they hold.
    case contents
  }

  /// What is kept for a repository, in the Git directory that all its work trees share.
  ///
  /// Nil for a repository that belongs to somebody else.
  package init?(
    of repository: RepositoryLocation, keeping kind: Kind = .outputs, limits: Limits? = nil
  ) {
    let common = repository.commonDirectory
    guard let owner = Self.status(of: common)?.st_uid, owner == geteuid() else { return nil }
    parent = "\(common)/sluice"
    directory = "\(parent)/\(kind.rawValue)"
    self.limits = limits ?? Limits(of: kind)
  }

  /// What a run with these inputs printed; nil where that is not known.
  package subscript(digest: String) -> RememberedOutput? {
    guard isOwn else { return nil }
    let path = path(of: digest)
    let found = (try? WholeFile.read(path, limit: limits.output + (1 << 10))) ?? nil
    guard let found, let output = RememberedOutput(found, for: digest) else { return nil }
    utimensat(AT_FDCWD, path, nil, 0)
    return output
  }

  /// Keeps what a run printed, where that can be.
  package func keep(_ output: RememberedOutput, for digest: String) {
    guard output.bytes.count <= limits.output, isMade else { return }
    // What cannot be kept is printed all the same.
    try? WholeFile.write(output.encoded(for: digest), to: path(of: digest), permissions: 0o600)
    forget()
  }

  private func path(of digest: String) -> String { "\(directory)/\(digest)" }

  /// Whether the directory is there, and nobody else can have written to it.
  private var isOwn: Bool {
    guard let status = Self.status(of: directory) else { return false }
    return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
      && status.st_mode & 0o022 == 0
  }

  /// The same, after it was made where it is missing.
  private var isMade: Bool {
    mkdir(parent, 0o700)
    mkdir(directory, 0o700)
    return isOwn
  }

  /// Takes away what was used longest ago until the rest is within the limits.
  private func forget() {
    var files: [(path: String, size: Int, used: timespec)] = []
    for name in (try? DirectoryTree(root: directory).names(inDirectory: "")) ?? [] {
      guard let status = Self.status(of: path(of: name)), status.st_mode & S_IFMT == S_IFREG
      else { continue }
      files.append((path(of: name), Int(status.st_size), status.st_mtim))
    }
    files.sort { ($0.used.tv_sec, $0.used.tv_nsec) > ($1.used.tv_sec, $1.used.tv_nsec) }
    var (bytes, count) = (0, 0)
    for file in files {
      (bytes, count) = (bytes + file.size, count + 1)
      if bytes > limits.bytes || count > limits.files { unlink(file.path) }
    }
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }
}
