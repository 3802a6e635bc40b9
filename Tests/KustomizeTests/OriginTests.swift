import Diagnostics
import Kubernetes
import Kustomize
import Testing
import YAML

struct OriginTests {
  private let files = [
    "base/kustomization.yaml": """
    resources: [d.yaml]
    configMapGenerator:
    - name: settings
      literals:
      - LEVEL=info
      - QUOTED="a b"
      files: [notes.txt]
      envs: [some.env]
    """,
    "base/notes.txt": "hello",
    "base/some.env": "# about\nTIMEOUT=30\n",
    "base/d.yaml": deployment,
    "app/kustomization.yaml": """
    namespace: prod
    namePrefix: p-
    resources: [../base]
    images:
    - name: nginx
      newTag: "2.0"
    replicas:
    - name: web
      count: 3
    labels:
    - pairs:
        team: ml
    patches:
    - path: patch.yaml
    - target: {kind: Deployment}
      patch: |-
        - op: add
          path: /spec/paused
          value: true
    """,
    "app/patch.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        spec:
          terminationGracePeriodSeconds: 5
          containers:
          - name: main
            command: [run]
    """,
  ]

  @Test(
    arguments: [
      (["spec", "replicas"], "app/kustomization.yaml:9:10 3"),
      (["metadata", "namespace"], "app/kustomization.yaml:1:12 prod"),
      (["metadata", "name"], "app/kustomization.yaml:2:13 p-"),
      (["metadata", "labels", "team"], "app/kustomization.yaml:12:11 ml"),
      (["spec", "paused"], "app/kustomization.yaml:19:14 true"),
      (
        ["spec", "template", "spec", "containers", 0, "image"],
        "app/kustomization.yaml:6:11 \"2.0\""
      ),
      (["spec", "template", "spec", "containers", 0, "command", 0], "app/patch.yaml:10:19 run"),
      (
        ["spec", "template", "spec", "terminationGracePeriodSeconds"], "app/patch.yaml:7:38 5"
      ),
      (["spec", "template", "spec", "containers", 0, "name"], "base/d.yaml:10:15 main"),
      (
        ["spec", "template", "spec", "containers", 0, "envFrom", 0, "configMapRef", "name"],
        "base/d.yaml:13:32 settings"
      ),
    ] as [(FieldPath, String)])
  func `a field points at the bytes that set it last`(path: FieldPath, source: String) throws {
    #expect(try render(files).object("Deployment").source(of: path) == source)
  }

  @Test(
    arguments: [
      (["data", "LEVEL"], "base/kustomization.yaml:5:11 info"),
      (["data", "QUOTED"], "base/kustomization.yaml:6:13 a b"),
      (["data", "notes.txt"], "base/notes.txt:1:1 hello"),
      (["data", "TIMEOUT"], "base/some.env:2:9 30"),
      (["metadata", "name"], "app/kustomization.yaml:2:13 p-"),
    ] as [(FieldPath, String)])
  func `generated data points at its source`(path: FieldPath, source: String) throws {
    let map = try render(files).object("ConfigMap")
    if path == ["metadata", "name"] {
      // The digest stands behind the name that the prefix made.
      #expect(map[path]?.origin.setter == .nameSuffixHash)
    }
    #expect(map.source(of: path) == source)
  }

  @Test func `the chain names every step, newest first`() throws {
    let object = try render(files, recordsHistory: true).object("Deployment")
    let image = try #require(
      object[["spec", "template", "spec", "containers", 0, "image"]])
    #expect(image.origin.chain.map(\.origin.setter) == [.images, .document])
    #expect(image.origin.chain.map { $0.value?.text } == [nil, "nginx:1.0"])
    let name = try #require(object[["metadata", "name"]])
    #expect(name.origin.chain.map(\.origin.setter) == [.namePrefix, .document])
  }

  @Test func `without history a value remembers nothing`() throws {
    let object = try render(files).object("Deployment")
    #expect(object[["spec", "replicas"]]?.origin.chain.count == 1)
  }

  /// Values that come from one place and are not computed read as they are printed.
  @Test func `the bytes of an origin read again give the value`() throws {
    var checked = 0
    for rendered in try render(files).objects {
      visit(rendered.object.root) { node in
        guard let scalar = node.scalar, let location = node.origin.location else { return }
        switch node.origin.setter {
        case .document, .strategicMergePatch, .jsonPatch, .labels, .namespace, .replicas:
          let file = SourceFile(path: "", text: location.text)
          let read = file.parsed(as: .kustomize).documents.first?.root
          #expect(read?.scalar?.text == scalar.text)
          checked += 1
        case .generator where location.file.path.hasSuffix(".yaml"):
          #expect(location.text == scalar.text || location.text.contains("settings"))
        default: break
        }
      }
    }
    #expect(checked > 10)
  }

  /// A change of one source scalar changes the fields whose origin it is, and no other.
  @Test func `an edit of a scalar changes exactly the fields that point at it`() throws {
    let before = try render(files).object("Deployment")
    let edits = [
      ("app/kustomization.yaml", "count: 3", "count: 4"),
      ("app/kustomization.yaml", "team: ml", "team: mx"),
      ("app/patch.yaml", "Seconds: 5", "Seconds: 6"),
      ("app/kustomization.yaml", "namespace: prod", "namespace: pros"),
    ]
    for (path, old, new) in edits {
      var files = files
      files[path]?.replace(old, with: new)
      let after = try render(files).object("Deployment")
      let text = try #require(files[path])
      let offset = try #require(text.range(of: new)) - 1
      var changed = 0
      compare(before, after) { node in
        changed += 1
        #expect(node.origin.location?.file.path == path)
        #expect(node.origin.location?.range.contains(offset) == true)
      }
      #expect(changed > 0, "\(old)")
    }
  }

  private func visit(_ node: Node, _ body: (Node) -> Void) {
    body(node)
    for element in node.elements ?? [] { visit(element, body) }
    for entry in node.mapping?.entries ?? [] { visit(entry.value, body) }
  }

  private func compare(_ left: Node, _ right: Node, _ body: (Node) -> Void) {
    if left.scalar != nil {
      if !left.isEqual(to: right) { body(left) }
      return
    }
    for (a, b) in zip(left.elements ?? [], right.elements ?? []) { compare(a, b, body) }
    for entry in left.mapping?.entries ?? [] {
      guard let other = right[entry.name] else {
        body(entry.value)
        continue
      }
      compare(entry.value, other, body)
    }
  }
}

extension String {
  /// The offset just past the first occurrence of `part`.
  fileprivate func range(of part: String) -> Int? {
    let text = Array(utf8)
    let part = Array(part.utf8)
    return text.indices.first { text[$0...].starts(with: part) }.map { $0 + part.count }
  }
}
