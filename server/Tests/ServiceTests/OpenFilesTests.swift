import Glibc
import Testing

/// A server that the system gives no more files.
@Suite(.serialized) struct OpenFilesTests {
  @Test func `a server without files for connections says so, does not spin, and recovers`()
    async throws
  {
    let service = try await Service.ready("sentiment")
    let port = try await service.port
    let first = try HTTPConnection(port: port)
    try first.send("GET", "/healthz")
    #expect(try first.reply().status == 200)

    // The limit of connections was set by another number: what is refused now is the kernel's word.
    try service.limitFiles(toThoseOpenAnd: 2)
    let start = ContinuousClock.now
    // They are in the listener's queue, whether it can take them or not.
    let others = try (0..<8).map { _ in try HTTPConnection(port: port) }
    for other in others { try other.send("GET", "/healthz") }
    let line = try await service.logged("connections are not taken")
    #expect(line.level == "WARNING")
    #expect(line.reason == "open_files")
    try first.send("GET", "/metrics")
    let metrics = try first.reply().text
    let refused = try #require(
      metrics.value(of: #"connections_refused_total{reason="open_files"}"#))
    let rests = start.duration(to: .now) / .milliseconds(100)
    #expect(refused >= 1)
    #expect(refused <= rests + 1, "\(refused) in \(rests) tenths of a second")
    // A directory that cannot be opened is not one without models.
    service.send(SIGHUP)
    let unread = try await service.logged("model not loaded")
    #expect(unread.reason?.hasSuffix("cannot be read: Too many open files") == true)
    #expect(unread.still_serving == "1.3.0")

    try service.limitFiles(toThoseOpenAnd: 100)
    for other in others { #expect(try other.reply().status == 200) }
    #expect(try await service.post("/predict", praising).status == 200)
  }
}

extension String {
  /// The value of a series, as Prometheus reads it; nil where there is none.
  fileprivate func value(of series: String) -> Double? {
    let line = split(separator: "\n").first { $0.hasPrefix(series + " ") }
    return line.flatMap { Double($0.dropFirst(series.count + 1)) }
  }
}
