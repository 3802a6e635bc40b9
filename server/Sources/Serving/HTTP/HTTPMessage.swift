/// A request as the handlers take it, whole.
package struct HTTPQuestion: Sendable {
  package var method: String
  package var path: String
  package var body: [UInt8]

  package init(method: String, path: String, body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.body = body
  }
}

/// A response as the handlers give it, whole.
package struct HTTPAnswer: Sendable, Equatable {
  package var status: Int
  package var headers: [String: String]
  package var body: [UInt8]

  static func json(_ status: Int = 200, _ write: (inout JSONWriter) -> Void) -> HTTPAnswer {
    HTTPAnswer(
      status: status, headers: ["Content-Type": "application/json"], body: JSONWriter.text(write))
  }
}

/// Why a request has no result: the status and what the body says.
struct HTTPFailure: Error, Equatable {
  var status: Int
  var code: String
  var message: String
  var path = ""
  var headers: [String: String] = [:]

  var answer: HTTPAnswer {
    var answer = HTTPAnswer.json(status) { json in
      json.object { json in
        json.key("error")
        json.object { json in
          json.field("code", code)
          json.field("message", message)
          json.field("path", path)
        }
      }
    }
    answer.headers.merge(headers) { $1 }
    return answer
  }
}
