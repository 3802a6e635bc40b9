import Diagnostics
import Kustomize
import YAML

/// The findings that an editor was told, by file.
struct PublishedFindings: Sendable {
  /// What was told of each file, by its URI.
  private var told: [String: Node] = [:]
  /// The findings that stand in each file, by its path in the tree.
  private(set) var findings: [String: [PlacedFinding]] = [:]

  /// Takes in what was found, and gives the messages that tell what is new of it.
  ///
  /// A file that has findings no more is told so; one of which the same is to be said is passed over.
  mutating func renew(
    _ found: [Diagnostic], on desk: Desk, version: Int
  ) -> [OutgoingMessage] {
    findings = [:]
    for finding in found {
      guard let placed = PlacedFinding(finding, on: desk) else { continue }
      findings[placed.path, default: []].append(placed)
    }
    var positions = FilePositions(desk.encoding)
    var now: [String: Node] = [:]
    for (path, placed) in findings {
      now[desk.uri(of: path)] = Node(placed.map { $0.json(on: desk, &positions) })
    }
    var messages: [OutgoingMessage] = []
    for uri in Set(told.keys).union(now.keys).sorted() {
      let list = now[uri] ?? Node([])
      if let known = told[uri], known.isEqual(to: list) { continue }
      messages.append(
        .notification(
          "textDocument/publishDiagnostics",
          .object([("uri", .string(uri)), ("diagnostics", list)])))
    }
    told = now
    return messages
  }
}

/// A finding with the place in the tree where an editor can show it.
struct PlacedFinding: Sendable {
  let finding: Diagnostic
  let location: Location
  /// Whether the place is not the finding's own, but the nearest that has to do with it.
  let isElsewhere: Bool

  /// Nil where the tree has nothing to do with it.
  ///
  /// What no file here is to blame for, as a value that a base of another repository gives, is shown at
  /// the nearest link of what led there, or else at the file that says what is checked.
  init?(_ finding: Diagnostic, on desk: Desk) {
    self.finding = finding
    let own = finding.primary
    if let own, desk.holds(own.file) {
      (location, isElsewhere) = (own, false)
      return
    }
    isElsewhere = true
    if let link = finding.related.lazy.compactMap(\.location).first(where: { desk.holds($0.file) })
    {
      location = link
      return
    }
    guard let file = desk.configuration else { return nil }
    location = Location(file: file, range: ByteRange(0, 0))
  }

  /// The path of the place's file in the tree.
  var path: String { location.file.treePath }
}
