import OpenInferenceRPC
import Testing

/// Clients come by IPv4 and by IPv6 on one port.
@Suite(.serialized) struct LoopbackTests {
  @Test func `a server answers over IPv4`() async throws { try await ask(over: .ipv4) }

  @Test(.enabled(if: Loopback.ipv6.isThere, "the machine has no ::1"))
  func `a server answers over IPv6`() async throws { try await ask(over: .ipv6) }

  private func ask(over loopback: Loopback) async throws {
    let service = try await Service.ready("sentiment", ["GRPC_PORT": "0"])
    let connection = try HTTPConnection(port: await service.port, over: loopback)
    try connection.send("GET", "/readyz")
    #expect(try connection.reply().status == 200)
    let health = try await service.calling(over: loopback) { try await $0.health() }
    #expect(health == .serving)
  }
}
