import Testing

@testable import Kustomize

struct ImagePatternTests {
  private static let digest = "@sha256:" + String(repeating: "0a", count: 32)

  /// A group of nothing behind the name makes it an expression.
  @Test(
    arguments: ["app", "registry.example.com:5000/team/app", "a.c", "", ":1", "app:1.2"],
    [
      "app", "app:1.2", "app:", "app" + digest, "app:1.2" + digest, "app:1.2:3", "app@sha256:",
      "app@sha512:00", "apps", "ap", "", ":1", ":1:2", "registry.example.com:5000/team/app:v1",
      "registryXexample-com:5000/team/app", "registry.example.com:5000/team/app:a/b", "abc", "aéc",
      "a\nc", "a\u{65}\u{301}c", "app:é", "app:1\n",
    ])
  func `a name is matched as the expression that it is`(name: String, image: String) {
    let (plain, expression) = (ImagePattern(name: name), ImagePattern(name: name + "(?:)"))
    #expect(plain?.matches(image) == expression?.matches(image))
  }

  @Test func `a name may be an expression`() {
    #expect(ImagePattern(name: "a(b|c)*")?.matches("abcb:1") == true)
    #expect(ImagePattern(name: "a[")?.matches("a[") == nil)
  }
}
