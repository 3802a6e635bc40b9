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
}
