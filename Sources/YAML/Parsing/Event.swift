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
  /// Where the anchor and the tag begin; the value's own beginning when there are none.
  var start: Int
  var range: ByteRange

  /// What the scalar means: by its tag, or else by its text when it is plain.
  func type(in schema: Schema) -> ScalarType {
    switch tag {
    // `!` alone leaves it open, which Kustomize's reader takes for no tag.
    case "!" where schema == .kustomize && style == .plain: schema.type(ofPlain: text)
    case nil: style == .plain ? schema.type(ofPlain: text) : .string
    case "tag:yaml.org,2002:int": .integer
    case "tag:yaml.org,2002:float": .float
    case "tag:yaml.org,2002:bool": .boolean
    case "tag:yaml.org,2002:null": .null
    default: .string
    }
  }
}

/// The beginning of a collection.
struct CollectionEvent {
  var anchor: String?
  var tag: String?
  var isFlow: Bool
  /// Where the anchor and the tag begin; the collection's own beginning when there are none.
  var start: Int
  var range: ByteRange
}
