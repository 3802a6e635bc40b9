import Diagnostics
import Environments
import Git
import Values
import YAML

/// Finds since when pairs of fields have said different versions.
///
/// That is the commit of the line of first parents at which they began to differ and since which they have,
/// whichever of them it changed. Each commit is compared with the one before by the directories that differ
/// alone, and files are read where they changed: what it costs follows from the commits and the changes, and
/// not from the size of the tree.
struct DriftSearch {
  /// Two fields whose versions differ now.
  struct Pair {
    /// What the environment that changes come from says.
    let source: Field
    /// What the other one says.
    let target: Field
  }

  /// A field of a file of the repository.
  struct Field {
    /// From the root of the repository.
    let path: String
    /// Where it is in the file.
    let address: FieldAddress
  }

  /// How long a difference has been there.
  enum Age: Hashable, Sendable {
    /// It is not committed.
    case uncommitted
    /// Since this moment.
    case since(Timestamp)
    /// Since this moment or longer: no more of the history is here, or was looked at.
    case before(Timestamp)
  }

  private let repository: Repository
  private let tip: ObjectID
  private var files: [TreeEntry: [Document]] = [:]

  /// How many commits are looked at.
  private static let mostCommits = 2_000
  /// How many bytes of a file are read.
  static let mostBytes = 8 << 20

  init(_ repository: Repository, from tip: ObjectID) {
    self.repository = repository
    self.tip = tip
  }

  /// How long each pair has differed; nil where the commit has not both fields.
  ///
  /// - Throws: ``GitError`` where the newest commit cannot be read.
  mutating func ages(of pairs: [Pair]) throws(GitError) -> [Age?] {
    var ages = Array(repeating: nil as Age?, count: pairs.count)
    var commit = try repository.commit(tip)
    var snapshot = repository.snapshot(of: commit)
    var open: [String: Set<Int>] = [:]
    var left = 0
    for (index, pair) in pairs.enumerated() {
      switch try differ(pair, in: snapshot) {
      case nil: continue
      case false?: ages[index] = .uncommitted
      case true?:
        ages[index] = .before(commit.time)
        for path in [pair.source.path, pair.target.path] { open[path, default: []].insert(index) }
        left += 1
      }
    }
    var count = 0
    while left > 0, count < Self.mostCommits {
      count += 1
      // Without its parents a commit may be the first, or the last that a shallow clone has.
      guard let id = commit.parents.first, let parent = try? repository.commit(id) else { break }
      let before = repository.snapshot(of: parent)
      for change in try before.changes(to: snapshot) {
        for index in open[change.path] ?? [] where try differ(pairs[index], in: before) != true {
          ages[index] = .since(commit.time)
          open[pairs[index].source.path]?.remove(index)
          open[pairs[index].target.path]?.remove(index)
          left -= 1
        }
      }
      (commit, snapshot) = (parent, before)
    }
    // Nothing stood before the first commit.
    let isFirst = commit.parents.isEmpty
    return ages.map { age in
      guard case .before? = age else { return age }
      return isFirst ? .since(commit.time) : .before(commit.time)
    }
  }

  /// Whether the fields say different versions; nil where one of them is not there.
  private mutating func differ(_ pair: Pair, in snapshot: TreeSnapshot) throws(GitError) -> Bool? {
    guard let source = try version(of: pair.source, in: snapshot),
      let target = try version(of: pair.target, in: snapshot)
    else { return nil }
    return source != target
  }

  private mutating func version(
    of field: Field, in snapshot: TreeSnapshot
  ) throws(GitError) -> String? {
    guard let entry = try snapshot.entry(at: field.path), entry.mode.isFile else { return nil }
    if files[entry] == nil {
      let bytes = try snapshot.read(entry, limit: Self.mostBytes)
      files[entry] =
        SourceFile(path: entry.path, bytes: bytes).parsed(as: .kubernetes).documents
    }
    return field.address.text(in: files[entry] ?? []).map(ImageVersion.text(ofField:))
  }
}

extension Commit {
  fileprivate var time: Timestamp { Timestamp(seconds: committer.time.seconds) }
}
