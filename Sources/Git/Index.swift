internal import CGit2

extension Repository {
  /// The files of the index as it stands now: what a commit would hold.
  ///
  /// Under a hook it is the index that git names in `GIT_INDEX_FILE`. A path that was only announced
  /// with `git add --intent-to-add` is left out, as a commit leaves it out.
  package func indexSnapshot() throws(GitError) -> TreeSnapshot {
    let path = location.indexFile
    let isMissing = FileSystem.isMissing(path)
    if location.isBare, isMissing {
      throw GitError(
        .unreadableIndex, "\(location.gitDirectory) is a bare repository: nothing is staged in it",
        hint: "name a revision")
    }
    // libgit2 takes an index that it cannot reach for an empty one.
    guard isMissing || FileSystem.isReadable(path) else {
      throw GitError(.unreadableIndex, "the index \(path) cannot be read")
    }
    let entries = try Self.readIndex(at: path)
    return TreeSnapshot(
      TreeSnapshot.Source(contents: .index(IndexEntries(entries))), in: self)
  }

  private static func readIndex(at path: String) throws(GitError) -> [TreeEntry] {
    let index = try openIndex(at: path)
    var entries: [TreeEntry] = []
    var unmerged: [String] = []
    for position in 0..<(unsafe git_index_entrycount(index.pointer)) {
      guard let entry = unsafe git_index_get_byindex(index.pointer, position)?.pointee else {
        continue
      }
      let path = unsafe String(cString: entry.path)
      let flags = unsafe (entry.flags, entry.flags_extended)
      if flags.0 & stageMask != 0 {
        if unmerged.last != path { unmerged.append(path) }
      } else if flags.1 & intentToAdd == 0, let mode = unsafe FileMode(stored: entry.mode) {
        entries.append(TreeEntry(path: path, mode: mode, id: ObjectID(unsafe entry.id)))
      }
    }
    guard let first = unmerged.first else { return entries }
    let others = unmerged.count - 1
    throw GitError(
      .unmergedIndex,
      others == 0
        ? "\(first) has conflicts that are not resolved"
        : "\(first) and \(others) more have conflicts that are not resolved",
      hint: "resolve them and `git add` the result")
  }

  private static func openIndex(at path: String) throws(GitError) -> Handle {
    do {
      return try unsafe Handle("read the index \(path)", release: git_index_free) {
        unsafe git_index_open(&$0, path)
      }
    } catch {
      // gitformat-index: `link` is a split index, `sdir` a sparse one; both must be understood.
      let hint =
        if error.message.contains("'link'") {
          "it is split: run `git update-index --no-split-index`"
        } else if error.message.contains("'sdir'") {
          "it is sparse: run `git sparse-checkout reapply --no-sparse-index`"
        } else if error.message.contains("checksum") {
          "it has no checksum: run `git -c index.skipHash=false update-index --force-write-index`"
        } else {
          "run `git status` to see whether git reads it"
        }
      throw GitError(.unreadableIndex, error.message, hint: hint)
    }
  }

  // GIT_INDEX_ENTRY_STAGEMASK and GIT_INDEX_ENTRY_INTENT_TO_ADD, which are not imported as numbers.
  private static let stageMask: UInt16 = 0x3000
  private static let intentToAdd: UInt16 = 1 << 13
}
