import JSONText
package import Logging

/// Writes each log event as one line of JSON: event, level, timestamp, and the metadata.
///
/// A message is a short fixed name or sentence; whatever varies is metadata, so that a line can be
/// searched by field.
package struct JSONLogHandler: LogHandler {
  /// What every line of the logger holds; an event that names the same has its way.
  package var metadata: Logger.Metadata = [:]
  /// What every line holds besides, asked anew for each.
  package var metadataProvider: Logger.MetadataProvider?
  /// The least grave events that are written.
  package var logLevel: Logger.Level
  private let label: String
  private let sink: LogSink
  private let time: @Sendable () -> Timestamp

  /// - Parameter time: asked once for each line.
  package init(
    label: String, level: Logger.Level, sink: LogSink,
    time: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.label = label
    logLevel = level
    self.sink = sink
    self.time = time
  }

  /// One field of ``metadata``.
  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes the line; it waits for nobody.
  package func log(event: LogEvent) {
    var fields = event.metadata ?? [:]
    if !metadata.isEmpty { fields.merge(metadata) { given, _ in given } }
    if let provided = metadataProvider?.get() { fields.merge(provided) { given, _ in given } }
    if let error = event.error { fields["error"] = .string("\(error)") }
    let line = JSONWriter.text { json in
      json.object { json in
        json.field("event", event.message.description)
        json.field("level", event.level.rawValue.uppercased())
        json.field("timestamp", time().description)
        json.field("logger", label)
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
          json.key(key)
          json.value(value)
        }
      }
    }
    sink.write(line + [UInt8(ascii: "\n")])
  }
}

extension JSONWriter {
  fileprivate mutating func value(_ value: Logger.Metadata.Value) {
    switch value {
    case .string(let text): self.value(text)
    case .stringConvertible(let number as Int): self.value(number)
    case .stringConvertible(let number as Double) where number.isFinite: self.value(number)
    case .stringConvertible(let number as Float) where number.isFinite: self.value(number)
    case .stringConvertible(let truth as Bool): self.value(truth)
    case .stringConvertible(let other): self.value(other.description)
    case .array(let values):
      array { json in for value in values { json.value(value) } }
    case .dictionary(let values):
      object { json in
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
          json.key(key)
          json.value(value)
        }
      }
    }
  }
}
