import Glibc
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Listens for HTTP/1.1 and gives each request to the handler.
///
/// Stopping takes no more connections, closes those that are idle and answers the requests at hand.
package struct HTTPListener: Service {
  private let handler: ServiceHandler
  private let port: Int
  private let logger: Logger

  /// - Parameter port: 0 for any that is free; the log tells which.
  package init(_ handler: ServiceHandler, port: Int, logger: Logger) {
    self.handler = handler
    self.port = port
    self.logger = logger
  }

  /// Serves until the service stops, and then until the requests at hand are answered.
  ///
  /// - Throws: ``ConfigurationError`` where the port cannot be listened on.
  package func run() async throws {
    let exchange = HTTPExchange(handler)
    let builder = HTTPServerBuilder { responder in
      EventLoopChannel(
        HTTP1Channel(
          responder: responder,
          configuration: .init(
            additionalChannelHandlers: [DisconnectHandler()], idleTimeout: idleTimeout)))
    }
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    let server = try builder.buildServer(
      configuration: .init(address: .hostname("0.0.0.0", port: port), backlog: 4096),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      logger: quiet,
      responder: { request, writer, channel in
        try await exchange.answer(request, writer, channel)
      },
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? port
        logger.notice(
          "listening",
          metadata: ["port": .stringConvertible(port), "version": .string(serviceVersion)])
      })
    do {
      try await withTaskCancellationHandler {
        try await server.run()
      } onCancel: {
        logger.warning("connections are closed before their requests were answered")
      }
    } catch let error as IOError {
      let reason = strerror(error.errnoCode).map { String(cString: $0) } ?? "\(error.errnoCode)"
      throw ConfigurationError(problems: ["PORT: \(port) cannot be listened on: \(reason)"])
    }
  }
}

/// Longer than the proxies in front keep a connection that they may use again.
private let idleTimeout = TimeAmount.seconds(75)
