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
  private let log: EventLog

  /// - Parameter log: where the lines go; of its level and the handler's the graver counts.
  package init(_ log: EventLog) {
    self.log = log
    logLevel = log.level
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
    log.write(event.message.description, event.level) { json in
      for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
        json.key(named: key)
        json.value(value)
      }
    }
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
          json.key(named: key)
          json.value(value)
        }
      }
    }
  }
}
