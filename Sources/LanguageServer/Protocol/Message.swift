import Diagnostics
package import YAML

/// A message of JSON-RPC 2.0 from the editor.
package enum Message: Sendable {
  /// Wants an answer under its id.
  case request(id: Node, method: String, parameters: Node)
  case notification(method: String, parameters: Node)
  /// An answer to what the server asked.
  case response(id: Node)

  /// Reads the content of a message.
  ///
  /// - Throws: ``ResponseError`` where it is none.
  package init(_ content: [UInt8]) throws(ResponseError) {
    let root: Node
    do { root = try SourceFile(path: "", bytes: content).parsedJSON().root } catch {
      throw ResponseError(.parseError, "the message is no JSON: \(error.message)")
    }
    guard root.mapping != nil else {
      throw ResponseError(.invalidRequest, "the message is no object")
    }
    let id = root["id"]
    if let id, id.scalar == nil || id.scalar?.type == .boolean {
      throw ResponseError(.invalidRequest, "the message's id is neither a string nor a number")
    }
    guard let method = root["method"]?.string else {
      guard let id, root["result"] != nil || root["error"] != nil else {
        throw ResponseError(.invalidRequest, "the message has no method")
      }
      self = .response(id: id)
      return
    }
    let parameters = root["params"] ?? .null()
    if let id, !id.isNull {
      self = .request(id: id, method: method, parameters: parameters)
    } else {
      self = .notification(method: method, parameters: parameters)
    }
  }
}

/// Why a request has no result.
package struct ResponseError: Error, Hashable, Sendable {
  /// What kind of reason it is.
  package var code: Code
  /// A sentence.
  package var message: String

  /// The codes of JSON-RPC 2.0 and LSP 3.17.
  package enum Code: Int, Sendable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case internalError = -32603
    case serverNotInitialized = -32002
    case requestFailed = -32803
  }

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
