import Diagnostics

/// Reads a text into syntax nodes, one for each document.
struct SyntaxReader {
  private let depthLimit = Limits.standard.depth
  private var documents: [SyntaxNode] = []
  private var tokens: [Token] = []

  /// A scalar or an alias: what may hold a `#` that begins no comment.
  struct Token {
    var range: ByteRange
    var isBlockScalar = false
  }

  /// The text is not YAML, or is nested too deeply.
  struct Unreadable: Error {}

  /// The documents of `bytes`, empty ones included.
  static func documents(of bytes: [UInt8]) throws(Unreadable) -> [SyntaxNode] {
    var reader = SyntaxReader()
    try reader.read(bytes)
    return reader.documents
  }

  /// The tokens of `bytes`, and whether they are all: a text that is not YAML ends early.
  static func tokens(of bytes: [UInt8]) -> (tokens: [Token], isComplete: Bool) {
    var reader = SyntaxReader()
    do {
      try reader.read(bytes)
      return (reader.tokens, true)
    } catch {
      return (reader.tokens, false)
    }
  }

  private mutating func read(_ bytes: [UInt8]) throws(Unreadable) {
    let index: CodePointIndex
    do { index = try CodePointIndex(bytes) } catch { throw Unreadable() }
    try EventReader.withReader(over: bytes, index: index) { (events) throws(Unreadable) in
      while true {
        switch try next(&events) {
        case .streamEnd: return
        case .documentStart, .documentEnd: continue
        case let event: documents.append(try node(from: event, &events, depth: 0))
        }
      }
    }
  }

  private func next(_ events: inout EventReader) throws(Unreadable) -> Event {
    do { return try events.next() } catch { throw Unreadable() }
  }

  private mutating func node(
    from event: Event, _ events: inout EventReader, depth: Int
  ) throws(Unreadable) -> SyntaxNode {
    guard depth <= depthLimit else { throw Unreadable() }
    switch event {
    case .alias(let name, let range):
      tokens.append(Token(range: range))
      return SyntaxNode(content: .alias(name), start: range.lowerBound, range: range)
    case .scalar(let scalar): return leaf(scalar)
    case .sequenceStart(let start): return try sequence(start, &events, depth: depth)
    case .mappingStart(let start): return try mapping(start, &events, depth: depth)
    case .documentStart, .documentEnd, .sequenceEnd, .mappingEnd, .streamEnd:
      throw Unreadable()
    }
  }

  private mutating func leaf(_ scalar: ScalarEvent) -> SyntaxNode {
    let isBlock = scalar.style == .literal || scalar.style == .folded
    tokens.append(Token(range: scalar.range, isBlockScalar: isBlock))
    let types = ScalarTypes(
      kubernetes: scalar.type(in: .kubernetes), kustomize: scalar.type(in: .kustomize))
    return SyntaxNode(
      content: .scalar(text: scalar.text, style: scalar.style, types: types),
      anchor: scalar.anchor, tag: scalar.tag, start: scalar.start, range: scalar.range)
  }

  private mutating func sequence(
    _ start: CollectionEvent, _ events: inout EventReader, depth: Int
  ) throws(Unreadable) -> SyntaxNode {
    var elements: [SyntaxNode] = []
    while true {
      let event = try next(&events)
      if case .sequenceEnd(let end) = event {
        return collection(
          .sequence(elements, isFlow: start.isFlow), start, last: elements.last, end: end)
      }
      elements.append(try node(from: event, &events, depth: depth + 1))
    }
  }

  private mutating func mapping(
    _ start: CollectionEvent, _ events: inout EventReader, depth: Int
  ) throws(Unreadable) -> SyntaxNode {
    var entries: [SyntaxNode.Entry] = []
    while true {
      let event = try next(&events)
      if case .mappingEnd(let end) = event {
        return collection(
          .mapping(entries, isFlow: start.isFlow), start, last: entries.last?.value, end: end)
      }
      let key = try node(from: event, &events, depth: depth + 1)
      let value = try node(from: next(&events), &events, depth: depth + 1)
      entries.append(SyntaxNode.Entry(key: key, value: value))
    }
  }

  /// A block collection ends where its last child does; libyaml ends it at the next token.
  private func collection(
    _ content: SyntaxNode.Content, _ start: CollectionEvent, last: SyntaxNode?, end: ByteRange
  ) -> SyntaxNode {
    let upper = start.isFlow ? end.upperBound : last?.range.upperBound ?? start.range.lowerBound
    return SyntaxNode(
      content: content, anchor: start.anchor, tag: start.tag, start: start.start,
      range: ByteRange(start.range.lowerBound, max(start.range.lowerBound, upper)))
  }
}
