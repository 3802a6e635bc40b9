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
    var origins: [String: String] = [:]
    if !gone.isEmpty {
      for file in Self.files(new, notIn: trees.then) {
        let likeness = gone.map { Self.likeness(of: file, to: $0) }
        guard let best = likeness.max(), best >= 0.5,
          let place = likeness.firstIndex(of: best)
        else { continue }
        origins[file.path] = gone[place].path
      }
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

  /// The share of lines that two files have in common: 1 where they are the same.
  private static func likeness(of file: SourceFile, to other: SourceFile) -> Double {
    if file.bytes == other.bytes { return 1 }
    let feed = UInt8(ascii: "\n")
    let (left, right) = (file.bytes.split(separator: feed), other.bytes.split(separator: feed))
    var lines = Dictionary(left.map { ($0, 1) }, uniquingKeysWith: +)
    var common = 0
    for line in right {
      guard let count = lines[line], count > 0 else { continue }
      lines[line] = count - 1
      common += 1
    }
    return Double(2 * common) / Double(max(1, left.count + right.count))
  }
}
