/// Text for people: a terminal, the log of a CI job, a comment.
///
/// The only thing that a command can write for people. Its literal parts are this program's own words;
/// a `String` that is put in is data, and stands there in its visible form on one line, able to do
/// nothing to whoever reads it. Numbers, and what is `Shown` already, stand as they are.
///
/// ```swift
/// let line: Shown = "\(path):\(line): \(severity, .bold): \(message)\n"
/// ```
package struct Shown: Hashable, Sendable {
  /// The text without its colours; not yet without commands that its parts make together.
  private(set) var bytes: [UInt8] = []
  /// In the order of the text, none within another.
  private var painted: [PaintedRange] = []

  private struct PaintedRange: Hashable, Sendable {
    var range: Range<Int>
    var paint: Paint
  }

  package init() {}

  /// Data, in its visible form on one line.
  package init(_ data: String) { bytes.appendVisible(data) }

  /// Data, cut after so many characters with an ellipsis.
  package init(_ data: String, limit: Int) {
    guard data.count > limit else {
      self.init(data)
      return
    }
    self.init(String(data.prefix(limit - 1)))
    append("…")
  }

  /// Data whose lines stay lines, each with its end.
  package init(lines data: String) {
    var lines = data.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      bytes.appendVisible(String(line))
      append("\n")
    }
  }

  /// What a writer of this module made of data.
  init(neutralised bytes: [UInt8]) { self.bytes = bytes }

  /// Whether there is no text.
  package var isEmpty: Bool { bytes.isEmpty }

  /// How many bytes the text has without its colours.
  package var byteCount: Int { bytes.count }

  /// How many columns the text takes where it stands on one line.
  package var width: Int {
    String(decoding: bytes, as: UTF8.self).reduce(0) { $0 + $1.displayWidth }
  }

  // MARK: Joining

  /// Adds a text at the end.
  package mutating func append(_ other: Shown) {
    let offset = bytes.count
    bytes += other.bytes
    painted += other.painted.map {
      PaintedRange(
        range: $0.range.lowerBound + offset..<$0.range.upperBound + offset, paint: $0.paint)
    }
  }

  /// Two texts, one after the other.
  package static func + (left: Shown, right: Shown) -> Shown {
    var result = left
    result.append(right)
    return result
  }

  /// Adds a text at the end.
  package static func += (left: inout Shown, right: Shown) { left.append(right) }

  /// The text painted as one.
  package func painted(_ paint: Paint) -> Shown {
    var result = self
    result.painted = bytes.isEmpty ? [] : [PaintedRange(range: 0..<bytes.count, paint: paint)]
    return result
  }

  /// Drops what stands past the first `count` bytes.
  ///
  /// - Precondition: the text had `count` bytes once, so that no character is cut.
  package mutating func truncate(toByteCount count: Int) {
    bytes.removeSubrange(count...)
    painted.removeAll { $0.range.upperBound > count }
  }

  /// So many blanks.
  package static func spaces(_ count: Int) -> Shown {
    Shown(neutralised: Array(repeating: UInt8(ascii: " "), count: max(count, 0)))
  }

  // MARK: Writing

  /// The bytes to write.
  ///
  /// Here the text is whole, so it is here that no line of it may be a command of a CI service.
  ///
  /// - Parameter color: whether escape sequences set its colours.
  package func rendered(color: Bool = false) -> [UInt8] {
    let marks = bytes.commandMarks()
    let paints = color ? painted : []
    guard !marks.isEmpty || !paints.isEmpty else { return bytes }
    var insertions: [(offset: Int, length: Int, text: String)] = marks.map {
      ($0.range.lowerBound, $0.range.count, $0.standIn)
    }
    for painted in paints {
      insertions.append((painted.range.lowerBound, 0, "\u{1B}[\(painted.paint.code)m"))
      insertions.append((painted.range.upperBound, 0, "\u{1B}[0m"))
    }
    // By offset; the sort is stable, so an end comes before the beginning that follows it.
    let ordered = insertions.enumerated().sorted {
      ($0.element.offset, $0.element.length, $0.offset)
        < ($1.element.offset, $1.element.length, $1.offset)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + insertions.count * 8)
    var position = 0
    for (_, insertion) in ordered {
      result += bytes[position..<insertion.offset]
      result += insertion.text.utf8
      position = insertion.offset + insertion.length
    }
    result += bytes[position...]
    return result
  }

  /// The text in stretches, each painted as one or not at all.
  var parts: [(text: Shown, paint: Paint?)] {
    var parts: [(text: Shown, paint: Paint?)] = []
    var position = 0
    for painted in painted.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      if position < painted.range.lowerBound {
        parts.append((Shown(neutralised: Array(bytes[position..<painted.range.lowerBound])), nil))
      }
      parts.append((Shown(neutralised: Array(bytes[painted.range])), painted.paint))
      position = painted.range.upperBound
    }
    if position < bytes.count {
      parts.append((Shown(neutralised: Array(bytes[position...])), nil))
    }
    return parts
  }

  /// The text as it is written without colours, for tests and for what is no output: a commit message.
  package var text: String { String(decoding: rendered(), as: UTF8.self) }
}

extension Shown: ExpressibleByStringInterpolation {
  package init(stringLiteral words: StaticString) {
    bytes = words.withUTF8Buffer { Array($0) }
  }

  package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.shown }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var shown = Shown()

    package init(literalCapacity: Int, interpolationCount: Int) {
      shown.bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    package mutating func appendLiteral(_ words: StaticString) {
      words.withUTF8Buffer { shown.bytes += $0 }
    }

    package mutating func appendInterpolation(_ data: String) { shown.bytes.appendVisible(data) }

    package mutating func appendInterpolation(_ data: Substring) {
      shown.bytes.appendVisible(String(data))
    }

    package mutating func appendInterpolation(_ data: String, limit: Int) {
      shown.append(Shown(data, limit: limit))
    }

    package mutating func appendInterpolation(_ part: Shown) { shown.append(part) }

    package mutating func appendInterpolation(_ part: Shown, _ paint: Paint) {
      shown.append(part.painted(paint))
    }

    package mutating func appendInterpolation(_ number: some BinaryInteger) {
      shown.bytes += String(number).utf8
    }
  }
}

extension Shown {
  /// Whether the text ends a line, or is empty.
  package var endsLine: Bool { bytes.last.map { $0 == UInt8(ascii: "\n") } ?? true }
}

extension [Shown] {
  /// The texts one after the other, parted by a separator.
  package func joined(separator: Shown = "") -> Shown {
    var result = Shown()
    for (index, part) in enumerated() {
      if index > 0 { result.append(separator) }
      result.append(part)
    }
    return result
  }
}
