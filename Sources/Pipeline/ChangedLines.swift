package import Diagnostics
package import Environments
import Kustomize

/// The lines that a change writes, of the files in which something was found.
///
/// Of a file, what is alike at both ends is as it was; between them a line is written where it was not
/// there before, or not as often.
package struct ChangedLines: Sendable {
  /// The bytes of the lines with their ends, in order, by path.
  private var ranges: [String: [Range<Int>]] = [:]

  /// - Parameters:
  ///   - findings: what says which files are looked at.
  ///   - before: the files before the change.
  package init(around findings: [Diagnostic], since before: Workspace) {
    for file in findings.compactMap(\.primary?.file) where ranges[file.path] == nil {
      let earlier = try? before.tree.file(at: file.treePath, limit: RenderLimits.standard.fileBytes)
      ranges[file.path] = Self.ranges(of: file.bytes, unlike: earlier?.bytes ?? [])
    }
  }

  /// Whether the line on which a place begins is one of them.
  package func contain(_ place: Location) -> Bool {
    ranges[place.file.path]?.contains { $0.contains(place.range.lowerBound) } ?? false
  }

  private static func ranges(of now: [UInt8], unlike then: [UInt8]) -> [Range<Int>] {
    let (lines, earlier) = (now.lines, then.lines)
    let shorter = min(lines.count, earlier.count)
    let start = zip(lines, earlier).prefix { $0.elementsEqual($1) }.count
    let end = zip(lines.reversed(), earlier.reversed()).prefix { $0.elementsEqual($1) }.count
    let alike = min(end, shorter - start)
    var left = Dictionary(
      earlier[start..<earlier.count - alike].map { (Array($0), 1) }, uniquingKeysWith: +)
    return lines[start..<lines.count - alike].filter { line in
      let count = left[Array(line), default: 0]
      left[Array(line)] = count - 1
      return count <= 0
    }.map(\.indices)
  }
}

extension [UInt8] {
  /// The lines with their ends; a last line may have none, and what follows the last end is a line too.
  fileprivate var lines: [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    while let end = self[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(self[start...end])
      start = end + 1
    }
    return lines + [self[start...]]
  }
}
