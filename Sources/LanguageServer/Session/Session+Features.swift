import Diagnostics
import Environments
import Kustomize
import YAML

extension Session {
  /// Answers what the editor asks of the files.
  mutating func feature(
    _ method: String, _ parameters: Node
  ) async throws(ResponseError) -> Node {
    switch method {
    case "textDocument/codeAction": return try await codeActions(parameters)
    case "textDocument/diagnostic": return try await findings(ofDocument: parameters)
    case "workspace/diagnostic": return try await findings(ofAll: parameters)
    case "textDocument/hover": return try await hover(parameters)
    case "textDocument/definition": return try await definition(parameters)
    case "textDocument/references": return try await references(parameters)
    case "textDocument/documentSymbol": return try symbols(parameters)
    case "textDocument/completion": return try await completion(parameters)
    case "textDocument/prepareRename": return try await prepareRename(parameters)
    case "textDocument/rename": return try await rename(parameters)
    case "workspace/executeCommand": return try await execute(parameters)
    default: throw ResponseError(.methodNotFound, "the server does not know \"\(method)\"")
    }
  }

  /// The text that a request is about, with its lines.
  ///
  /// - Throws: ``ResponseError`` where the editor does not have it open.
  func document(
    _ parameters: Node, on desk: Desk
  ) throws(ResponseError) -> (file: SourceFile, lines: TextLines) {
    guard let uri = parameters["textDocument"]?["uri"]?.string else {
      throw .invalid("textDocument")
    }
    guard let path = desk.path(of: uri), let document = desk.documents[path] else {
      throw ResponseError(.requestFailed, "\(uri) is not open, or is no file of the repository")
    }
    let file = SourceFile(path: desk.workspace.tree.shown(path), bytes: document.bytes)
    return (file, TextLines(document.bytes, desk.encoding))
  }
}
