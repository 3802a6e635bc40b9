package import JSONText
package import Logging

/// Writes events as lines of JSON: event, level, timestamp, logger, and the fields of the event.
///
/// A line goes straight into bytes: of what a busy service does for a request, this is a part that
/// shows. Code that logs seldom goes through ``JSONLogHandler``, which writes the same lines.
package struct EventLog: Sendable {
  /// The least grave events that are written.
  package let level: Logger.Level
  private let label: String
  private let sink: LogSink?
  private let time: @Sendable () -> Timestamp

  /// - Parameter time: asked once for each line.
  package init(
    label: String, level: Logger.Level, sink: LogSink,
    time: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.label = label
    self.level = level
    self.sink = sink
    self.time = time
  }

  /// A log that keeps nothing.
  package static let none = EventLog()

  private init() {
    label = ""
    level = .critical
    sink = nil
    time = { .now }
  }

  /// Writes the line of an event, unless it is below the level; it waits for nobody.
  ///
  /// - Parameter fields: writes the members, in the order of their names.
  package func write(
    _ event: String, _ level: Logger.Level, _ fields: (inout JSONWriter) -> Void
  ) {
    guard let sink, level >= self.level else { return }
    var line = JSONWriter.text { json in
      json.object { json in
        json.field("event", event)
        json.field("level", level.name)
        json.key("timestamp")
        let time = time()
        json.value(plain: Timestamp.length) { time.write($0) }
        json.field("logger", label)
        fields(&json)
      }
    }
    line.append(UInt8(ascii: "\n"))
    sink.write(line)
  }
}

extension Logger.Level {
  fileprivate var name: String {
    switch self {
    case .trace: "TRACE"
    case .debug: "DEBUG"
    case .info: "INFO"
    case .notice: "NOTICE"
    case .warning: "WARNING"
    case .error: "ERROR"
    case .critical: "CRITICAL"
    }
  }
}
