import Testing

@testable import Display

struct NeutralisationTests {
  private func visible(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.appendVisible(text)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("\u{1B}[31m", "␛[31m"), ("a\nb\r\nc\td", "a␊b␍␊c␉d"), ("\u{7F}\u{9B}", "␡\\u{9B}"),
    ("\u{202E}gpj", "\\u{202E}gpj"), ("a\u{200B}b", "a\\u{200B}b"), ("\u{2028}", "\\u{2028}"),
    ("##[error]", "##⟦error]"), ("###VSO[task", "###VSO⟦task"),
    ("# [a] #b[c]", "# [a] #b[c]"), ("क्‍ष 👩‍👧 ❤️", "क्‍ष 👩‍👧 ❤️"),
  ])
  func `what acts is shown and the rest is kept`(_ text: String, _ shown: String) {
    #expect(visible(text) == shown)
  }

}
