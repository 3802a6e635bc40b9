package import Logging

/// Writes each log event as one line of JSON: event, level, timestamp, and the metadata.
///
/// A message is a short fixed name or sentence; whatever varies is metadata, so that a line can be
/// searched by field.
package struct JSONLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  package var logLevel: Logger.Level
  private let label: String
  private let sink: LogSink
  private let time: @Sendable () -> Timestamp

  package init(
    label: String, level: Logger.Level, sink: LogSink,
    time: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.label = label
    logLevel = level
    self.sink = sink
    self.time = time
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var line = LogLine()
    line.field("event", event.message.description)
    line.field("level", event.level.rawValue.uppercased())
    line.field("timestamp", time().description)
    line.field("logger", label)
    var fields = metadata
    if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
    if let given = event.metadata { fields.merge(given) { $1 } }
    if let error = event.error { fields["error"] = .string("\(error)") }
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) { line.field(key, value) }
    sink.write(line.finished())
  }
}

/// One object of JSON as it is written.
private struct LogLine {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  mutating func field(_ name: String, _ value: String) {
    separate()
    string(name)
    bytes.append(UInt8(ascii: ":"))
    string(value)
  }

  mutating func field(_ name: String, _ value: Logger.Metadata.Value) {
    separate()
    string(name)
    bytes.append(UInt8(ascii: ":"))
    write(value)
  }

  consuming func finished() -> [UInt8] { bytes + [UInt8(ascii: "}"), UInt8(ascii: "\n")] }

  private mutating func write(_ value: Logger.Metadata.Value) {
    switch value {
    case .string(let text): string(text)
    case .stringConvertible(let number as Int): bytes += Array("\(number)".utf8)
    case .stringConvertible(let number as Double) where number.isFinite:
      bytes += Array("\(number)".utf8)
    case .stringConvertible(let number as Float) where number.isFinite:
      bytes += Array("\(number)".utf8)
    case .stringConvertible(let truth as Bool): bytes += Array("\(truth)".utf8)
    case .stringConvertible(let other): string(other.description)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(value)
      }
      bytes.append(UInt8(ascii: "]"))
    case .dictionary(let values):
      bytes.append(UInt8(ascii: "{"))
      for (key, value) in values.sorted(by: { $0.key < $1.key }) { field(key, value) }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private mutating func separate() {
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
