import Diagnostics
import Kustomize
import Testing

/// Deprecated fields of a kustomization, written as what replaces them.
struct SuccessionTests {
  private static let others = [
    "app/web.yaml": deployment,
    "base/kustomization.yaml": "configMapGenerator: [{name: settings, literals: [a=b]}]\n",
    "app/scale.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {replicas: 3}

    """,
    "app/image.yaml": "- {op: replace, path: /spec/template/spec/containers/0/image, value: a:2}\n",
    "app/labels.yaml": "labels: [{path: spec/more, create: true}]\n",
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var isSafe = true
    var testDescription: String { old }
  }

  @Test(arguments: [
    Case(
      old: "bases: # what it is built on\n- ../base\nresources: [web.yaml]\n",
      new: "resources: [web.yaml, ../base]\n", isSafe: false),
    Case(
      old: "bases:\n- ../base\nnamePrefix: a-\n", new: "resources:\n- ../base\nnamePrefix: a-\n"),
    Case(
      old:
        "resources:\n  - web.yaml\n\n# remark\nnamePrefix: a-\nbases:\n  # the base\n  - ../base # here\n",
      new:
        "resources:\n  - web.yaml\n  # the base\n  - ../base # here\n\n# remark\nnamePrefix: a-\n",
      isSafe: true),
    Case(
      old: "imageTags:\n- name: nginx\n  newTag: \"2\"\nresources: [web.yaml]\n",
      new: "images:\n- name: nginx\n  newTag: \"2\"\nresources: [web.yaml]\n"),
    Case(
      old:
        "resources:\n- web.yaml\ncommonLabels:\n  app: shop  # all of it\n  # remark\n  tier: web\n",
      new:
        "resources:\n- web.yaml\nlabels:\n- includeSelectors: true\n  pairs:\n    app: shop  # all of it\n"
        + "    # remark\n    tier: web\n"),
    Case(
      old: "resources:\n  - web.yaml\ncommonLabels: {app: shop}\n",
      new: "resources:\n  - web.yaml\nlabels:\n  - includeSelectors: true\n    pairs: {app: shop}\n"
    ),
    Case(
      old:
        "resources: [web.yaml]\ncommonLabels:\n  app: shop\nlabels:\n- pairs: {a: b, app: other}\n",
      new: "resources: [web.yaml]\nlabels:\n- pairs: {a: b, app: other}\n- includeSelectors: true\n"
        + "  pairs:\n    app: shop\n"),
    Case(
      old: "resources: [web.yaml]\nconfigurations: [labels.yaml]\ncommonLabels:\n  app: shop\n",
      new:
        "resources: [web.yaml]\nconfigurations: [labels.yaml]\nlabels:\n- includeSelectors: true\n"
        + "  pairs:\n    app: shop\n", isSafe: false),
    Case(
      old: "resources: [web.yaml]\npatchesStrategicMerge:\n- scale.yaml  # more\n",
      new: "resources: [web.yaml]\npatches:\n- path: scale.yaml  # more\n"),
    Case(
      old: "resources: [web.yaml]\npatchesStrategicMerge: [scale.yaml]\n",
      new: "resources: [web.yaml]\npatches: [{path: scale.yaml}]\n"),
    Case(
      old:
        "resources: [web.yaml]\npatchesStrategicMerge:\n- |-\n  apiVersion: apps/v1\n  kind: Deployment\n"
        + "  metadata:\n    name: web\n  spec:\n    replicas: 4\n- scale.yaml\n",
      new:
        "resources: [web.yaml]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n"
        + "    metadata:\n      name: web\n    spec:\n      replicas: 4\n- path: scale.yaml\n"),
    Case(
      old: "resources: [web.yaml]\npatches:\n- path: image.yaml\n  target: {kind: Deployment}\n"
        + "patchesStrategicMerge:\n- scale.yaml\n",
      new: "resources: [web.yaml]\npatches:\n- path: scale.yaml\n- path: image.yaml\n"
        + "  target: {kind: Deployment}\n"),
    Case(
      old: "resources: [web.yaml]\npatchesJson6902:\n- path: image.yaml\n"
        + "  target: {version: v1, kind: Deployment, name: web}\n",
      new: "resources: [web.yaml]\npatches:\n- path: image.yaml\n"
        + "  target: {version: v1, kind: Deployment, name: web}\n"),
    Case(
      old: "resources: [web.yaml]\nnamespace: shop\npatchesJson6902:\n- path: image.yaml\n"
        + "  target: {kind: Deployment, name: web}\n",
      new: "resources: [web.yaml]\nnamespace: shop\npatches:\n- path: image.yaml\n"
        + "  target: {kind: Deployment, name: web}\n", isSafe: false),
    Case(
      old: "resources: [web.yaml]\r\ncommonLabels:\r\n  app: shop\r\n",
      new:
        "resources: [web.yaml]\r\nlabels:\r\n- includeSelectors: true\r\n  pairs:\r\n    app: shop\r\n"
    ),
  ])
  func `a field is written as its successor and renders as before`(_ test: Case) throws {
    let (result, isSafe) = try mended(test.old)
    #expect(result == test.new)
    #expect(isSafe == test.isSafe)
    if isSafe { #expect(try text(files(result)) == text(files(test.old))) }
  }

  @Test func `several deprecated fields are written one after the other`() throws {
    let old = """
      bases: [../base]
      patchesJson6902:
      - path: image.yaml
        target: {kind: Deployment, name: web}
      commonLabels: {app: shop}
      resources: [web.yaml]
      imageTags: [{name: nginx, newTag: "3"}]
      patchesStrategicMerge: [scale.yaml]

      """
    let (result, _) = try mended(old)
    let left = try render(files(result)).warnings.filter { $0.rule == .deprecatedField }
    #expect(left == [])
    #expect(try text(files(result)) == text(files(old)))
  }

  @Test(arguments: [
    "resources: [web.yaml]\nvars: [{name: A, objref: {kind: Deployment, name: web, apiVersion: apps/v1}}]\n",
    "{resources: [web.yaml], commonLabels: {app: shop}}\n",
  ])
  func `what only a person can write has no fix`(_ text: String) throws {
    let warning = try #require(
      try render(files(text)).warnings.first { $0.rule == .deprecatedField })
    #expect(Succession.fix(ofFieldAt: try #require(warning.primary)) == nil)
  }

  private func files(_ kustomization: String) -> [String: String] {
    Self.others.merging(["app/kustomization.yaml": kustomization]) { $1 }
  }

  /// The kustomization without deprecated fields, and whether all of it is safe.
  private func mended(_ text: String) throws -> (text: String, isSafe: Bool) {
    var (text, isSafe) = (text, true)
    for _ in 0..<8 {
      let warnings = try render(files(text)).warnings
      guard let place = warnings.first(where: { $0.rule == .deprecatedField })?.primary else {
        return (text, isSafe)
      }
      let fix = try #require(Succession.fix(ofFieldAt: place))
      isSafe = isSafe && fix.applicability == .safe
      let bytes = try #require(fix.edits.first).edits.applied(to: Array(text.utf8))
      text = String(decoding: bytes, as: UTF8.self)
    }
    Issue.record("there is always another deprecated field")
    return (text, isSafe)
  }
}
