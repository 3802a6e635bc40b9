import Glibc
package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// Listens for HTTP/1.1 and gives each request to the handler.
///
/// Stopping takes no more connections, closes those that are idle and answers the requests at hand.
package struct HTTPListener: Service {
  private typealias Round = NIOLoopBoundBox<LoopRound>

  private let handler: ServiceHandler
  private let port: Int
  private let memory: BodyMemory
  private let logger: Logger

  /// - Parameter port: 0 for any that is free; the log tells which.
  package init(
    _ handler: ServiceHandler, port: Int, memory: BodyMemory? = nil, logger: Logger
  ) {
    self.handler = handler
    self.port = port
    self.memory = memory ?? BodyMemory(forBodiesOf: handler.limits.bodyBytes)
    self.logger = logger
  }

  /// Serves until the service stops, and then until the requests at hand are answered.
  ///
  /// - Throws: ``ConfigurationError`` where the port cannot be listened on.
  package func run() async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let loops = Array(group.makeIterator())
    let rounds = loops.map { loop in
      (loop, Round.makeBoxSendingValue(LoopRound(loop), eventLoop: loop))
    }
    handler.metrics.observe(memory)
    let server = try await bind(rounds)
    logger.notice(
      "listening",
      metadata: [
        "port": .stringConvertible(server.localAddress?.port ?? port),
        "version": .string(serviceVersion),
      ])
    try await withTaskCancellationHandler {
      try await withGracefulShutdownHandler {
        try await server.closeFuture.get()
        for (loop, round) in rounds {
          let promise = loop.makePromise(of: Void.self)
          loop.execute { round.value.quiesce(promise) }
          try await promise.futureResult.get()
        }
      } onGracefulShutdown: {
        server.close(promise: nil)
      }
    } onCancel: {
      logger.warning("connections are closed before their requests were answered")
      server.close(promise: nil)
      for (loop, round) in rounds { loop.execute { round.value.closeAll() } }
    }
  }

  private func bind(_ rounds: [(any EventLoop, Round)]) async throws -> any Channel {
    // Of both families: addresses of IPv4 are mapped into those of IPv6, whatever the machine does else.
    let ofIPv6Alone = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)
    do {
      do {
        return try await bootstrap(rounds).serverChannelOption(ofIPv6Alone, value: 0)
          .bind(host: "::", port: port).get()
      } catch let error as IOError where [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode) {
        return try await bootstrap(rounds).bind(host: "0.0.0.0", port: port).get()
      }
    } catch let error as IOError {
      let reason = strerror(error.errnoCode).map { String(cString: $0) } ?? "\(error.errnoCode)"
      throw ConfigurationError(problems: ["PORT: \(port) cannot be listened on: \(reason)"])
    }
  }

  private func bootstrap(_ rounds: [(any EventLoop, Round)]) -> ServerBootstrap {
    let byLoop = Dictionary(uniqueKeysWithValues: rounds.map { (ObjectIdentifier($0.0), $0.1) })
    let limit = ConnectionLimit(handler, logger: logger)
    return ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 4096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try limit.watch(listening: channel)
        }
      }
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { [handler, memory] channel in
        channel.eventLoop.makeCompletedFuture {
          guard limit.take(channel) else { return }
          guard let round = byLoop[ObjectIdentifier(channel.eventLoop)]?.value else {
            preconditionFailure("a connection on a loop of another group")
          }
          try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(HTTPRequestDecoder()),
            RequestConnection(handler, round: round, memory: memory, patience: .init()),
          ])
        }
      }
  }
}
