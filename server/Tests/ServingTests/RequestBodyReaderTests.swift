import HummingbirdCore
import NIOCore
import Testing

@testable import Serving

@Suite struct RequestBodyReaderTests {
  /// A body that comes in pieces of so many bytes.
  private func body(_ sizes: [Int]) -> RequestBody {
    RequestBody(
      asyncSequence: AsyncStream<ByteBuffer> { continuation in
        for size in sizes { continuation.yield(ByteBuffer(repeating: 0x20, count: size)) }
        continuation.finish()
      })
  }

  @Test func `a body is put together from its pieces`() async throws {
    let received = try await RequestBodyReader(limit: 5).read(body([2, 0, 3]))
    #expect(received.bytes.count == 5)
    #expect(received.fault == nil)
    #expect(received.isWhole)
  }

  @Test func `a body that is too long is read to its end and dropped`() async throws {
    let received = try await RequestBodyReader(limit: 5).read(body([2, 4, 100]))
    #expect(received.bytes.isEmpty)
    #expect(received.fault == .tooLong)
    #expect(received.isWhole)
  }

  @Test func `a body without an end is given up`() async throws {
    let received = try await RequestBodyReader(limit: 5).read(
      body(Array(repeating: 16 << 20, count: 6)))
    #expect(received.fault == .tooLong)
    #expect(!received.isWhole)
  }

  @Test func `a body that trickles in is given up`() async throws {
    let received = try await RequestBodyReader(limit: 5, patience: .zero).read(body([1, 1]))
    #expect(received.fault == .tooSlow)
    #expect(received.bytes.isEmpty)
    #expect(!received.isWhole)
  }
}
