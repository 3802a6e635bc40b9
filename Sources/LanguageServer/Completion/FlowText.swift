import Diagnostics
import YAML

/// The inside of a flow collection up to a place where somebody types: `{name: a, |`.
struct FlowText {
  /// The way from the collection to what is typed.
  private(set) var steps: [FieldPath.Step] = []
  /// Whether a value is typed, of a key or in a list.
  private(set) var isValue = false
  /// The keys that the mapping has besides, or the other entries of the list.
  private(set) var siblings: Set<String> = []
  /// The scalars that the mapping has under its keys.
  private(set) var scalars: [String: String] = [:]
  /// The scalars under the keys of the outermost mapping.
  private(set) var outermost: [String: String] = [:]
  /// Where the word begins that is typed.
  private(set) var start: Int

  private struct Collection {
    var isMapping: Bool
    var key: String?
    var index = 0
    var words: Set<String> = []
    var scalars: [String: String] = [:]
  }

  /// Nil where the collection has ended before the place, or the place is in a remark.
  ///
  /// - Parameters:
  ///   - start: where the collection begins.
  ///   - offset: the place.
  ///   - end: where it must have ended, for what is half typed may never.
  init?(_ file: SourceFile, from start: Int, to offset: Int, end: Int) {
    self.start = offset
    var scanner = Scanner(bytes: file.bytes, place: start)
    guard scanner.run(to: offset) == .inside, let here = scanner.open.last else { return nil }
    for collection in scanner.open {
      if !collection.isMapping {
        steps.append(.index(collection.index))
      } else if let key = collection.key {
        steps.append(.key(key))
      }
    }
    isValue = !here.isMapping || here.key != nil
    self.start = scanner.wordStart ?? offset
    // What stands behind the place counts as well.
    let depth = scanner.open.count
    scanner.keepsDepth = depth
    scanner.isSkipping =
      scanner.wordStart != nil || offset < end && !" \t\r\n,}]".utf8.contains(file.bytes[offset])
    _ = scanner.run(to: end)
    if scanner.open.count >= depth { scanner.finish() }
    let found = scanner.left ?? scanner.open[depth - 1]
    (siblings, scalars) = (found.words, found.scalars)
    outermost = (depth == 1 ? found : scanner.outermost ?? scanner.open.first)?.scalars ?? [:]
  }

  /// The place behind a collection that begins at a place; nil where it does not end before another one.
  static func end(_ file: SourceFile, from start: Int, before end: Int) -> Int? {
    var scanner = Scanner(bytes: file.bytes, place: start)
    return scanner.run(to: end) == .closed ? scanner.place : nil
  }
}

extension FlowText {
  /// Goes through the bytes of a flow collection.
  private struct Scanner {
    enum State { case inside, closed, remark }

    let bytes: [UInt8]
    var place: Int
    var open: [Collection] = []
    /// Where the word begins that is being read.
    var wordStart: Int?
    /// Whether the word that is being read is the one that is typed, which counts for nothing.
    var isSkipping = false
    /// At which depth the collection is whose end is waited for, with what it held.
    var keepsDepth = 0
    var left: Collection?
    var outermost: Collection?
    private var word: [UInt8] = []
    private var quote: UInt8?
    private var wasQuoted = false

    init(bytes: [UInt8], place: Int) { (self.bytes, self.place) = (bytes, place) }

    mutating func run(to end: Int) -> State {
      var inRemark = false
      while place < end {
        let byte = bytes[place]
        defer { place += 1 }
        if inRemark {
          inRemark = byte != UInt8(ascii: "\n")
          continue
        }
        if let quote {
          if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
            place += 1
          } else if byte == quote {
            self.quote = nil
          } else {
            word.append(byte)
          }
          continue
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
          if wordStart == nil {
            (wordStart, quote, wasQuoted) = (place, byte, true)
          } else {
            word.append(byte)
          }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          clear()
          open.append(Collection(isMapping: byte == UInt8(ascii: "{")))
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          finish()
          if open.count == keepsDepth { left = open.last }
          if open.count == 1 { outermost = open.last }
          open.removeLast()
          if open.isEmpty { return .closed }
        case UInt8(ascii: ","):
          finish()
          open[open.count - 1].key = nil
          open[open.count - 1].index += 1
        case UInt8(ascii: ":") where endsKey(at: place + 1): readKey()
        case UInt8(ascii: "#") where place > 0 && " \t\n".utf8.contains(bytes[place - 1]):
          inRemark = true
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
          if wordStart != nil, !wasQuoted { word.append(UInt8(ascii: " ")) }
        default:
          if wordStart == nil { wordStart = place }
          word.append(byte)
        }
      }
      return inRemark ? .remark : .inside
    }

    /// Whether a colon before a place ends a key.
    private func endsKey(at place: Int) -> Bool {
      guard open.last?.isMapping == true, open.last?.key == nil else { return false }
      return wasQuoted || place >= bytes.count || " \t\n\r,}]".utf8.contains(bytes[place])
    }

    private var text: String {
      let text = String(decoding: word, as: UTF8.self)
      return wasQuoted ? text : String(text.reversed().drop { $0 == " " }.reversed())
    }

    private mutating func readKey() {
      open[open.count - 1].key = text
      if !isSkipping { open[open.count - 1].words.insert(text) }
      clear()
    }

    /// Takes the word that was read as a value, a key without one, or an entry.
    mutating func finish() {
      defer { clear() }
      guard wordStart != nil, !isSkipping, let last = open.last else { return }
      if let key = last.key {
        open[open.count - 1].scalars[key] = text
      } else {
        open[open.count - 1].words.insert(text)
      }
    }

    private mutating func clear() {
      (word, wordStart, quote, wasQuoted, isSkipping) = ([], nil, nil, false, false)
    }
  }
}
