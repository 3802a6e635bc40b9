import HummingbirdCore
import NIOCore

/// Reads the body of a request, as far as it is wanted.
struct RequestBodyReader {
  /// The most bytes that a request may have.
  let limit: Int

  struct Received {
    /// The body, where it is not too long.
    var bytes: [UInt8] = []
    var isTooLong = false
    /// Whether its end was seen, so that another request may follow on the connection.
    var isWhole = true

    /// A body of which nothing was read, since it would be too long.
    static let refused = Received(isTooLong: true, isWhole: false)
  }

  /// Reads the body to its end, or gives up.
  ///
  /// A body that is too long is read on for a while and dropped: most clients look for an answer
  /// only once they have sent all. One that trickles in is not waited for.
  func read(_ body: RequestBody) async throws -> Received {
    var received = Received()
    var count = 0
    let start = ContinuousClock.now
    for try await piece in body {
      count += piece.readableBytes
      if count > limit {
        received = Received(isTooLong: true)
      } else {
        received.bytes.append(contentsOf: piece.readableBytesView)
      }
      if count > limit + maximumDropped || start.duration(to: .now) > patience {
        return .refused
      }
    }
    return received
  }
}

private let maximumDropped = 64 << 20
private let patience = Duration.seconds(60)
