import Diagnostics

/// A text under edit that remembers which of its bytes are still the original's.
struct EditedText: Sendable {
  let original: [UInt8]
  private(set) var bytes: [UInt8]
  private var pieces: [Piece]

  /// A run of the current text: copied from the original, or new.
  private enum Piece: Sendable {
    case kept(Range<Int>)
    case new([UInt8])

    var count: Int {
      switch self {
      case .kept(let range): range.count
      case .new(let bytes): bytes.count
      }
    }

    func slice(_ range: Range<Int>) -> Piece {
      switch self {
      case .kept(let kept):
        .kept(kept.lowerBound + range.lowerBound..<kept.lowerBound + range.upperBound)
      case .new(let bytes): .new(Array(bytes[range]))
      }
    }
  }

  init(_ original: [UInt8]) {
    self.original = original
    bytes = original
    pieces = [.kept(original.indices)]
  }

  /// Takes in edits that were made against the current bytes, with `result` what they give.
  mutating func apply(_ edits: [TextEdit], giving result: [UInt8]) {
    let ordered = edits.enumerated().sorted {
      ($0.element.range, $0.offset) < ($1.element.range, $1.offset)
    }
    var next: [Piece] = []
    var position = 0
    for (_, edit) in ordered {
      next += slice(position..<edit.range.lowerBound)
      if !edit.replacement.isEmpty { next.append(.new(edit.replacement)) }
      position = edit.range.upperBound
    }
    next += slice(position..<bytes.count)
    pieces = next
    bytes = result
  }

  private func slice(_ range: Range<Int>) -> [Piece] {
    var result: [Piece] = []
    var start = 0
    for piece in pieces {
      let overlap = range.clamped(to: start..<start + piece.count)
      if !overlap.isEmpty {
        result.append(piece.slice(overlap.lowerBound - start..<overlap.upperBound - start))
      }
      start += piece.count
    }
    return result
  }

  /// All changes so far as edits of the original, in order, none of them idle.
  var edits: [TextEdit] {
    var edits: [TextEdit] = []
    var position = 0
    var pending: [UInt8] = []
    func flush(upTo end: Int) {
      let replaced = original[position..<end]
      guard !replaced.elementsEqual(pending) else { return }
      edits.append(TextEdit(range: ByteRange(position, end), replacement: pending))
    }
    for piece in pieces {
      switch piece {
      case .new(let bytes): pending += bytes
      case .kept(let range):
        flush(upTo: range.lowerBound)
        pending = []
        position = range.upperBound
      }
    }
    flush(upTo: original.count)
    return edits
  }
}
