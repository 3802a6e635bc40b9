import Diagnostics
import YAML

extension Session {
  /// Tells the editor what it does not ask for: all findings, or those of files that it has not open.
  ///
  /// One that has asked for those of all files is told of none, and shows each once.
  mutating func tellFindings() {
    guard let desk else { return }
    let open = Set(desk.documents.values.map(\.uri))
    let messages = checking.published.messages { uri in
      !client.asksForFindings || !checking.isAskedForAll && !open.contains(uri)
    }
    for message in messages { send(message) }
  }

  /// Lets an editor that asks for findings ask once more, since other files have changed some.
  func haveAskedAnew() {
    guard client.asksForFindings, client.asksAnew else { return }
    // Its number is that of no other request: the first is that which asks to watch files.
    send(.request(1 + checking.number, "workspace/diagnostic/refresh", .null()))
  }

  /// The findings of an open text: `textDocument/diagnostic`.
  mutating func findings(ofDocument parameters: Node) async throws(ResponseError) -> Node {
    guard let uri = parameters["textDocument"]?["uri"]?.string else {
      throw .invalid("textDocument")
    }
    _ = await settled()
    let report = checking.published.reports[uri]
    return .object(report.members(unless: parameters["previousResultId"]?.string))
  }

  /// The findings of all files: `workspace/diagnostic`.
  ///
  /// A file of which the editor knows findings and that has none now is among them.
  mutating func findings(ofAll parameters: Node) async throws(ResponseError) -> Node {
    _ = await settled()
    checking.isAskedForAll = true
    tellFindings()
    var known: [String: String] = [:]
    for entry in parameters["previousResultIds"]?.elements ?? [] {
      guard let uri = entry["uri"]?.string else { continue }
      known[uri] = entry["value"]?.string
    }
    let reports = checking.published.reports
    let versions = Dictionary(
      (desk?.documents.values ?? [:].values).map { ($0.uri, $0.version) },
      uniquingKeysWith: { first, _ in first })
    let items = Set(reports.keys).union(known.keys).sorted().map { uri -> Node in
      let version = versions[uri].map { Node.integer($0) } ?? .null()
      return .object(
        [("uri", .string(uri)), ("version", version)]
          + reports[uri].members(unless: known[uri]))
    }
    return .object([("items", Node(items))])
  }
}

extension PublishedFindings.Report? {
  /// The members of an LSP `DocumentDiagnosticReport`, short where the editor has the same already.
  fileprivate func members(unless known: String?) -> [(String, Node?)] {
    let number = self.map { String($0.number) } ?? "none"
    if known == number { return [("kind", .string("unchanged")), ("resultId", .string(number))] }
    return [
      ("kind", .string("full")), ("resultId", .string(number)),
      ("items", self?.items ?? Node([])),
    ]
  }
}
