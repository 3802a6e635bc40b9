import Testing
import Values

/// RFC 6901 §3 and §5.
struct JSONPointerTests {
  @Test(arguments: [
    ("", []), ("/", [""]), ("/a/b", ["a", "b"]), ("/a~1b/m~0n", ["a/b", "m~n"]), ("/~01", ["~1"]),
    ("stray/a", ["a"]), ("word", []),
  ])
  func `a text has these steps`(text: String, steps: [String]) {
    #expect(JSONPointer(text).steps == steps)
  }

  @Test func `what stands before the first slash is noticed`() {
    #expect(JSONPointer("stray/a").hasStrayStart)
    #expect(!JSONPointer("/a").hasStrayStart)
    #expect(!JSONPointer("word").hasStrayStart)
  }

  @Test func `an appended step reads as it was`() {
    let pointer = JSONPointer("/a").appending("k8s.io/my~label")
    #expect(pointer.text == "/a/k8s.io~1my~0label")
    #expect(pointer.steps == ["a", "k8s.io/my~label"])
  }

  @Test func `a mark that joins what stands before it parts no step from its slash`() {
    #expect(JSONPointer("/a/\u{593}").steps == ["a", "\u{593}"])
    #expect(JSONPointer("/a~1\u{301}").steps == ["a/\u{301}"])
    #expect(JSONPointer("/\u{593}").hasStrayStart == false)
    #expect(JSONPointer("/x").appending("~\u{301}").text == "/x/~0\u{301}")
  }
}
