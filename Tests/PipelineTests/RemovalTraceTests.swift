import Diagnostics
import Display
import Environments
import Kustomize
import Pipeline
import Testing
import YAML

/// A trace of what is not there any more names the line that took it away, and all before that.
struct RemovalTraceTests {
  private static let base = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api, annotations: {team: ml}}
    spec:
      replicas: 2
      template:
        spec:
          securityContext:
            runAsUser: 7
          containers:
            - name: app
              image: app:1
              args: [--one, --two]
            - name: proxy
              image: proxy:1
    """

  private func pipeline(_ overlay: [String: String]) throws -> GitOpsPipeline {
    var files = [
      "clusters/base/kustomization.yaml":
        "resources: [api.yaml]\nreplicas: [{name: api, count: 4}]\n",
      "clusters/base/api.yaml": Self.base,
    ]
    for (name, text) in overlay { files["clusters/production/\(name)"] = text }
    let workspace = Workspace(tree: MemoryTree(files), name: "memory")
    return GitOpsPipeline(try Discovery(workspace).configuration(), in: workspace, width: 1)
  }

  private func trace(
    _ kustomization: String, _ field: String? = nil, of object: String = "Deployment/api",
    _ files: [String: String] = [:]
  ) throws -> [String] {
    let overlay = files.merging(["kustomization.yaml": "resources: [../base]\n" + kustomization]) {
      $1
    }
    let text = try pipeline(overlay).trace(object, field: field, in: "production").shown.text
    return text.split(separator: "\n").map {
      String($0).replacing("clusters/production/kustomization.yaml", with: "KUSTOMIZATION")
        .replacing("clusters/", with: "")
    }
  }

  private static func patch(_ spec: String) -> String {
    """
    patches:
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: api}
          spec:
            \(spec)
    """
  }

  private static func operation(_ operation: String) -> String {
    """
    patches:
      - target: {kind: Deployment}
        patch: |-
          - op: test
            path: /kind
            value: Deployment
          - {\(operation)}
    """
  }

  struct Removal: Sendable, CustomTestStringConvertible {
    var testDescription: String { "\(field) after \(by)" }
    var by: String
    var field: String
    var lines: [String]
  }

  @Test(arguments: [
    Removal(
      by: patch("replicas: null"), field: "spec.replicas",
      lines: [
        "KUSTOMIZATION:8:19: removed (strategic merge patch)",
        "base/kustomization.yaml:2:31: 4 (replicas)", "base/api.yaml:5:13: 2 (document)",
      ]),
    Removal(
      by: patch("replicas:"), field: "spec.replicas",
      lines: [
        "KUSTOMIZATION:8:9: removed (strategic merge patch)",
        "base/kustomization.yaml:2:31: 4 (replicas)", "base/api.yaml:5:13: 2 (document)",
      ]),
    Removal(
      by: patch("template: {spec: {securityContext: {$patch: delete}}}"),
      field: "spec.template.spec.securityContext.runAsUser",
      lines: [
        "KUSTOMIZATION:8:53: removed (strategic merge patch)", "base/api.yaml:9:20: 7 (document)",
      ]),
    Removal(
      by: patch("template: {spec: {securityContext: {$patch: replace, fsGroup: 1}}}"),
      field: "spec.template.spec.securityContext.runAsUser",
      lines: [
        "KUSTOMIZATION:8:53: removed (strategic merge patch)", "base/api.yaml:9:20: 7 (document)",
      ]),
    Removal(
      by: patch("template: {spec: {containers: [{name: proxy, $patch: delete}]}}"),
      field: "spec.template.spec.containers[proxy].image",
      lines: [
        "KUSTOMIZATION:8:62: removed (strategic merge patch)",
        "base/api.yaml:15:18: proxy:1 (document)",
      ]),
    Removal(
      by: patch("template: {spec: {containers: [{name: proxy, image: null}]}}"),
      field: "spec.template.spec.containers[proxy].image",
      lines: [
        "KUSTOMIZATION:8:61: removed (strategic merge patch)",
        "base/api.yaml:15:18: proxy:1 (document)",
      ]),
    Removal(
      by: patch("template: {spec: {containers: [{name: app, args: [--three]}]}}"),
      field: "spec.template.spec.containers[app].args[1]",
      lines: [
        "KUSTOMIZATION:8:58: removed (strategic merge patch)",
        "base/api.yaml:13:25: --two (document)",
      ]),
    Removal(
      by: operation("op: remove, path: /spec/replicas"), field: "spec.replicas",
      lines: [
        "KUSTOMIZATION:8:9: removed (JSON 6902 patch)",
        "base/kustomization.yaml:2:31: 4 (replicas)", "base/api.yaml:5:13: 2 (document)",
      ]),
    Removal(
      by: operation("op: remove, path: /spec/template/spec/containers/0"),
      field: "spec.template.spec.containers[app].args[0]",
      lines: [
        "KUSTOMIZATION:8:9: removed (JSON 6902 patch)", "base/api.yaml:13:18: --one (document)",
      ]),
    Removal(
      by: operation("op: move, from: /spec/replicas, path: /spec/count"), field: "spec.replicas",
      lines: [
        "KUSTOMIZATION:8:9: removed (JSON 6902 patch)",
        "base/kustomization.yaml:2:31: 4 (replicas)", "base/api.yaml:5:13: 2 (document)",
      ]),
    Removal(
      by: operation("op: replace, path: /spec/template/spec/securityContext, value: {}"),
      field: "spec.template.spec.securityContext.runAsUser",
      lines: [
        "KUSTOMIZATION:8:9: removed (JSON 6902 patch)", "base/api.yaml:9:20: 7 (document)",
      ]),
    Removal(
      by: operation("op: remove, path: /metadata/annotations/team"),
      field: "metadata.annotations.team",
      lines: [
        "KUSTOMIZATION:8:9: removed (JSON 6902 patch)", "base/api.yaml:3:43: ml (document)",
      ]),
  ])
  func `a removed field is traced to its removal and to what set it`(_ removal: Removal) throws {
    let lines = try trace(removal.by, removal.field)
    #expect(Array(lines.dropFirst()) == removal.lines)
  }

  @Test func `a field of an element stays traced when the element is removed later`() throws {
    let lines = try trace(
      """
      patches:
        - patch: "- {op: remove, path: /spec/template/spec/containers/1/image}"
          target: {kind: Deployment}
        - patch: "- {op: remove, path: /spec/template/spec/containers/1}"
          target: {kind: Deployment}
      """,
      "spec.template.spec.containers[proxy]")
    #expect(
      lines.dropFirst().sorted() == [
        "KUSTOMIZATION:3:15: spec.template.spec.containers[1].image removed "
          + "(JSON 6902 patch, was proxy:1)",
        "KUSTOMIZATION:5:15: removed (JSON 6902 patch)",
        "KUSTOMIZATION:5:15: spec.template.spec.containers[1].name removed "
          + "(JSON 6902 patch, was proxy)",
        "base/api.yaml:14:11: (document)",
      ])
  }

  @Test func `the list of an object's fields ends with those that were removed`() throws {
    let lines = try trace(Self.patch("replicas: null"))
    #expect(
      lines.last
        == "KUSTOMIZATION:8:19: spec.replicas removed (strategic merge patch, was 4)")
  }

  @Test func `a field that is there again is traced to what set it`() throws {
    let set = try trace(
      Self.patch("replicas: null") + "\n  - patch: |-\n"
        + "      {apiVersion: apps/v1, kind: Deployment, metadata: {name: api}, spec: {replicas: 8}}",
      "spec.replicas")
    #expect(set.dropFirst() == ["KUSTOMIZATION:10:87: 8 (strategic merge patch)"])
    #expect(try trace(Self.patch("replicas: null")).last?.contains("removed") == true)
  }

  @Test func `a value that a generator replaces is gone with it`() throws {
    let pipeline = try pipeline([
      "middle/kustomization.yaml": """
      configMapGenerator:
        - name: map
          literals: [A=1, B=2]
      """,
      "kustomization.yaml": """
      resources: [middle]
      configMapGenerator:
        - name: map
          behavior: replace
          literals: [A=3]
      """,
    ])
    func lines(_ field: String) throws -> [Substring] {
      try pipeline.trace("ConfigMap/map", field: field, in: "production").shown.text
        .split(separator: "\n").dropFirst().map { $0.dropFirst("clusters/production/".count) }
    }
    #expect(
      try lines("data.A") == [
        "kustomization.yaml:5:18: \"3\" (generator)",
        "middle/kustomization.yaml:3:18: \"1\" (generator)",
      ])
    #expect(
      try lines("data.B") == [
        "kustomization.yaml:3:11: removed (generator)",
        "middle/kustomization.yaml:3:23: \"2\" (generator)",
      ])
  }

  // MARK: Objects

  @Test(arguments: [
    (
      "patches:\n  - patch: |-\n      {apiVersion: apps/v1, kind: Deployment, "
        + "metadata: {name: api}, $patch: delete}\n",
      "KUSTOMIZATION:4:78: deleted (strategic merge patch)"
    ),
    (
      "patches:\n  - target: {kind: Deployment}\n    patch: |-\n      $patch: delete\n"
        + "      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: x}\n",
      "KUSTOMIZATION:5:15: deleted (strategic merge patch)"
    ),
    (
      "commonAnnotations: {config.kubernetes.io/local-config: \"true\"}\n",
      "KUSTOMIZATION:2:56: left out (config.kubernetes.io/local-config)"
    ),
  ])
  func `a deleted object names the line that deleted it`(
    deletion: String, line: String
  ) throws {
    let lines = try trace(deletion, "spec.replicas")
    #expect(lines.first == "Deployment/api spec.replicas")
    #expect(lines.dropFirst().first == line)
    #expect(
      lines.dropFirst(2) == [
        "base/kustomization.yaml:2:31: 4 (replicas)", "base/api.yaml:5:13: 2 (document)",
      ])
    #expect(try trace(deletion).count > 5)
  }

  @Test func `an environment without objects says so`() throws {
    let error = try #require(throws: PipelineError.self) {
      try trace(
        "commonAnnotations: {config.kubernetes.io/local-config: \"true\"}\n", of: "Service/api")
    }
    #expect(error.diagnostics.map(\.message) == ["production renders no object"])
    #expect(error.diagnostics.map(\.help) == [nil])
  }

  @Test func `a removed secret is not shown`() throws {
    let secret = """
      apiVersion: v1
      kind: Secret
      metadata: {name: token}
      stringData: {token: hunter2, other: hunter3}
      """
    let pipeline = try pipeline([
      "kustomization.yaml": """
      resources: [../base, secret.yaml]
      patches:
        - patch: |-
            {apiVersion: v1, kind: Secret, metadata: {name: token}, stringData: {token: null}}
      """, "secret.yaml": secret,
    ])
    for field in [nil, "stringData.token"] {
      let trace = try pipeline.trace("Secret/token", field: field, in: "production")
      #expect(trace.shown.text.contains("removed"))
      #expect(!trace.shown.text.contains("hunter") && !trace.json.json.contains("hunter"))
    }
  }

  @Test func `the JSON tells a removal`() throws {
    let overlay = ["kustomization.yaml": "resources: [../base]\n" + Self.patch("replicas: null")]
    let json = try pipeline(overlay).trace(
      "Deployment/api", field: "spec.replicas", in: "production"
    ).json
    let settings = json["fields"]?.elements?.first?["settings"]?.elements ?? []
    #expect(settings.map { $0["removed"]?.scalar?.boolean } == [true, nil, nil])
    #expect(settings.map { $0["value"]?.scalarText } == [nil, "4", "2"])
  }
}
