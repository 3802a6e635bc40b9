import Diagnostics
import Display

extension [Diagnostic] {
  /// The findings as they may be shown: no sentence holds what is evidently a secret, and none quotes
  /// a line that does.
  func withoutSecrets() -> [Diagnostic] {
    var secrets = SecretRanges()
    return map { finding in
      var finding = finding
      finding.message = Secrecy.masked(sentence: finding.message)
      finding.help = finding.help.map(Secrecy.masked(sentence:))
      finding.exemption?.mask()
      for index in finding.related.indices {
        finding.related[index].message = Secrecy.masked(
          sentence: finding.related[index].message)
      }
      if finding.reach.contains(where: { $0.showsSecret || secrets.contain($0) }) {
        finding.hidesSource = true
      }
      return finding
    }.hidingSharedLines()
  }

  /// The findings, where each that reaches a line that another hides hides its source too.
  ///
  /// A finding reaches the lines that it points at and those that its fix changes.
  func hidingSharedLines() -> [Diagnostic] {
    guard contains(where: \.hidesSource) else { return self }
    var hidden = HiddenLines()
    for finding in self where finding.hidesSource {
      if let location = finding.primary { hidden.insert(location) }
    }
    var findings = self
    for index in findings.indices where !findings[index].hidesSource {
      findings[index].hidesSource = findings[index].reach.contains { hidden.intersects($0) }
    }
    return findings
  }
}

extension Exemption {
  fileprivate mutating func mask() { reason = Secrecy.masked(sentence: reason) }
}

extension Diagnostic {
  fileprivate var reach: [Location] {
    let changed = (fix?.edits ?? []).flatMap { change in
      change.edits.map { Location(file: change.file, range: $0.range) }
    }
    return [primary].compactMap(\.self) + changed
  }
}

extension Location {
  /// How much of a line is looked at on each side: more than an excerpt shows of it.
  private static let window = 2048

  /// Whether the line that the place begins on holds what is evidently a secret.
  fileprivate var showsSecret: Bool {
    let bytes = file.bytes
    let feed = UInt8(ascii: "\n")
    let offset = min(range.lowerBound, bytes.count)
    var (start, end) = (offset, offset)
    while start > 0, offset - start < Self.window, bytes[start - 1] != feed { start -= 1 }
    while end < bytes.count, end - offset < Self.window, bytes[end] != feed { end += 1 }
    let line = String(decoding: bytes[start..<end], as: UTF8.self)
    return !Secrecy.evident(in: line).isEmpty
  }
}

/// The lines that no report may quote.
private struct HiddenLines {
  /// By path, because one file may have been read twice.
  private var lines: [String: Set<Int>] = [:]
  private var positions = SourcePositions()

  mutating func insert(_ location: Location) {
    let place = positions.place(location)
    lines[location.file.path, default: []].formUnion(place.start.line...place.end.line)
  }

  mutating func intersects(_ location: Location) -> Bool {
    guard let hidden = lines[location.file.path] else { return false }
    let place = positions.place(location)
    return (place.start.line...place.end.line).contains { hidden.contains($0) }
  }
}
