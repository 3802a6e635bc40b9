package import Logging
import Synchronization

/// Sends commands to Redis over one connection, which it makes when needed and again after a loss.
///
/// Of a cluster it talks to the node that has the keys, which any other node tells, and begins anew with
/// the configured address when that node is away. A server that became a replica is left, so that an
/// address that follows the master is looked up again.
///
/// Any number of tasks may send at once. After a connection that failed, Redis is left alone for a
/// growing time, in which commands fail at once: callers decide whether and when to try again. A
/// command that blocks on the server holds up all others, so it needs a client of its own.
package final class RedisClient: Sendable {
  private let configuration: RedisConfiguration
  private let logger: Logger
  private let state = Mutex(State())

  private struct State {
    var link = Link.none
    /// The node of a cluster that was named; nil for the configured address.
    var node: RedisNode?
    var failures = 0
    /// Why the last connection failed, and until when no other is tried.
    var pause: (error: RedisError, end: ContinuousClock.Instant)?
    /// The names that Redis gave to scripts.
    var digests: [RedisScript: RESPArgument] = [:]
  }

  private enum Link {
    case none
    case connecting(Task<Result<RedisConnection, RedisError>, Never>)
    case connected(RedisConnection)
    case closed
  }

  /// Makes a client; nothing is sent, and no connection made, before the first command.
  package init(_ configuration: RedisConfiguration, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
  }

  /// Sends a command and returns its reply, which is never an error.
  ///
  /// - Parameter timeout: how long the reply may take, where not as the configuration says.
  package func send(
    _ command: [RESPArgument], timeout: Duration? = nil
  ) async throws(RedisError) -> RESPValue {
    var moves = 0
    while true {
      let connection = try await connection()
      do {
        return try await connection.send(command, timeout: timeout ?? configuration.commandTimeout)
      } catch {
        // Neither of the two carries the command out.
        let node = RedisNode(movedBy: error, from: connection.node)
        guard node != nil || error.code == "READONLY" else { throw error }
        leave(connection, for: node)
        moves += 1
        guard node != nil, moves < mostMoves else { throw error }
      }
    }
  }

  /// Has the next command go to another node, or to the configured address.
  private func leave(_ connection: RedisConnection, for node: RedisNode?) {
    let isMine = state.withLock { state in
      guard case .connected(let current) = state.link, current == connection else { return false }
      state.link = .none
      state.node = node
      return true
    }
    // Whoever else has sent something on it hears of it first.
    if isMine { Task { await connection.quit() } }
  }

  /// Runs a script, which is sent whole only where Redis does not have it.
  package func eval(
    _ script: RedisScript, keys: [String], arguments: [RESPArgument], timeout: Duration? = nil
  ) async throws(RedisError) -> RESPValue {
    let rest = [RESPArgument(keys.count)] + keys.map { RESPArgument($0) } + arguments
    let digest = try await digest(of: script)
    do {
      return try await send(["EVALSHA", digest] + rest, timeout: timeout)
    } catch .server(let text) where text.hasPrefix("NOSCRIPT") {
      // Redis was started again: it ran nothing, and EVAL makes it remember the script.
      return try await send(["EVAL", RESPArgument(script.source)] + rest, timeout: timeout)
    }
  }

  /// Ends the connection; what is under way and what comes later fails as closed.
  package func close() async {
    let link = state.withLock { state in
      defer { state.link = .closed }
      return state.link
    }
    switch link {
    case .none, .closed: break
    // The attempt finds the client closed and ends what it made.
    case .connecting(let attempt): _ = await attempt.value
    case .connected(let connection): await connection.close(because: .closed)
    }
  }

  private func digest(of script: RedisScript) async throws(RedisError) -> RESPArgument {
    if let digest = state.withLock({ $0.digests[script] }) { return digest }
    let reply = try await send(["SCRIPT", "LOAD", RESPArgument(script.source)])
    guard let bytes = reply.bytes else { throw .unexpectedReply("SCRIPT LOAD gave no digest") }
    let digest = RESPArgument(bytes)
    state.withLock { $0.digests[script] = digest }
    return digest
  }

  private func connection() async throws(RedisError) -> RedisConnection {
    enum Step {
      case use(RedisConnection)
      case wait(Task<Result<RedisConnection, RedisError>, Never>)
      case fail(RedisError)
    }
    let step: Step = state.withLock { state in
      switch state.link {
      case .closed: return .fail(.closed)
      case .connected(let connection) where connection.isActive: return .use(connection)
      case .connecting(let attempt): return .wait(attempt)
      case .none, .connected:
        if let pause = state.pause, pause.end > .now { return .fail(pause.error) }
        let attempt = Task { await connect() }
        state.link = .connecting(attempt)
        return .wait(attempt)
      }
    }
    switch step {
    case .use(let connection): return connection
    case .wait(let attempt): return try await attempt.value.get()
    case .fail(let error): throw error
    }
  }

  private func connect() async -> Result<RedisConnection, RedisError> {
    let node = state.withLock { $0.node }
    let configuration = node.map(configuration.at) ?? configuration
    do throws(RedisError) {
      let connection = try await RedisConnection.connect(to: configuration)
      let isWanted = state.withLock { state in
        if case .closed = state.link { return false }
        state.link = .connected(connection)
        state.failures = 0
        state.pause = nil
        return true
      }
      guard isWanted else {
        await connection.close(because: .closed)
        return .failure(.closed)
      }
      logger.debug("connected to Redis", metadata: ["address": "\(configuration)"])
      return .success(connection)
    } catch {
      let failures = state.withLock { state in
        state.failures += 1
        state.node = nil
        state.pause = (error, .now + configuration.delay(afterFailures: state.failures))
        if case .closed = state.link { return state.failures }
        state.link = .none
        return state.failures
      }
      logger.debug(
        "no connection to Redis", metadata: ["error": "\(error)", "failures": "\(failures)"])
      return .failure(error)
    }
  }
}

/// How often a command follows a cluster's nodes, which disagree while one takes another's place.
private let mostMoves = 4

/// A script that Redis runs as one step.
package struct RedisScript: Sendable, Hashable {
  /// The Lua text, by whose hash Redis remembers it.
  package let source: String
  package init(_ source: String) { self.source = source }
}
