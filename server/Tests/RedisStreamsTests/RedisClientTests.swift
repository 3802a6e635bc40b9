import Logging
import RedisServer
import RedisStreams
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
struct RedisClientTests {
  private func client(
    _ server: RedisServer, password: String? = RedisServer.password,
    _ change: (inout RedisConfiguration) -> Void = { _ in }
  ) -> RedisClient {
    var configuration = RedisConfiguration(
      host: "127.0.0.1", port: server.port, password: password)
    configuration.firstDelay = .milliseconds(5)
    configuration.longestDelay = .milliseconds(20)
    change(&configuration)
    return RedisClient(
      configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Sends until Redis answers, as a caller does who waits for it to come back.
  private func insist(_ client: RedisClient, _ command: [RESPArgument]) async throws -> RESPValue {
    for _ in 0..<400 {
      do {
        return try await client.send(command)
      } catch RedisError.unreachable, RedisError.connectionLost {
        try await Task.sleep(for: .milliseconds(5))
      }
    }
    return try await client.send(command)
  }

  @Test func `commands sent at once get each its own reply`() async throws {
    let server = try RedisServer()
    let client = client(server)
    try await withThrowingTaskGroup { group in
      for number in 0..<500 {
        group.addTask {
          let text = String(repeating: "é\r\n", count: number) + "\(number)"
          let reply = try await client.send(["ECHO", RESPArgument(text)])
          #expect(reply == .bulk(Array(text.utf8)))
        }
      }
      try await group.waitForAll()
    }
    let info = try await client.send(["INFO", "stats"]).text ?? ""
    #expect(info.contains("total_connections_received:1\r\n"))
    await client.close()
  }

  @Test func `an encrypted connection is made where Redis is vouched for, and only there`()
    async throws
  {
    let server = try RedisServer(isEncrypted: true)
    func client(_ host: String, _ encryption: RedisConfiguration.Encryption?) -> RedisClient {
      self.client(server) {
        $0.host = host
        $0.encryption = encryption
      }
    }
    let trusted = RedisConfiguration.Encryption(authorities: server.certificate)
    #expect(try await client("localhost", trusted).send(["ECHO", "a"]).text == "a")
    // Its certificate is of a name, and of no authority that the system knows.
    for (host, encryption) in [("127.0.0.1", trusted), ("localhost", .init()), ("localhost", nil)] {
      await #expect(throws: RedisError.self) {
        try await client(host, encryption).send(["ECHO", "a"])
      }
    }
    await #expect(throws: RedisError.self) {
      try await client("localhost", .init(authorities: "/nowhere")).send(["ECHO", "a"])
    }
  }

  @Test func `an error of Redis is thrown and the connection goes on`() async throws {
    let server = try RedisServer()
    let client = client(server)
    await #expect(throws: RedisError.server("ERR value is not an integer or out of range")) {
      _ = try await client.send(["SET", "key", "text"])
      _ = try await client.send(["INCR", "key"])
    }
    #expect(try await client.send(["GET", "key"]).text == "text")
  }

  @Test(arguments: [
    (nil, "wrong-secret", "Redis refused the password, or does not know the user (WRONGPASS)"),
    (
      "nobody", RedisServer.password,
      "Redis refused the password, or does not know the user (WRONGPASS)"
    ),
    (nil, nil, "Redis asks for a password, and none is set (NOAUTH)"),
  ])
  func `a user or password that is wrong or missing is said without telling it`(
    _ user: String?, _ password: String?, _ message: String
  ) async throws {
    let server = try RedisServer()
    let client = client(server, password: password) { $0.user = user }
    let error = await #expect(throws: RedisError.self) { _ = try await client.send(["PING"]) }
    #expect(error?.description == message)
  }

  @Test func `a configuration is printed without its password`() {
    let configuration = RedisConfiguration(host: "redis", password: "hunter2")
    var dumped = ""
    dump(configuration, to: &dumped)
    let printed = "\(configuration)" + String(reflecting: configuration) + dumped
    #expect(printed.contains("redis:6379") && !printed.contains("hunter2"))
  }

  @Test func `nobody listening is said with the address`() async throws {
    let server = try RedisServer()
    server.stop()
    let client = client(server)
    let error = await #expect(throws: RedisError.self) { _ = try await client.send(["PING"]) }
    #expect(error?.description.contains("127.0.0.1:\(server.port)") == true)
    #expect(error?.description.contains("refused") == true)
  }

  @Test func `a command under way at the loss fails, and a later one finds Redis again`()
    async throws
  {
    let server = try RedisServer()
    let client = client(server)
    _ = try await client.send(["PING"])
    let blocked = Task { try await client.send(["BLPOP", "list", "0"]) }
    let other = self.client(server)
    while try await other.send(["INFO", "clients"]).text?.contains("blocked_clients:1") == false {}
    server.stop()
    await #expect(throws: RedisError.connectionLost) { _ = try await blocked.value }
    try server.start()
    #expect(try await insist(client, ["PING"]) == .simple("PONG"))
  }

  @Test func `a reply that is late fails the command and ends the connection`() async throws {
    let server = try RedisServer()
    let client = client(server)
    await #expect(throws: RedisError.timedOut) {
      _ = try await client.send(["BLPOP", "list", "0"], timeout: .milliseconds(20))
    }
    #expect(try await insist(client, ["PING"]) == .simple("PONG"))
  }

  @Test func `a task that is cancelled does not wait for its reply`() async throws {
    let server = try RedisServer()
    let client = client(server)
    let task = Task { try await client.send(["BLPOP", "list", "0"]) }
    task.cancel()
    await #expect(throws: RedisError.cancelled) { _ = try await task.value }
  }

  @Test func `a closed client fails what is under way and what comes`() async throws {
    let server = try RedisServer()
    let client = client(server)
    _ = try await client.send(["PING"])
    let blocked = Task { try await client.send(["BLPOP", "list", "0"]) }
    let other = self.client(server)
    while try await other.send(["INFO", "clients"]).text?.contains("blocked_clients:1") == false {}
    await client.close()
    await #expect(throws: RedisError.closed) { _ = try await blocked.value }
    await #expect(throws: RedisError.closed) { _ = try await client.send(["PING"]) }
  }

  @Test func `a script runs also after Redis forgot it`() async throws {
    let server = try RedisServer()
    let client = client(server)
    let script = RedisScript("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}")
    for count in 1...4 {
      if count == 3 { _ = try await client.send(["SCRIPT", "FLUSH"]) }
      let reply = try await client.eval(script, keys: ["key"], arguments: ["value"])
      #expect(
        reply
          == .array([.bulk(Array("key".utf8)), .bulk(Array("value".utf8)), .integer(Int64(count))]))
    }
  }
}
