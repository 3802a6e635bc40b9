import JSONText
import NIOCore

extension RequestConnection {
  /// Answers the request at hand; its turn has come.
  func answer() {
    guard case .waiting = phase, let exchange, let context else { return }
    switch handler.begin(exchange.question, exchange.admission) {
    case .done(let reply): write(reply)
    case .waiting(let work):
      let loop = context.eventLoop
      let connection = NIOLoopBound(self, eventLoop: loop)
      let task = Task {
        let reply = await work()
        loop.execute { connection.value.worked(reply) }
      }
      phase = .working(task)
      if isInputClosed { task.cancel() }
    }
  }

  /// Takes the answer of a request that waited for others.
  private func worked(_ reply: Reply) {
    if let context, context.channel.isActive { return write(reply) }
    if let exchange { handler.finish(reply, to: exchange.question, at: exchange.admission.route) }
    release()
    exchange = nil
    phase = .closed
  }

  private func write(_ reply: Reply) {
    guard let context, let exchange else { return }
    release()
    let closes =
      !exchange.keepsAlive || !exchange.isWhole || isQuiescing || isInputClosed
      || handler.isDraining || retirement < round.now
    let connection: String? = closes ? "close" : exchange.isOld ? "keep-alive" : nil
    let head = reply.answer.head(
      called: exchange.question.identifier, date: round.date.now(), connection: connection)
    var bytes = context.channel.allocator.buffer(capacity: head.count + reply.answer.body.count)
    head.withBytes { _ = bytes.writeBytes($0) }
    // Of HEAD the fields are those of GET (RFC 9110, 9.3.2).
    if exchange.question.method != "HEAD" { bytes.writeBytes(reply.answer.body) }
    phase = .writing
    expire(in: patience.answer)
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenComplete { _ in self.wrote(reply, closes: closes) }
    context.writeAndFlush(wrapOutboundOut(bytes), promise: promise)
  }

  /// The last byte is on its way, or the client is gone.
  private func wrote(_ reply: Reply, closes: Bool) {
    guard let exchange else { return }
    handler.finish(reply, to: exchange.question, at: exchange.admission.route)
    let isWhole = exchange.isWhole
    self.exchange = nil
    guard let context, context.channel.isActive else { return phase = .closed }
    if !closes {
      phase = .idle
      expire(in: patience.idle)
      takeFollowing()
    } else if isWhole || isInputClosed {
      phase = .closed
      close()
    } else {
      // Closing now would reset the connection under what still comes, and the answer with it.
      phase = .lingering
      expire(in: patience.lingering)
      context.close(mode: .output, promise: nil)
      takeFollowing()
    }
  }
}
