import Diagnostics

extension [Diagnostic] {
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

extension Diagnostic {
  fileprivate var reach: [Location] {
    let changed = (fix?.edits ?? []).flatMap { change in
      change.edits.map { Location(file: change.file, range: $0.range) }
    }
    return [primary].compactMap(\.self) + changed
  }
}

/// The lines that no report may quote.
private struct HiddenLines {
  /// By path, because one file may have been read twice.
  private var lines: [String: Set<Int>] = [:]
  private var indexes = LineIndexes()

  mutating func insert(_ location: Location) {
    let place = indexes.place(location)
    lines[location.file.path, default: []].formUnion(place.start.line...place.end.line)
  }

  mutating func intersects(_ location: Location) -> Bool {
    guard let hidden = lines[location.file.path] else { return false }
    let place = indexes.place(location)
    return (place.start.line...place.end.line).contains { hidden.contains($0) }
  }
}
