import Diagnostics
import Kustomize
import YAML

/// The findings of the newest check, and what of them an editor was told.
struct PublishedFindings: Sendable {
  /// The findings that stand in each file, by its path in the tree.
  private(set) var findings: [String: [PlacedFinding]] = [:]
  /// What an editor is to know of each file, by its URI.
  private(set) var reports: [String: Report] = [:]
  /// What was told of each file unasked, by its URI.
  private var told: [String: Node] = [:]

  /// The LSP `Diagnostic`s of a file.
  struct Report: Sendable {
    /// The number of the check that first said so.
    var number: Int
    var items: Node
  }

  /// Takes in what was found; true where something is new of it.
  mutating func renew(_ found: [Diagnostic], on desk: Desk, number: Int) -> Bool {
    findings = [:]
    for finding in found {
      guard let placed = PlacedFinding(finding, on: desk) else { continue }
      findings[placed.path, default: []].append(placed)
    }
    var positions = FilePositions(desk.encoding)
    var now: [String: Report] = [:]
    for (path, placed) in findings {
      let uri = desk.uri(of: path)
      let items = Node(placed.map { $0.json(on: desk, &positions) })
      let known = reports[uri].flatMap { $0.items.isEqual(to: items) ? $0 : nil }
      now[uri] = known ?? Report(number: number, items: items)
    }
    let isNew = now.mapValues(\.number) != reports.mapValues(\.number)
    reports = now
    return isNew
  }

  /// The messages that tell an editor what it does not know.
  ///
  /// A file that has findings no more is told so; one of which the same is to be said is passed over.
  ///
  /// - Parameter isTold: says of which files the editor is told unasked, by their URIs.
  mutating func messages(where isTold: (String) -> Bool) -> [OutgoingMessage] {
    let now = reports.filter { isTold($0.key) }.mapValues(\.items)
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
