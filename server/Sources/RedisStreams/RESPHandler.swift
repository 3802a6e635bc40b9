import NIOCore

/// A command on its way to Redis, with the promise of its reply.
struct RedisRequest: Sendable {
  let bytes: ByteBuffer
  let reply: EventLoopPromise<RESPValue>
  let timeout: TimeAmount
}

/// Asks the handler to end the connection, and to fail what waits with this reason.
struct RedisDisconnection: Sendable {
  let reason: RedisError
}

/// Gives each reply to the command that it answers: Redis answers in the order it was asked.
final class RESPHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = RedisRequest
  typealias OutboundOut = ByteBuffer

  private var parser = RESPParser()
  private var waiting = CircularBuffer<
    (reply: EventLoopPromise<RESPValue>, timer: Scheduled<Void>)
  >()

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let request = unwrapOutboundIn(data)
    // Replies come in order, so one that is late holds up all that follow it.
    let timer = context.eventLoop.assumeIsolated().scheduleTask(in: request.timeout) {
      request.reply.fail(RedisError.timedOut)
      self.end(context, because: .connectionLost)
    }
    waiting.append((request.reply, timer))
    context.write(wrapOutboundOut(request.bytes), promise: promise)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    parser.append(unwrapInboundIn(data).readableBytesView)
    do throws(RESPError) {
      while let value = try parser.next() {
        guard let (reply, timer) = waiting.popFirst() else {
          return end(context, because: .unexpectedReply("nothing was asked"))
        }
        timer.cancel()
        if case .error(let text) = value {
          reply.fail(RedisError.server(text))
        } else {
          reply.succeed(value)
        }
      }
    } catch {
      end(context, because: .unexpectedReply(error.message))
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    failAll(because: .connectionLost)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(context, because: .connectionLost)
  }

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard let event = event as? RedisDisconnection else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    end(context, because: event.reason)
    promise?.succeed()
  }

  private func end(_ context: ChannelHandlerContext, because reason: RedisError) {
    failAll(because: reason)
    context.close(promise: nil)
  }

  private func failAll(because reason: RedisError) {
    while let (reply, timer) = waiting.popFirst() {
      timer.cancel()
      reply.fail(reason)
    }
  }
}
