import NIOCore
import NIOPosix
import NIOSSL

/// One connection on which Redis has accepted the password.
///
/// Commands are sent as they come and answered in order; many may be under way at once.
struct RedisConnection: Sendable {
  private let channel: any Channel
  /// The server that it goes to.
  let node: RedisNode

  var isActive: Bool { channel.isActive }

  /// Connects, gives the password, and asks whether Redis answers.
  static func connect(
    to configuration: RedisConfiguration
  ) async throws(RedisError) -> RedisConnection {
    let timeout = TimeAmount(configuration.connectTimeout)
    let encryption = try encryption(of: configuration)
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(timeout)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let encryption {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: encryption, serverHostname: configuration.serverName))
          }
          try channel.pipeline.syncOperations.addHandler(RESPHandler())
        }
      }
    let connection: RedisConnection
    do {
      connection = RedisConnection(
        channel: try await bootstrap.connect(host: configuration.host, port: configuration.port)
          .get(), node: configuration.node)
    } catch {
      throw .unreachable("\(configuration): \(reason(for: error))")
    }
    do {
      try await connection.greet(configuration)
    } catch {
      await connection.close(because: .connectionLost)
      throw error
    }
    return connection
  }

  private static func encryption(
    of configuration: RedisConfiguration
  ) throws(RedisError) -> NIOSSLContext? {
    guard let wanted = configuration.encryption else { return nil }
    var client = TLSConfiguration.makeClientConfiguration()
    if let file = wanted.authorities { client.trustRoots = .file(file) }
    do {
      return try NIOSSLContext(configuration: client)
    } catch {
      throw .unreachable("the authorities for \(configuration) cannot be used: \(error)")
    }
  }

  private func greet(_ configuration: RedisConfiguration) async throws(RedisError) {
    do {
      if let password = configuration.password {
        let user = configuration.user.map { [RESPArgument($0)] } ?? []
        _ = try await send(
          ["AUTH"] + user + [RESPArgument(password)], timeout: configuration.connectTimeout)
      }
    } catch {
      // An error about an unknown command repeats its arguments: only the code goes on.
      guard let code = error.code else { throw error }
      throw .unauthenticated(code: String(code))
    }
    do {
      _ = try await send(["PING"], timeout: configuration.connectTimeout)
    } catch .server(let text) where text.hasPrefix("NOAUTH") {
      throw .unauthenticated(code: "NOAUTH")
    }
  }

  /// Sends a command and waits for its reply, or until the task is cancelled.
  func send(
    _ command: [RESPArgument], timeout: Duration
  ) async throws(RedisError) -> RESPValue {
    var bytes = channel.allocator.buffer(capacity: command.reduce(16) { $0 + $1.bytes.count + 16 })
    bytes.write(command: command)
    let reply = channel.eventLoop.makePromise(of: RESPValue.self)
    channel.writeAndFlush(
      RedisRequest(bytes: bytes, reply: reply, timeout: TimeAmount(timeout))
    ).whenFailure { _ in reply.fail(RedisError.connectionLost) }
    do {
      return try await withTaskCancellationHandler {
        try await reply.futureResult.get()
      } onCancel: {
        reply.fail(RedisError.cancelled)
      }
    } catch let error as RedisError {
      throw error
    } catch {
      throw .connectionLost
    }
  }

  /// Ends the connection once what was sent on it is answered.
  func quit() async {
    _ = try? await send(["QUIT"], timeout: .seconds(5))
    await close(because: .connectionLost)
  }

  /// Ends the connection; commands under way fail for the reason given.
  func close(because reason: RedisError) async {
    channel.triggerUserOutboundEvent(RedisDisconnection(reason: reason), promise: nil)
    try? await channel.closeFuture.get()
  }

  private static func reason(for error: any Error) -> String {
    guard let error = error as? NIOConnectionError else {
      if case .connectTimeout = error as? ChannelError { return "no answer in time" }
      return "\(error)"
    }
    if let first = error.connectionErrors.first { return reason(for: first.error) }
    return "the name has no address"
  }
}

extension RedisConnection: Equatable {
  static func == (one: Self, other: Self) -> Bool { one.channel === other.channel }
}

extension RedisConfiguration {
  /// The name that the certificate must have; nil where Redis is at an address of numbers, whose
  /// certificate must have the address.
  fileprivate var serverName: String? {
    (try? SocketAddress(ipAddress: host, port: port)) == nil ? host : nil
  }
}
