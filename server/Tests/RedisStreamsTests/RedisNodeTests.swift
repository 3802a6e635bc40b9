import Logging
import NIOCore
import NIOPosix
import RedisServer
import Synchronization
import Testing

@testable import RedisStreams

/// Redis that is more than one server.
@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
struct RedisNodeTests {
  private func client(toPort port: Int) -> RedisClient {
    var configuration = RedisConfiguration(
      host: "127.0.0.1", port: port, password: RedisServer.password)
    configuration.firstDelay = .milliseconds(5)
    configuration.longestDelay = .milliseconds(20)
    return RedisClient(
      configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test(arguments: [
    ("MOVED 3999 10.0.0.1:6381", RedisNode(host: "10.0.0.1", port: 6381)),
    ("MOVED 3999 redis-2.redis:6381", RedisNode(host: "redis-2.redis", port: 6381)),
    ("MOVED 3999 fd00::1:6381", RedisNode(host: "fd00::1", port: 6381)),
    ("MOVED 3999 :6381", RedisNode(host: "asked", port: 6381)),
    ("MOVED 3999 10.0.0.1", nil), ("MOVED", nil), ("ERR MOVED 1 a:1", nil),
  ])
  func `a node of a cluster says where the keys are`(_ text: String, _ node: RedisNode?) {
    let asked = RedisNode(host: "asked", port: 6379)
    #expect(RedisNode(movedBy: .server(text), from: asked) == node)
  }

  @Test func `a command goes to the node that another one names, and so does the next`()
    async throws
  {
    let owner = try RedisServer()
    let other = try await OtherNode(naming: owner.port)
    let client = client(toPort: other.port)
    #expect(try await client.send(["SET", "key", "text"]) == .simple("OK"))
    #expect(try await client.send(["GET", "key"]).text == "text")
    #expect(other.commands == 1)
    // While the one that was named is away, the configured one says who took its place.
    owner.stop()
    await #expect(throws: RedisError.self) { _ = try await client.send(["GET", "key"]) }
    let successor = try RedisServer()
    other.name(successor.port)
    while (try? await client.send(["SET", "key", "more"])) == nil {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(try await self.client(toPort: successor.port).send(["GET", "key"]).text == "more")
    await client.close()
  }

  @Test func `nodes that name each other are not followed for ever`() async throws {
    let one = try await OtherNode(naming: 1)
    let other = try await OtherNode(naming: one.port)
    one.name(other.port)
    let client = client(toPort: one.port)
    let error = await #expect(throws: RedisError.self) {
      _ = try await client.send(["GET", "key"])
    }
    #expect(error?.code == "MOVED")
    #expect(one.commands + other.commands == 4)
    await client.close()
  }

  @Test func `a master that became a replica is left`() async throws {
    let server = try RedisServer()
    let client = client(toPort: server.port)
    let admin = self.client(toPort: server.port)
    let before = try await client.send(["CLIENT", "ID"])
    _ = try await admin.send(["REPLICAOF", "127.0.0.1", "1"])
    await #expect(throws: RedisError.self) { _ = try await client.send(["SET", "key", "text"]) }
    _ = try await admin.send(["REPLICAOF", "NO", "ONE"])
    #expect(try await client.send(["SET", "key", "text"]) == .simple("OK"))
    #expect(try await client.send(["CLIENT", "ID"]) != before)
  }
}

/// A node of a cluster that has no keys and names the one that has them.
private final class OtherNode: Sendable {
  private final class Plan: Sendable {
    let owner = Atomic(0)
    let asked = Atomic(0)
  }

  private let channel: any Channel
  private let plan = Plan()

  var port: Int { channel.localAddress?.port ?? 0 }
  /// How many commands it did not carry out.
  var commands: Int { plan.asked.load(ordering: .acquiring) }

  init(naming port: Int) async throws {
    let plan = plan
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Answers(plan))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    name(port)
  }

  deinit { channel.close(promise: nil) }

  func name(_ port: Int) { plan.owner.store(port, ordering: .releasing) }

  private final class Answers: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let plan: Plan

    init(_ plan: Plan) { self.plan = plan }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      // The client waits for each answer before it sends the next command.
      let command = String(buffer: unwrapInboundIn(data))
      let answer: String
      if ["AUTH", "PING", "QUIT"].contains(where: { command.contains("\r\n\($0)\r\n") }) {
        answer = "+OK\r\n"
      } else {
        plan.asked.add(1, ordering: .releasing)
        answer = "-MOVED 1 127.0.0.1:\(plan.owner.load(ordering: .acquiring))\r\n"
      }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    }
  }
}
