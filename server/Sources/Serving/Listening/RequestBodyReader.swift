import HummingbirdCore
import NIOCore

/// Reads the body of a request, as far as it is wanted.
struct RequestBodyReader {
  /// The most bytes that a request may have.
  let limit: Int
  /// How long a body may take to come.
  var patience = Duration.seconds(60)

  struct Received {
    /// The body; empty where there is something wrong with it.
    var bytes: [UInt8] = []
    var fault: HTTPQuestion.BodyFault?
    /// Whether its end was seen, so that another request may follow on the connection.
    var isWhole = true
  }

  /// Reads the body to its end, or gives up.
  ///
  /// A body that is too long is read on for a while and dropped: most clients look for an answer
  /// only once they have sent all.
  func read(_ body: RequestBody) async throws -> Received {
    var received = Received()
    var count = 0
    let start = ContinuousClock.now
    for try await piece in body {
      count += piece.readableBytes
      if count > limit {
        received = Received(fault: .tooLong)
      } else {
        received.bytes.append(contentsOf: piece.readableBytesView)
      }
      if count > limit + maximumDropped { return Received(fault: .tooLong, isWhole: false) }
      // A connection on which nothing comes at all is closed as idle.
      if start.duration(to: .now) > patience { return Received(fault: .tooSlow, isWhole: false) }
    }
    return received
  }
}

private let maximumDropped = 64 << 20
