import FoundationEssentials
import Testing

@testable import ModelDelivery

struct TarArchiveTests {
  private func names(_ bytes: [UInt8]) throws -> [String] {
    try TarArchive(Data(bytes)).files().map(\.name)
  }

  @Test func `files have their names and bytes`() throws {
    let long = [UInt8](repeating: 7, count: 1000)
    let files = try TarArchive(Data(tar([("a/x", [1, 2]), ("a/y", long), ("a/z", [])]))).files()
    #expect(files.map(\.name) == ["a/x", "a/y", "a/z"])
    #expect(files.map { Array($0.bytes) } == [[1, 2], long, []])
  }

  @Test func `a long name of GNU or pax is the next file's`() throws {
    let name = String(repeating: "n", count: 150)
    let record = "path=\(name)\n"
    // The length counts itself.
    let pax = "\(record.utf8.count + 4) \(record)"
    let end = 1024
    for (type, content) in [("L", Array(name.utf8) + [0]), ("x", Array(pax.utf8))] {
      let first = tar([("head", content)], type: Array(type.utf8)[0]).dropLast(end)
      #expect(try names(first + tar([("n", [1])])) == [name])
    }
  }

  @Test func `what could lead elsewhere, or is cut, is refused`() throws {
    let archive = tar([("a", [1])])
    var broken = archive
    broken[0] ^= 1
    for bytes in [
      tar([("a", [])], type: UInt8(ascii: "2")), Array(archive.prefix(600)), broken, [1],
    ] {
      #expect(throws: DeliveryError.self) { try names(bytes) }
    }
  }
}
