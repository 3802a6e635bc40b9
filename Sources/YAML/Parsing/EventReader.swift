internal import CYAML
import Diagnostics

/// Reads libyaml's events from a text; the one place that touches libyaml's parser.
@safe
struct EventReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeBufferPointer<UInt8>
  private let index: CodePointIndex

  /// A failure of libyaml, with the byte offset of the problem and of what it belongs to.
  struct Failure: Error {
    var message: String
    var offset: Int
    var context: (message: String, offset: Int)?
  }

  /// Lends a reader over `bytes`, which must be the bytes that `index` was made from.
  static func withReader<Result, Problem: Error>(
    over bytes: [UInt8], index: CodePointIndex,
    _ body: (inout EventReader) throws(Problem) -> Result
  ) throws(Problem) -> Result {
    try unsafe bytes.withUnsafeBufferPointer { text throws(Problem) in
      guard index.marks.isEmpty else {
        return try unsafe index.textWithoutMarks.withUnsafeBufferPointer { input throws(Problem) in
          var reader = unsafe EventReader(text, input: input, index: index)
          return try body(&reader)
        }
      }
      let input = unsafe UnsafeBufferPointer(rebasing: text[min(index.start, text.count)...])
      var reader = unsafe EventReader(text, input: input, index: index)
      return try body(&reader)
    }
  }

  /// - Parameter input: what libyaml reads of the text.
  private init(
    _ text: UnsafeBufferPointer<UInt8>, input: UnsafeBufferPointer<UInt8>, index: CodePointIndex
  ) {
    unsafe parser = .allocate(capacity: 1)
    unsafe self.text = text
    self.index = index
    let initialised = unsafe yaml_parser_initialize(parser)
    precondition(initialised == 1, "libyaml has no memory left")
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The next event.
  ///
  /// - Throws: ``Failure`` where the text is not YAML; the reader is of no use after that.
  mutating func next() throws(Failure) -> Event {
    while true {
      var event = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
      defer { unsafe yaml_event_delete(&event) }
      if let event = unsafe translate(event) { return event }
    }
  }

  private func translate(_ event: yaml_event_t) -> Event? {
    let whole = unsafe byteRange(event.start_mark, event.end_mark)
    let range = valueRange(whole)
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT: return .documentStart(range)
    case YAML_DOCUMENT_END_EVENT: return .documentEnd(range)
    case YAML_ALIAS_EVENT:
      return unsafe .alias(name: string(event.data.alias.anchor) ?? "", range)
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let text = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return unsafe .scalar(
        ScalarEvent(
          text: String(decoding: text, as: UTF8.self), style: style(scalar.style),
          anchor: string(scalar.anchor), tag: string(scalar.tag), start: whole.lowerBound,
          range: range))
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      return unsafe .sequenceStart(
        CollectionEvent(
          anchor: string(start.anchor), tag: string(start.tag),
          isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE, start: whole.lowerBound, range: range))
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd(range)
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      return unsafe .mappingStart(
        CollectionEvent(
          anchor: string(start.anchor), tag: string(start.tag),
          isFlow: start.style == YAML_FLOW_MAPPING_STYLE, start: whole.lowerBound, range: range))
    case YAML_MAPPING_END_EVENT: return .mappingEnd(range)
    case YAML_STREAM_END_EVENT: return .streamEnd
    default: return nil
    }
  }

  /// The range of a node's own text, past the anchor and the tag that libyaml counts in.
  private func valueRange(_ range: ByteRange) -> ByteRange {
    var offset = range.lowerBound
    while offset < range.upperBound, isProperty(unsafe text[offset]) {
      while offset < range.upperBound, !isSpace(unsafe text[offset]) { offset += 1 }
      offset = skippingSpaceAndComments(from: offset, to: range.upperBound)
    }
    return ByteRange(offset, range.upperBound)
  }

  private func skippingSpaceAndComments(from start: Int, to end: Int) -> Int {
    var offset = start
    while offset < end {
      if unsafe text[offset] == UInt8(ascii: "#") {
        while offset < end, unsafe text[offset] != UInt8(ascii: "\n") { offset += 1 }
      } else if isSpace(unsafe text[offset]) {
        offset += 1
      } else {
        break
      }
    }
    return offset
  }

  private func isProperty(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!")
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
      || byte == UInt8(ascii: "\t")
  }

  private func byteRange(_ start: yaml_mark_t, _ end: yaml_mark_t) -> ByteRange {
    ByteRange(
      index.byteOffset(ofCodePoint: Int(start.index)),
      index.byteOffset(ofCodePoint: Int(end.index)))
  }

  private func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }

  private func style(_ style: yaml_scalar_style_t) -> ScalarStyle {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  private func failure() -> Failure {
    let state = unsafe parser.pointee
    let problem = unsafe state.problem.map { unsafe String(cString: $0) } ?? "not YAML"
    let error = unsafe state.error
    if error == YAML_READER_ERROR {
      // The mark is unset then; the offset counts bytes from where the input began.
      let offset = unsafe Int(state.problem_offset) + index.start
      return Failure(message: problem, offset: min(offset, unsafe text.count), context: nil)
    }
    let offset = unsafe index.byteOffset(ofCodePoint: Int(state.problem_mark.index))
    let context = unsafe state.context.map { context in
      unsafe (
        String(cString: context),
        index.byteOffset(ofCodePoint: Int(state.context_mark.index))
      )
    }
    return Failure(message: problem, offset: offset, context: context)
  }
}
