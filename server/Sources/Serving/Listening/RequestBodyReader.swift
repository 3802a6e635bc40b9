import HummingbirdCore
import NIOCore

/// Reads the body of a request, as far as it is wanted.
struct RequestBodyReader {
  /// The most bytes that a request may have.
  let limit: Int

  struct Received {
    /// The body; of one that is too long, one byte more than the limit.
    var bytes: [UInt8] = []
    /// Whether its end was seen, so that another request may follow on the connection.
    var isWhole = true
  }

  /// Reads the body to its end, or gives up.
  ///
  /// A body that is too long is read on for a while and dropped: most clients look for an answer
  /// only once they have sent all. One that trickles in is not waited for.
  func read(_ body: RequestBody) async throws -> Received {
    var received = Received()
    var dropped = 0
    let start = ContinuousClock.now
    for try await piece in body {
      if received.bytes.count <= limit {
        received.bytes.append(
          contentsOf: piece.readableBytesView.prefix(limit + 1 - received.bytes.count))
      } else {
        dropped += piece.readableBytes
      }
      if dropped > maximumDropped || start.duration(to: .now) > patience {
        received.isWhole = false
        // Marks it as one that cannot be answered, if too little of it came.
        received.bytes = Array(repeating: 0, count: limit + 1)
        return received
      }
    }
    return received
  }
}

private let maximumDropped = 64 << 20
private let patience = Duration.seconds(60)
