import Values
import Testing

struct ImageReferenceTests {
  private static let digest = "sha256:" + String(repeating: "0a", count: 32)

  @Test(arguments: [
    ("nginx", "nginx", nil, true), ("nginx:1.27", "nginx", "1.27", false),
    ("localhost:5000/app", "localhost:5000/app", nil, true),
    ("registry.example.com/a/b-c__d:latest", "registry.example.com/a/b-c__d", "latest", true),
    ("nginx@\(digest)", "nginx", nil, false), ("a:1@\(digest)", "a", "1", false),
    ("Registry/app:1", "Registry/app", "1", false),
  ])
  func `a reference has a name, a tag and a digest`(
    text: String, name: String, tag: String?, isLatest: Bool
  ) throws {
    let image = try #require(ImageReference(text))
    #expect(image.name == name)
    #expect(image.tag == tag)
    #expect(image.isLatest == isLatest)
  }

  @Test(arguments: [
    "", "UPPER", "a b", "a:", "a@sha256:12", "a/", "/a", "a..b", "a___b", "-a", "a:b c", "a:-b",
    "example.com:port/app", String(repeating: "a", count: 64),
  ])
  func `other texts are no reference`(text: String) { #expect(ImageReference(text) == nil) }
}
