import Diagnostics

/// The lines of a file that has remarks for this program.
struct RemarkedLines {
  let file: SourceFile
  private let index: LineIndex

  init(_ file: SourceFile) {
    self.file = file
    index = LineIndex(file.bytes)
  }

  /// A remark, with the lines that it is for.
  struct Remark {
    /// From its sign to the end of its line.
    var range: ByteRange
    /// What it says behind the mark.
    var text: ByteRange
    /// The lines that it is for, counted from 1: its own with the text that begins there, or where it
    /// stands by itself the next that says something.
    var reach: ClosedRange<Int>
  }

  /// The remark that has the mark at a place; nil where that is no remark but a part of another text.
  func remark(withMark mark: Range<Int>) -> Remark? {
    let number = index.position(of: mark.lowerBound).line
    let line = index.range(ofLine: number)
    let before = file.bytes[line.lowerBound..<mark.lowerBound]
    guard let sign = before.lastIndex(where: { !$0.isBlank }),
      file.bytes[sign] == UInt8(ascii: "#"),
      sign == before.startIndex || file.bytes[sign - 1].isBlank,
      mark.upperBound >= line.upperBound || file.bytes[mark.upperBound].isBlank
    else { return nil }
    return Remark(
      range: ByteRange(sign, line.upperBound),
      text: ByteRange(min(mark.upperBound, line.upperBound), line.upperBound),
      reach: reach(ofRemarkOn: number))
  }

  /// The files in which no `#` begins a remark and that a line names, as it names them:
  /// `- path: patch.json`.
  func filesWithoutRemarks(namedOn number: Int) -> [String] {
    String(decoding: saying(number), as: UTF8.self)
      .split { $0.isWhitespace || "\"',{}[]=".contains($0) }
      .filter { word in Self.endings.contains { word.hasSuffix($0) } }.map(String.init)
  }

  private static let endings = [".json", ".pem", ".key", ".crt", ".cer", ".xml"]

  private func reach(ofRemarkOn number: Int) -> ClosedRange<Int> {
    var number = number
    if isRemark(number) {
      repeat { number += 1 } while number < index.lineCount && saying(number).allSatisfy(\.isBlank)
      number = min(number, index.lineCount)
    }
    return number...blockEnd(from: number)
  }

  /// The last line of the text that begins on a line: `key: |` has more of them.
  private func blockEnd(from number: Int) -> Int {
    let opening = saying(number)
    let words = opening.split(whereSeparator: \.isBlank)
    guard let last = words.last, let sign = last.first,
      sign == UInt8(ascii: "|") || sign == UInt8(ascii: ">"),
      last.dropFirst().allSatisfy({ "+-123456789".utf8.contains($0) })
    else { return number }
    let indentation = opening.indentationOfKey
    var end = number
    while end < index.lineCount {
      let next = line(end + 1)
      guard next.allSatisfy(\.isBlank) || next.prefix(while: \.isBlank).count > indentation else {
        break
      }
      end += 1
    }
    return end
  }

  private func line(_ number: Int) -> ArraySlice<UInt8> {
    file.bytes[index.range(ofLine: number).indices]
  }

  /// A line without the remark at its end.
  private func saying(_ number: Int) -> ArraySlice<UInt8> {
    let line = line(number)
    let sign = line.indices.first { place in
      line[place] == UInt8(ascii: "#") && (place == line.startIndex || line[place - 1].isBlank)
    }
    return line[..<(sign ?? line.endIndex)]
  }

  private func isRemark(_ number: Int) -> Bool {
    line(number).first { !$0.isBlank } == UInt8(ascii: "#")
  }
}

extension ArraySlice<UInt8> {
  /// How far the key of the line stands from its beginning; that of an entry `- key: value` stands
  /// behind the dash, and `- |` has none.
  fileprivate var indentationOfKey: Int {
    let blanks = prefix(while: \.isBlank)
    let rest = self[blanks.endIndex...]
    guard rest.starts(with: "- ".utf8), rest.contains(UInt8(ascii: ":")) else {
      return blanks.count
    }
    return blanks.count + 1 + rest.dropFirst().indentationOfKey
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
