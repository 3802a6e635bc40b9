import FoundationEssentials
import Testing

@testable import Display

struct JSONWriterTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    body(&json)
    return String(decoding: json.finished().bytes, as: UTF8.self)
  }

  @Test func `containers are laid out as they are told`() {
    let text = written { json in
      json.object(.lines) { json in
        json.member("a", ["x", "y"])
        json.member("none", nil)
        json.member("b", array: .lines) { json in
          json.object { $0.member("c", 1) }
          json.object { _ in }
        }
        json.member("empty", array: .lines) { _ in }
      }
    }
    #expect(
      text == """
        {
          "a": ["x", "y"],
          "b": [
            {"c": 1},
            {}
          ],
          "empty": []
        }

        """)
  }

  @Test func `every scalar is read back as it was`() throws {
    let planes =
      [0...0x2FFF, 0xFE00...0xFFFF, 0x1F000...0x1FAFF, 0xE0000...0xE01FF] as [ClosedRange<UInt32>]
    for scalars in planes {
      let text = String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
      let bytes = Data(written { json in json.array { $0.string(text) } }.utf8)
      let read = try JSONDecoder().decode([String].self, from: bytes)
      #expect(read.map { Array($0.unicodeScalars) } == [Array(text.unicodeScalars)])
    }
  }

  @Test func `a command in a string is escaped and read back`() throws {
    let text = written { json in json.array { $0.string("##vso[x] [y]") } }
    #expect(text == "[\"##vso\\u005bx] [y]\"]\n")
    let read = try JSONDecoder().decode([String].self, from: Data(text.utf8))
    #expect(read == ["##vso[x] [y]"])
  }
}
