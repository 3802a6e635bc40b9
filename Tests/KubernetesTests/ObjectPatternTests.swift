import Kubernetes
import Testing

struct ObjectPatternTests {
  @Test(arguments: [
    ("ConfigMap/web", "ConfigMap/web", true), ("ConfigMap/web", "ConfigMap/a/web", true),
    ("ConfigMap/web", "ConfigMap/a/web-1", false), ("ConfigMap/web", "Secret/web", false),
    ("ConfigMap/a/web", "ConfigMap/a/web", true), ("ConfigMap/a/web", "ConfigMap/b/web", false),
    ("ConfigMap/a/web", "ConfigMap/web", false), ("ConfigMap/*/web", "ConfigMap/a/web", true),
    ("ConfigMap/team-*/w*b-*-x", "ConfigMap/team-1/web-2-x", true),
    ("ConfigMap/team-*/w*b-*-x", "ConfigMap/team-1/web-x", false),
    ("ConfigMap/*", "ConfigMap/a/b", true),
  ])
  func `a pattern stands for objects by kind, namespace and name`(
    _ sample: (pattern: String, object: String, matches: Bool)
  ) throws {
    let pattern = try #require(ObjectPattern(sample.pattern))
    #expect(pattern.matches(sample.object) == sample.matches)
  }

  @Test(arguments: ["", "web", "ConfigMap/", "/web", "*/web", "a/b/c/d", "Config*/web"])
  func `what names no kind and no name is no pattern`(_ text: String) {
    #expect(ObjectPattern(text) == nil)
  }
}
