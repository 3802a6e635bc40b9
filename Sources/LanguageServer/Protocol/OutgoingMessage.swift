import Diagnostics
package import YAML

/// A message of JSON-RPC 2.0 to the editor.
package struct OutgoingMessage: Sendable {
  /// The message without its header.
  package let content: Node

  private init(_ members: [(String, Node?)]) {
    content = .object([("jsonrpc", .string("2.0"))] + members)
  }

  /// The answer to a request.
  package static func response(to id: Node, _ result: Node) -> OutgoingMessage {
    OutgoingMessage([("id", id), ("result", result)])
  }

  /// Why a request has no answer; the id is null where nobody knows which request it was.
  package static func failure(_ error: ResponseError, of id: Node = .null()) -> OutgoingMessage {
    OutgoingMessage([
      ("id", id),
      (
        "error",
        .object([
          ("code", .integer(error.code.rawValue)), ("message", .shown(data: error.message)),
        ])
      ),
    ])
  }

  /// What the editor is told.
  package static func notification(_ method: String, _ parameters: Node) -> OutgoingMessage {
    OutgoingMessage([("method", .string(method)), ("params", parameters)])
  }

  /// What the editor is asked.
  package static func request(
    _ id: Int, _ method: String, _ parameters: Node
  ) -> OutgoingMessage {
    OutgoingMessage([
      ("id", .integer(id)), ("method", .string(method)), ("params", parameters),
    ])
  }

  /// The message with its header.
  package var bytes: [UInt8] {
    var body: [UInt8] = []
    content.writeJSON(to: &body, escaping: .required)
    return Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
  }
}
