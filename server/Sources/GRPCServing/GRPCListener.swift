import GRPCCore
import GRPCNIOTransportHTTP2Posix
package import Logging
import NIOCore
import ServiceLifecycle
package import Serving

/// Listens for gRPC and gives each call to the handler.
///
/// Stopping takes no more connections, tells clients by GOAWAY to go elsewhere with what they ask next,
/// and answers the calls at hand.
package struct GRPCListener: Service {
  private let handler: ServiceHandler
  private let port: Int
  private let memory: BodyMemory
  private let logger: Logger

  /// - Parameters:
  ///   - port: 0 for any that is free; the log tells which.
  ///   - memory: shared with the other listeners.
  package init(_ handler: ServiceHandler, port: Int, memory: BodyMemory, logger: Logger) {
    self.handler = handler
    self.port = port
    self.memory = memory
    self.logger = logger
  }

  /// Serves until the service stops, and then until the calls at hand are answered.
  ///
  /// - Throws: ``ConfigurationError`` where the port cannot be listened on.
  package func run() async throws {
    let socket = try BoundSocket(port: port)
    let desk = CallDesk(handler)
    let server = GRPCServer(
      transport: HTTP2ServerTransport.Posix(
        listeningSocketDescriptor: Int(socket.descriptor), transportSecurity: .plaintext,
        config: configuration),
      services: [InferenceCalls(desk), HealthCalls(desk)])
    logger.notice("listening for gRPC", metadata: ["port": .stringConvertible(socket.port)])
    try await withGracefulShutdownHandler {
      try await server.serve()
    } onGracefulShutdown: {
      desk.stop()
      server.beginGracefulShutdown()
    }
  }

  private var configuration: HTTP2ServerTransport.Posix.Config {
    let limit = ConnectionLimit(handler, logger: logger)
    return .defaults { config in
      // How long a message may be is judged before this, in words that clients are told.
      config.rpc.maxRequestPayloadSize = Int(Int32.max)
      config.http2.maxConcurrentStreams = 256
      // New pods get nothing from clients that never end a connection.
      config.connection.maxAge = .seconds(600)
      config.connection.maxIdleTime = .seconds(300)
      config.connection.keepalive.clientBehavior.allowWithoutCalls = true
      config.connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(10)
      config.channelDebuggingCallbacks.onBindTCPListener = { channel in
        channel.eventLoop.makeCompletedFuture { try limit.watch(listening: channel) }
      }
      config.channelDebuggingCallbacks.onAcceptTCPConnection = { channel in
        channel.eventLoop.makeCompletedFuture {
          // What is thrown here may be the end of the listener, so one too many is closed instead.
          if limit.take(channel) { try GracefulGoAway.add(to: channel) }
        }.flatMap {
          // One that is closed already has no options.
          channel.setOption(.socketOption(.tcp_nodelay), value: 1).recover { _ in }
        }
      }
      config.channelDebuggingCallbacks.onAcceptHTTP2Stream = { [handler, memory] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            StreamBounds(limit: handler.limits.bodyBytes, memory), position: .first)
        }
      }
    }
  }
}
