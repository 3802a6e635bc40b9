import Diagnostics
import Promotion
import Testing
import YAML

struct FieldPatternTests {
  @Test(arguments: [
    ("images[*].newTag", "images[a/b]", true),
    ("images[*].digest", "images[a/b]", true),
    ("images[*].newName", "images[a/b]", false),
    ("images[*].newName", "images[a/b].newName", true),
    ("images[a/*]", "images[a/b]", true),
    ("images[a]", "images[a/b]", false),
    ("images", "images[a/b].newName", true),
    ("replicas[*].count", "replicas[xaybzb].count", true),
    ("replicas[*].count", "images[a/b]", false),
    ("configMapGenerator[c].literals[K*]", "configMapGenerator[c].literals[KEY]", true),
    ("configMapGenerator[c].literals[K*]", "configMapGenerator[d].literals[KEY]", false),
    ("configMapGenerator[c]", "configMapGenerator[c].literals[KEY]", true),
    ("KEY", "configMapGenerator[c].literals[KEY]", true),
    ("c", "configMapGenerator[c].literals[KEY]", true),
    ("*a*b", "replicas[xaybzb].count", true),
    ("*a*c", "replicas[xaybzb].count", false),
    ("resources[https://github.com/o/r/*]", "resources[https://github.com/o/r/config]", true),
    ("images[*].newTag", "images[new]", true),
    ("images[*].digest", "images[new]", false),
    ("helmCharts[chart].version", "helmCharts[chart].version", true),
  ])
  func `a pattern names the fields that it fits`(
    _ text: String, _ field: String, _ isNamed: Bool
  ) throws {
    let merge = MergeCase(
      source: """
        resources: ["https://github.com/o/r/config?ref=b"]
        images:
        - {name: a/b, newTag: v2, newName: n2}
        - {name: new, newTag: v2}
        replicas: [{name: xaybzb, count: 2}]
        configMapGenerator:
        - {name: c, literals: [KEY=2]}
        - {name: d, literals: [KEY=2]}
        helmCharts: [{name: chart, version: 2.0.0}]

        """,
      target: """
        resources: ["https://github.com/o/r/config?ref=a"]
        images:
        - {name: a/b, newTag: v1, newName: n1}
        replicas: [{name: xaybzb, count: 1}]
        configMapGenerator:
        - {name: c, literals: [KEY=1]}
        - {name: d, literals: [KEY=1]}
        helmCharts: [{name: chart, version: 1.0.0}]

        """, base: nil)
    let difference = try #require(
      merge.merge.differences.first { $0.field.description == field })
    #expect(try FieldPattern(text).names(difference) == isNamed)
  }

  @Test(arguments: [
    (
      "patch.yaml", "- {op: add, path: /apiVersion, value: 2}\n",
      "- {op: add, path: /apiVersion, value: 1}\n"
    ),
    ("kustomization.yaml", "patches: [{target: {labelSelector: 'a in (b)'}, patch: x}]\n", "{}\n"),
    ("kustomization.yaml", "resources: ['a[b].yaml', 'c]d [e/f g.yaml']\n", "resources: []\n"),
    (
      "app.yaml", "{apiVersion: v1, kind: C, metadata: {name: a b/c}, data: {a.b/c: 1}}\n",
      "{apiVersion: v1, kind: C, metadata: {name: a b/c}, data: {a.b/c: 2}}\n"
    ),
  ])
  func `what the plan calls a field is a pattern that fits it`(
    _ path: String, _ source: String, _ target: String
  ) throws {
    let merge = MergeCase(path, source: source, target: target, base: nil).merge
    #expect(!merge.differences.isEmpty)
    for difference in merge.differences {
      #expect(try FieldPattern(difference.field.description).names(difference))
    }
  }

  @Test(arguments: [
    ("spec.replicas", true), ("Deployment/app", true), ("Deployment/*", true),
    ("Deployment/app spec.replicas", true), ("Deployment/other spec.replicas", false),
    ("spec", true), ("spec.template", false),
  ])
  func `a pattern names fields of objects`(_ text: String, _ isNamed: Bool) throws {
    let object =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec: {replicas: 1}\n"
    let merge = MergeCase(
      "app.yaml", source: object.replacing("replicas: 1", with: "replicas: 2"), target: object,
      base: nil)
    let difference = try #require(merge.merge.differences.first)
    #expect(try FieldPattern(text).names(difference) == isNamed)
  }

  @Test func `each difference is named by its own description`() throws {
    let merge = MergeCase(
      "app.yaml",
      source: """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c, namespace: n, annotations: {example.com/a: "2"}}
        data: {server.conf: "2", plain: "2"}
        list: [{name: x, value: 2}]

        """,
      target: """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c, namespace: n, annotations: {example.com/a: "1"}}
        data: {server.conf: "1", plain: "1"}
        list: [{name: x, value: 1}]

        """, base: nil)
    #expect(merge.merge.differences.count == 4)
    for difference in merge.merge.differences {
      let named = try FieldPattern(difference.field.description)
      #expect(merge.merge.differences.filter(named.names).map(\.field) == [difference.field])
    }
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
