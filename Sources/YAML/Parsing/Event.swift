import Diagnostics

/// One step of libyaml through a text, with byte ranges.
enum Event {
  case documentStart(ByteRange)
  case documentEnd(ByteRange)
  case alias(name: String, ByteRange)
  case scalar(ScalarEvent)
  case sequenceStart(CollectionEvent)
  case sequenceEnd(ByteRange)
  case mappingStart(CollectionEvent)
  case mappingEnd(ByteRange)
  case streamEnd
}

/// A scalar as it is written.
struct ScalarEvent {
  var text: String
  var style: ScalarStyle
  var anchor: String?
  /// The tag in full (`tag:yaml.org,2002:str`), or nil when there is none.
  var tag: String?
  var range: ByteRange
}

/// The beginning of a collection.
struct CollectionEvent {
  var anchor: String?
  var isFlow: Bool
  var range: ByteRange
}
