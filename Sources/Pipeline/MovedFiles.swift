import Diagnostics
import Kustomize

/// The files that a change gives other paths, as far as something was found in them before and after.
///
/// As Git has it, a file that is no more and one that was not there before are the same where at least half
/// of their lines are.
struct MovedFiles {
  /// The path before, by the path after.
  private let origins: [String: String]

  /// - Parameters:
  ///   - old: files before the change, in one of which a finding is gone.
  ///   - new: files after it, in one of which a finding is new.
  ///   - trees: all files before and after.
  init(
    from old: [SourceFile], to new: [SourceFile],
    between trees: (then: any FileTree, now: any FileTree)
  ) {
    let gone = Self.files(old, notIn: trees.now)
    let come = gone.isEmpty ? [] : Self.files(new, notIn: trees.then)
    // Most files that move stay as they are, and need no look at their lines.
    let whole = Dictionary(gone.map { ($0.bytes, $0.path) }) { first, _ in first }
    var origins: [String: String] = [:]
    for file in come { origins[file.path] = whole[file.bytes] }
    let changed = come.filter { origins[$0.path] == nil }
    let known = changed.isEmpty ? [] : gone.map { (path: $0.path, lines: Lines(of: $0)) }
    for file in changed {
      let lines = Lines(of: file)
      let likeness = known.map { lines.likeness(to: $0.lines) }
      guard let best = likeness.max(), best >= 0.5, let place = likeness.firstIndex(of: best)
      else { continue }
      origins[file.path] = known[place].path
    }
    self.origins = origins
  }

  /// The finding as it was before its file moved; nil for one whose file did not.
  func origin(of finding: Diagnostic) -> Diagnostic? {
    guard let place = finding.primary, let path = origins[place.file.path] else { return nil }
    var finding = finding
    finding.primary = Location(
      file: SourceFile(path: path, bytes: place.file.bytes), range: place.range)
    return finding
  }

  /// Each file once, in the order of their paths.
  private static func files(_ files: [SourceFile], notIn tree: any FileTree) -> [SourceFile] {
    Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first }).values
      .filter { (try? tree.entry(at: $0.treePath)) == .absent }
      .sorted { $0.path < $1.path }
  }
}

/// The lines of a file, with how often each is there.
private struct Lines {
  private let counts: [ArraySlice<UInt8>: Int]
  private let count: Int

  init(of file: SourceFile) {
    let lines = file.bytes.split(separator: UInt8(ascii: "\n"))
    counts = Dictionary(lines.map { ($0, 1) }, uniquingKeysWith: +)
    count = lines.count
  }

  /// The share of lines that two files have in common: 1 where they have all.
  func likeness(to other: Lines) -> Double {
    let (fewer, more) = counts.count < other.counts.count ? (self, other) : (other, self)
    // Where one is far longer they cannot share half of both.
    guard 3 * min(count, other.count) >= max(count, other.count) else { return 0 }
    let common = fewer.counts.reduce(0) { $0 + min($1.value, more.counts[$1.key] ?? 0) }
    return Double(2 * common) / Double(max(1, count + other.count))
  }
}
