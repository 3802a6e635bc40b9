package import Diagnostics
package import Kustomize
import Synchronization

/// A tree that remembers what it was asked and what it answered, while the files below it may change.
///
/// Whoever works on it sees one state. A later state is told from it by the answers that are others, of
/// what somebody asked: nothing else can have mattered.
package final class RememberedTree: FileTree {
  private let base: any FileTree
  private let answers: Mutex<Answers>

  private struct Answers {
    var entries: [String: Result<FileTreeEntry, FileTreeError>] = [:]
    var files: [Reading: Result<SourceFile, FileTreeError>] = [:]
    var listings: [String: Result<[ListedEntry], FileTreeError>] = [:]
  }

  private struct Reading: Hashable {
    var path: String
    var limit: Int
  }

  private init(_ base: any FileTree, _ answers: Answers) {
    self.base = base
    self.answers = Mutex(answers)
  }

  /// A tree that was asked nothing yet.
  package convenience init(_ base: any FileTree) { self.init(base, Answers()) }

  /// A state of the files that may be another: it knows every answer that is still the same.
  ///
  /// - Returns: also the paths of which something is not the same: of files that came, changed or went.
  package func renewed(over base: any FileTree) -> (tree: RememberedTree, changed: Set<String>) {
    let old = answers.withLock { $0 }
    var new = old
    var changed: Set<String> = []
    for (reading, answer) in old.files {
      let now = Result { () throws(FileTreeError) in
        try base.file(at: reading.path, limit: reading.limit)
      }
      guard now != answer else { continue }
      new.files[reading] = now
      changed.insert(reading.path)
    }
    for (path, answer) in old.entries {
      let now = Result { () throws(FileTreeError) in try base.entry(at: path) }
      guard now != answer else { continue }
      new.entries[path] = now
      changed.insert(path)
    }
    for (path, answer) in old.listings {
      let now = Result { () throws(FileTreeError) in try base.listing(ofDirectory: path) }
      guard now != answer else { continue }
      new.listings[path] = now
      let (left, right) = (Set((try? answer.get()) ?? []), Set((try? now.get()) ?? []))
      changed.formUnion(left.symmetricDifference(right).map { TreePath.join(path, $0.name) })
    }
    return (RememberedTree(base, new), changed)
  }

  /// What stands at a path, as it was when it was first asked for.
  package func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    if let known = answers.withLock({ $0.entries[path] }) { return try known.get() }
    let answer = Result { () throws(FileTreeError) in try base.entry(at: path) }
    return try answers.withLock { answers in
      if let known = answers.entries[path] { return known }
      answers.entries[path] = answer
      return answer
    }.get()
  }

  /// The file, with the bytes that it had when it was first read.
  package func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    let reading = Reading(path: path, limit: limit)
    if let known = answers.withLock({ $0.files[reading] }) { return try known.get() }
    let answer = Result { () throws(FileTreeError) in try base.file(at: path, limit: limit) }
    return try answers.withLock { answers in
      if let known = answers.files[reading] { return known }
      answers.files[reading] = answer
      return answer
    }.get()
  }

  /// The names in a directory, as they were when it was first listed.
  package func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    try listing(ofDirectory: path).map(\.name)
  }

  /// The same names with their kinds.
  package func listing(ofDirectory path: String) throws(FileTreeError) -> [ListedEntry] {
    if let known = answers.withLock({ $0.listings[path] }) { return try known.get() }
    let answer = Result { () throws(FileTreeError) in try base.listing(ofDirectory: path) }
    return try answers.withLock { answers in
      if let known = answers.listings[path] { return known }
      answers.listings[path] = answer
      return answer
    }.get()
  }

  /// Where the files have an absolute path.
  package func relative(toRoot path: String) -> String? { base.relative(toRoot: path) }
  /// Where a path stands in the file system.
  package func absolutePath(of path: String) -> String? { base.absolutePath(of: path) }
  /// A path as people are told it.
  package func shown(_ path: String) -> String { base.shown(path) }
  /// The directory that nothing leads out of.
  package func root(of path: String) -> String { base.root(of: path) }
}
