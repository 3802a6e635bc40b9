/// A client that asks for predictions on and on, and lets no request fail.
struct Client: Sendable {
  var port: Int

  /// Asks until 20 replies were of the kind that is waited for.
  ///
  /// As clients do, it keeps its connection until it is told that the server closes it.
  /// - Returns: every reply, in order.
  /// - Throws: ``ServiceFailure`` at the first request that fails.
  func ask(until isWaitedFor: (HTTPReply) throws -> Bool) async throws -> [HTTPReply] {
    let deadline = ContinuousClock.now + .seconds(60)
    var replies: [HTTPReply] = []
    var count = 0
    var kept: HTTPConnection?
    while count < 20 {
      guard ContinuousClock.now < deadline else { throw ServiceFailure("nothing changed") }
      let connection = try kept ?? HTTPConnection(port: port)
      try connection.send("POST", "/predict", [:], Array(praising.utf8))
      let reply = try connection.reply()
      guard reply.status == 200 else { throw ServiceFailure("\(reply.status) \(reply.text)") }
      kept = reply["Connection"] == "close" ? nil : connection
      replies.append(reply)
      count += try isWaitedFor(reply) ? 1 : 0
      try await Task.sleep(for: .milliseconds(2))
    }
    return replies
  }
}

extension HTTPReply {
  /// The version of the model that predicted.
  var modelVersion: String { get throws { try json(Predictions.self).model_version } }
}
