import Diagnostics
import YAML

/// One line as far as its shape goes: dashes, a key, a value.
struct TextLine {
  private(set) var dashes: [Int] = []
  /// Where what is behind the dashes begins.
  private(set) var column = 0
  private(set) var key: String?
  /// What is behind the key; what is behind the dashes where there is none.
  private(set) var value = ""
  private(set) var isBlank = false
  private(set) var isRemark = false
  private(set) var beginsDocument = false
  private(set) var contentStart = 0
  private(set) var valueStart = 0

  /// The value without quotes and remark.
  var plainValue: String {
    let text = value.firstRange(of: " #").map { value[..<$0.lowerBound] } ?? value[...]
    return text.filter { $0 != "\"" && $0 != "'" && $0 != " " }
  }
  /// Where the value's flow collection begins; nil where it is none.
  var flowStart: Int? { value.hasPrefix("{") || value.hasPrefix("[") ? valueStart : nil }
  /// Whether the value is a block of text in the lines below.
  var beginsBlock: Bool { value.hasPrefix("|") || value.hasPrefix(">") }

  init(_ file: SourceFile, _ range: ByteRange) {
    let bytes = file.bytes[range.indices]
    beginsDocument = bytes.starts(with: "---".utf8)
    var place = bytes.startIndex
    func skipBlanks() {
      while place < bytes.endIndex, bytes[place] == UInt8(ascii: " ") { place += 1 }
    }
    skipBlanks()
    while place < bytes.endIndex, bytes[place] == UInt8(ascii: "-"),
      place + 1 == bytes.endIndex || bytes[place + 1] == UInt8(ascii: " ")
    {
      dashes.append(place - bytes.startIndex)
      place += 1
      skipBlanks()
    }
    column = place - bytes.startIndex
    contentStart = place
    valueStart = place
    isRemark = place < bytes.endIndex && bytes[place] == UInt8(ascii: "#")
    isBlank = isRemark || place == bytes.endIndex && dashes.isEmpty
    guard !isRemark else { return }
    let isFlow = place < bytes.endIndex && "{[".utf8.contains(bytes[place])
    let colon =
      isFlow
      ? nil
      : bytes[place...].indices.first { index in
        bytes[index] == UInt8(ascii: ":")
          && (index + 1 == bytes.endIndex || bytes[index + 1] == UInt8(ascii: " "))
      }
    if let colon {
      key = String(decoding: bytes[place..<colon], as: UTF8.self).filter {
        $0 != "\"" && $0 != "'"
      }
      place = colon + 1
      skipBlanks()
      valueStart = place
    }
    let rest = String(decoding: bytes[place...], as: UTF8.self)
    value = rest.hasPrefix("#") ? "" : rest
  }
}
