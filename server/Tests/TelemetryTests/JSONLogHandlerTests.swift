import Glibc
import Logging
import Telemetry
import Testing

@Suite struct JSONLogHandlerTests {
  /// What a logger wrote.
  private func lines(_ level: Logger.Level, _ body: (Logger) -> Void) throws -> String {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let sink = LogSink(descriptor: ends[1])
    let time = Timestamp(seconds: 1_772_366_400, milliseconds: 7)
    body(
      Logger(label: "test") { label in
        JSONLogHandler(EventLog(label: label, level: level, sink: sink) { time })
      })
    sink.flush()
    close(ends[1])
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = read(ends[0], &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }

  @Test func `an event is one line of JSON with its metadata sorted`() throws {
    let text = try lines(.info) { logger in
      logger.info(
        "prediction", metadata: ["model": "m", "latency_ms": .stringConvertible(1.5)])
    }
    #expect(
      text == """
        {"event":"prediction","level":"INFO","timestamp":"2026-03-01T12:00:00.007Z",\
        "logger":"test","latency_ms":1.5,"model":"m"}

        """)
  }

  @Test func `a line end or a quote in a value stays within the line`() throws {
    let text = try lines(.info) { $0.info("e", metadata: ["k": "a\"b\nc\u{1}"]) }
    #expect(text.hasSuffix(#""k":"a\"b\nc\u0001"}"# + "\n"))
  }

  @Test func `what is below the level is not written`() throws {
    let text = try lines(.warning) { $0.info("e") }
    #expect(text.isEmpty)
  }

  @Test func `lines past the capacity are dropped and counted`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let sink = LogSink(descriptor: ends[1], capacity: 8)
    sink.write(Array("a line longer than eight bytes\n".utf8))
    sink.write(Array("short\n".utf8))
    sink.flush()
    close(ends[1])
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(ends[0], &bytes, bytes.count)
    close(ends[0])
    let text = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    #expect(text.contains("short\n"))
    #expect(text.contains(#""event":"log lines dropped","count":1"#))
  }

  @Test func `lines that the descriptor refuses are counted, and told of when it takes some`()
    throws
  {
    // What is full refuses to be written to.
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    try #require(full >= 0)
    defer { close(full) }
    let sink = LogSink(descriptor: full)
    sink.write(Array("one\ntwo\n".utf8))
    sink.flush()
    #expect(sink.dropped == 2)
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    try #require(dup2(ends[1], full) == full)
    close(ends[1])
    sink.write(Array("three\n".utf8))
    sink.flush()
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(ends[0], &bytes, bytes.count)
    close(ends[0])
    let text = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    #expect(text == "three\n" + #"{"event":"log lines dropped","count":2}"# + "\n")
  }

  @Test func `lines for a reader that is gone are counted, and end nothing`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let sink = LogSink(descriptor: ends[1])
    sink.write(Array("one\n".utf8))
    sink.flush()
    #expect(sink.dropped == 1)
  }

  @Test func `a reader that does not read is waited for, and not for ever`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let sink = LogSink(descriptor: ends[1])
    sink.write([UInt8](repeating: 0x61, count: 200_000) + [0x0A])
    let start = ContinuousClock.now
    sink.flush(within: 0.05)
    #expect(start.duration(to: .now) < .seconds(10))
  }

  @Test func `a descriptor that does not block gets every line, whole and in order`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    try #require(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
    defer { close(ends[0]) }
    let sink = LogSink(descriptor: ends[1])
    let lines = (0..<20_000).map { "line \($0)\n" }
    for line in lines { sink.write(Array(line.utf8)) }
    let all = lines.joined()
    var text: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    while text.count < all.utf8.count {
      var polled = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
      try #require(poll(&polled, 1, 10_000) == 1)
      let count = read(ends[0], &bytes, bytes.count)
      if count > 0 { text += bytes.prefix(count) }
    }
    #expect(String(decoding: text, as: UTF8.self) == all)
    close(ends[1])
  }
}
