import YAML

/// What the editor can do, as far as answers depend on it.
struct ClientCapabilities: Sendable {
  /// What the columns of positions count.
  private(set) var encoding = PositionEncoding.utf16
  /// Whether it asks to be told which files change beside it.
  private(set) var watchesFiles = false
  /// Whether it asks for findings itself, and need not be told those of what it has open.
  private(set) var asksForFindings = false
  /// Whether it can be told to ask anew.
  private(set) var asksAnew = false

  /// An editor of which nothing is known.
  init() {}

  /// - Parameter node: the `ClientCapabilities` of `initialize`.
  init(_ node: Node?) {
    let encodings = (node?["general"]?["positionEncodings"]?.elements ?? []).compactMap(\.string)
    // Bytes are what texts are kept in; UTF-16 is what every editor has.
    if encodings.contains(PositionEncoding.utf8.rawValue) { encoding = .utf8 }
    watchesFiles =
      node?["workspace"]?["didChangeWatchedFiles"]?["dynamicRegistration"]?.scalar?.boolean == true
    asksForFindings = node?["textDocument"]?["diagnostic"]?.mapping != nil
    asksAnew = node?["workspace"]?["diagnostics"]?["refreshSupport"]?.scalar?.boolean == true
  }

  /// The `ServerCapabilities` that the editor is told.
  var capabilitiesOfServer: Node {
    .object([
      ("positionEncoding", .string(encoding.rawValue)),
      (
        "textDocumentSync",
        .object([
          ("openClose", .boolean(true)), ("change", .integer(2)), ("save", .boolean(true)),
        ])
      ),
      ("hoverProvider", .boolean(true)), ("definitionProvider", .boolean(true)),
      ("referencesProvider", .boolean(true)), ("documentSymbolProvider", .boolean(true)),
      (
        "completionProvider",
        .object([("triggerCharacters", Node([" ", "/", "{", "[", ","].map { Node.string($0) }))])
      ),
      (
        "diagnosticProvider",
        asksForFindings
          ? .object([
            ("identifier", .string("sluice")), ("interFileDependencies", .boolean(true)),
            ("workspaceDiagnostics", .boolean(true)),
          ]) : nil
      ),
      ("renameProvider", .object([("prepareProvider", .boolean(true))])),
      ("codeActionProvider", .object([("codeActionKinds", Node([.string("quickfix")]))])),
      (
        "executeCommandProvider",
        .object([("commands", Node([.string(PlacedFinding.explainCommand)]))])
      ),
    ])
  }
}
