import FoundationEssentials

/// The files of a tar archive: POSIX' ustar and pax, and GNU's long names.
///
/// What is neither a file nor a directory is refused, as links are: a package has none, and they lead
/// anywhere.
struct TarArchive {
  private let bytes: Data

  init(_ bytes: Data) { self.bytes = bytes }

  /// Each file with its name as it stands in the archive.
  func files() throws(DeliveryError) -> [(name: String, bytes: Data)] {
    var files: [(String, Data)] = []
    var next = 0
    var longName: String?
    while next + block <= bytes.count {
      let head = bytes[(bytes.startIndex + next)..<(bytes.startIndex + next + block)]
      if head.allSatisfy({ $0 == 0 }) { return files }
      guard let size = number(head, 124..<136), isChecked(head) else {
        throw DeliveryError("the archive has a head that is not tar's")
      }
      let start = next + block
      guard size <= bytes.count - start else {
        throw DeliveryError("the archive ends within a file")
      }
      let content = bytes[(bytes.startIndex + start)..<(bytes.startIndex + start + size)]
      next = start + (size + block - 1) / block * block
      switch head[head.startIndex + 156] {
      case UInt8(ascii: "0"), 0:
        files.append((longName ?? name(head), content))
        longName = nil
      case UInt8(ascii: "5"): longName = nil
      case UInt8(ascii: "L"): longName = text(content)
      case UInt8(ascii: "x"): longName = path(ofPax: content) ?? longName
      case UInt8(ascii: "g"): break
      default: throw DeliveryError("the archive has \(name(head)), which is no file")
      }
    }
    throw DeliveryError("the archive has no end")
  }

  private func name(_ head: Data) -> String {
    let prefix = text(field(head, 345..<500))
    let name = text(field(head, 0..<100))
    let isUstar = text(field(head, 257..<262)) == "ustar"
    return isUstar && !prefix.isEmpty ? "\(prefix)/\(name)" : name
  }

  /// `path=` of the records of a pax head, each `LENGTH KEY=VALUE` and the end of a line.
  private func path(ofPax content: Data) -> String? {
    var rest = content
    while let space = rest.firstIndex(of: UInt8(ascii: " ")),
      let length = Int(text(rest[..<space])), length > 0, length <= rest.count
    {
      let record = text(rest[rest.index(after: space)..<(rest.startIndex + length - 1)])
      if record.hasPrefix("path=") { return String(record.dropFirst(5)) }
      rest = rest[(rest.startIndex + length)...]
    }
    return nil
  }

  private func isChecked(_ head: Data) -> Bool {
    let sum = head.enumerated().reduce(0) { sum, byte in
      sum + ((148..<156).contains(byte.offset) ? 0x20 : Int(byte.element))
    }
    return number(head, 148..<156) == sum
  }

  /// Octal digits, with spaces before and a space or zero behind.
  private func number(_ head: Data, _ range: Range<Int>) -> Int? {
    let digits = text(field(head, range)).filter { $0 != " " }
    return digits.isEmpty ? 0 : Int(digits, radix: 8)
  }

  private func field(_ head: Data, _ range: Range<Int>) -> Data {
    head[(head.startIndex + range.lowerBound)..<(head.startIndex + range.upperBound)]
  }

  private func text(_ bytes: Data) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

private let block = 512
