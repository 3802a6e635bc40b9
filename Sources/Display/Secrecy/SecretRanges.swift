package import Diagnostics

/// Where in a file Secrets are written down, told by its lines alone, so that it is known of a file
/// that cannot be read as YAML too: the documents that say `kind: Secret`, and what stands under a
/// kustomization's `secretGenerator`.
package struct SecretRanges {
  private var known: [ObjectIdentifier: (file: SourceFile, ranges: [Range<Int>])] = [:]

  package init() {}

  /// Whether a place is in one of them.
  package mutating func contain(_ location: Location) -> Bool {
    let key = ObjectIdentifier(location.file)
    let ranges = known[key]?.ranges ?? Self.ranges(of: location.file.bytes)
    known[key] = (location.file, ranges)
    let offset = location.range.lowerBound
    return ranges.contains { $0.contains(offset) || $0.upperBound == offset }
  }

  private static func ranges(of bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var document = (start: 0, isSecret: false)
    var generator: Int?
    var start = 0
    func has(_ text: StaticString, in line: ArraySlice<UInt8>) -> Bool {
      text.withUTF8Buffer { line.starts(with: $0) }
    }
    func endGenerator(at offset: Int) {
      if let begun = generator { ranges.append(begun..<offset) }
      generator = nil
    }
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      let line = bytes[start..<end]
      if has("---", in: line) {
        endGenerator(at: start)
        if document.isSecret { ranges.append(document.start..<start) }
        document = (start, false)
      } else if let first = line.first, !" \t#-\r".utf8.contains(first) {
        endGenerator(at: start)
        if has("secretGenerator", in: line) { generator = start }
        if saysSecret(line) { document.isSecret = true }
      } else if has(" ", in: line), line.count < 256,
        saysSecret(line.drop { $0 == 0x20 || $0 == 0x2D })
      {
        // An item of a List, which is all hidden with it.
        document.isSecret = true
      }
      start = end + 1
    }
    endGenerator(at: bytes.count)
    if document.isSecret { ranges.append(document.start..<bytes.count) }
    return ranges
  }

  /// `kind: Secret`, or the same in JSON.
  private static func saysSecret(_ line: ArraySlice<UInt8>) -> Bool {
    // Most lines are told by one byte.
    guard line.contains(UInt8(ascii: "S")) else { return false }
    let ignored = " \t\r\"',{".utf8
    return line.filter { !ignored.contains($0) }.prefix(64).elementsEqual("kind:Secret".utf8)
  }
}
