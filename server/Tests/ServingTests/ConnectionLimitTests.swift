import Glibc
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Serving

@Suite struct ConnectionLimitTests {
  private let metrics = ServiceMetrics()
  private var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

  @Test func `a connection counts from when it is accepted, and one too many is closed`() throws {
    let limit = ConnectionLimit(metrics, most: 2, logger: logger)
    // None of them is open yet: many come at once.
    let channels = (0..<3).map { _ in EmbeddedChannel() }
    #expect(channels.map { limit.take($0) } == [true, true, false])
    #expect(metrics.text.contains("\nconnections 2\n"))
    #expect(metrics.text.contains("\nconnections_refused_total{reason=\"too_many\"} 1\n"))
    channels[0].close(promise: nil)
    channels[0].embeddedEventLoop.run()
    #expect(metrics.text.contains("\nconnections 1\n"))
    #expect(limit.take(EmbeddedChannel()))
  }

  @Test func `what a listener without files cannot take is counted`() throws {
    let limit = ConnectionLimit(metrics, most: 2, logger: logger)
    let listener = EmbeddedChannel()
    try limit.watch(listening: listener)
    for _ in 0..<2 {
      listener.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
    }
    listener.embeddedEventLoop.advanceTime(by: .milliseconds(100))
    #expect(metrics.text.contains("\nconnections_refused_total{reason=\"open_files\"} 2\n"))
  }
}
