import Promotion
import Testing

struct FieldPatternTests {
  @Test(arguments: [
    ("images[*].newTag", PromotedField.imageVersion("a/b"), true),
    ("images[*].digest", .imageVersion("a/b"), true),
    ("images[*].newName", .imageVersion("a/b"), false),
    ("images[*].newName", .imageName("a/b"), true),
    ("images[a/*]", .imageVersion("a/b"), true),
    ("images[a]", .imageVersion("a/b"), false),
    ("images", .imageName("x"), true),
    ("replicas[*].count", .replicas("w"), true),
    ("replicas[*].count", .imageVersion("w"), false),
    ("configMapGenerator[c].literals[K*]", .literal(generator: "c", key: "KEY"), true),
    ("configMapGenerator[c].literals[K*]", .literal(generator: "d", key: "KEY"), false),
    ("configMapGenerator[c]", .literal(generator: "c", key: "KEY"), true),
    ("KEY", .literal(generator: "c", key: "KEY"), true),
    ("c", .literal(generator: "c", key: "KEY"), true),
    ("registry.example.com/*/api", .imageVersion("registry.example.com/ml/api"), true),
    ("*a*b", .replicas("xaybzb"), true),
    ("*a*b", .replicas("xaybzc"), false),
  ])
  func `a pattern names the fields that it fits`(
    _ text: String, _ field: PromotedField, _ isNamed: Bool
  ) throws {
    #expect(try FieldPattern(text).matches(field) == isNamed)
  }

  @Test(arguments: [
    ("", "a pattern must not be empty"),
    ("images[*", "the pattern \"images[*\" lacks a closing bracket"),
    ("images[*]newTag", "the pattern \"images[*]newTag\" has text after a bracket"),
    ("images.", "the pattern \"images.\" has an empty key"),
    (
      "image[*].newTag",
      "the pattern \"image[*].newTag\" names no field that is promoted: \"image\" is none of "
        + "images, replicas, configMapGenerator"
    ),
    (
      "images[*].newTg",
      "the pattern \"images[*].newTg\" names no field that is promoted: those of images are "
        + "newTag, digest, tagSuffix, newName"
    ),
    (
      "images.newTag",
      "the pattern \"images.newTag\" names no field: the entries of images come in brackets"
    ),
    (
      "replicas[*].count.x",
      "the pattern \"replicas[*].count.x\" names no field: nothing is inside count"
    ),
  ])
  func `a malformed pattern is refused`(_ text: String, _ message: String) {
    #expect {
      _ = try FieldPattern(text)
    } throws: { error in
      (error as? FieldPattern.Malformed)?.message == message
    }
  }
}
