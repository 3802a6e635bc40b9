import YAML

extension Session {
  /// Takes what the editor tells.
  mutating func notice(_ method: String, _ parameters: Node) async throws(ResponseError) {
    switch method {
    case "initialized":
      watchFiles()
      check()
    case "textDocument/didOpen":
      guard let document = parameters["textDocument"], let uri = document["uri"]?.string,
        let text = document["text"]?.string
      else { throw .invalid("textDocument") }
      desk?.open(
        OpenDocument(
          uri: uri, version: document["version"]?.scalar?.integer ?? 0, text: text))
      check()
    case "textDocument/didChange":
      guard let document = parameters["textDocument"], let uri = document["uri"]?.string,
        let changes = parameters["contentChanges"]?.elements
      else { throw .invalid("textDocument") }
      try desk?.change(uri, changes, version: document["version"]?.scalar?.integer ?? 0)
      check()
    case "textDocument/didClose":
      guard let uri = parameters["textDocument"]?["uri"]?.string else {
        throw .invalid("textDocument")
      }
      desk?.close(uri)
      check()
    case "textDocument/didSave", "workspace/didChangeWatchedFiles": check()
    default: break
    }
  }

  /// Asks the editor to tell of files that change beside it, where it can.
  private func watchFiles() {
    guard client.watchesFiles else { return }
    let watcher = Node.object([("globPattern", .string("**/*"))])
    let registration = Node.object([
      ("id", .string("files")), ("method", .string("workspace/didChangeWatchedFiles")),
      ("registerOptions", .object([("watchers", Node([watcher]))])),
    ])
    send(
      .request(
        1, "client/registerCapability", .object([("registrations", Node([registration]))])))
  }
}
