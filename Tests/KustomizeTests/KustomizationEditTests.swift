import Diagnostics
import Kubernetes
import Kustomize
import Testing
import YAML

/// What `kustomize edit` makes of a kustomization, and so Argo CD.
struct KustomizationEditTests {
  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 1
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - {name: web, image: example.com/web:1}
          - {name: side, image: side:1}
    """

  /// The Deployment of a kustomization with an edit, whose text is the value of `field`.
  private func deployment(
    _ fields: String, _ edit: (Node) -> KustomizationEdit, given text: String
  ) throws -> KubernetesObject {
    let tree = MemoryTree([
      "app/kustomization.yaml": "resources: [web.yaml]\n\(fields)\n",
      "app/web.yaml": Self.deployment,
      "more/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -more\n",
    ])
    let file = SourceFile(path: "application.yaml", text: text)
    let root = try #require(file.parsed(as: .kubernetes).documents.first?.root)
    let rendering = try Renderer().render(
      directory: "app", editedBy: edit(root), with: Loader(tree))
    return try #require(rendering.objects.first).object
  }

  private func texts(_ node: Node) -> [SourcedText] {
    (node.elements ?? []).map {
      SourcedText($0.scalarText ?? "", $0.origin, style: $0.scalar?.style ?? .plain)
    }
  }

  private func pairs(_ node: Node) -> [SourcedPair] {
    (node.mapping?.entries ?? []).map { entry in
      SourcedPair(
        key: SourcedText(entry.name, entry.key.origin),
        value: SourcedText(entry.value.scalarText ?? "", entry.value.origin))
    }
  }

  private func images(_ fields: String, _ images: String) throws -> [Node] {
    let object = try deployment(
      fields,
      { node in
        var edit = KustomizationEdit()
        edit.images = texts(node)
        return edit
      }, given: images)
    let containers = object.root[["spec", "template", "spec", "containers"]]?.elements ?? []
    return containers.compactMap { $0["image"] }
  }

  @Test(arguments: [
    ("", "[example.com/web:2]", "example.com/web:2"),
    ("", "[example.com/web=other:5000/web:3]", "other:5000/web:3"),
    ("", "['example.com/web@sha256:aa']", "example.com/web@sha256:aa"),
    ("", "[example.com/web=new]", "new:1"),
    (
      "images: [{name: example.com/web, newName: kept, newTag: '9'}]", "['example.com/web=*:2']",
      "kept:2"
    ),
    (
      "images: [{name: example.com/web, newName: kept, newTag: '9'}]", "[example.com/web:2]",
      "example.com/web:2"
    ),
    ("images: [{name: example.com/web, newTag: '9'}]", "['example.com/web=new:*']", "new:9"),
  ])
  func `an image takes the place of the entry of its name`(
    _ fields: String, _ given: String, _ wanted: String
  ) throws {
    #expect(try images(fields, given).map(\.string) == [wanted, "side:1"])
  }

  @Test func `a tag points at its own bytes in what asks for it`() throws {
    let image = try images("", "- 'side=other/side:1.2'\n")[1]
    #expect(image.string == "other/side:1.2")
    #expect(image.origin.location?.file.path == "application.yaml")
    #expect(image.origin.location?.text.contains("1.2") == true)
  }

  @Test func `an image that changes nothing is refused where it stands`() throws {
    let error = #expect(throws: RenderError.self) { try images("", "[example.com/web]") }
    #expect(error?.diagnostics[0].primary?.text == "example.com/web")
    #expect(
      error?.diagnostics[0].message
        == "the image example.com/web names neither tag nor digest nor another name")
  }

  @Test func `names, namespace, replicas, patches and components are the edit's`() throws {
    let object = try deployment(
      "namePrefix: a-\nreplicas: [{name: web, count: 2}]",
      { node in
        var edit = KustomizationEdit()
        edit.namePrefix = SourcedText("b-", .none)
        edit.namespace = SourcedText("there", .none)
        edit.replicas = [(SourcedText("web", .none), Sourced(5, .none))]
        edit.patches = node["patches"]?.elements ?? []
        edit.components = texts(node["components"] ?? .null())
        edit.ignoresMissingComponents = true
        return edit
      },
      given: """
        components: [../more, ../absent]
        patches:
        - target: {kind: Deployment}
          patch: '[{"op": "add", "path": "/metadata/annotations", "value": {"x": "y"}}]'
        """)
    #expect(object.name == "b-web-more")
    #expect(object.namespace == "there")
    #expect(object.root[["spec", "replicas"]]?.scalarText == "5")
    #expect(object.annotations == ["x": "y"])
  }

  @Test(arguments: [
    (true, false, ["app": "web", "team": "a"], ["app": "web", "team": "a"]),
    (false, true, ["app": "web"], ["app": "web", "team": "a"]),
    (false, false, ["app": "web"], ["app": "web"]),
  ])
  func `labels are put where they are asked for`(
    _ isWithSelectors: Bool, _ isWithTemplates: Bool, _ selector: [String: String],
    _ template: [String: String]
  ) throws {
    let object = try deployment(
      "",
      { node in
        var edit = KustomizationEdit()
        edit.labels.pairs = pairs(node)
        edit.labels.isWithSelectors = isWithSelectors
        edit.labels.isWithTemplates = isWithTemplates
        return edit
      }, given: "team: a")
    #expect(object.labels == ["team": "a"])
    func labels(_ path: FieldPath) -> [String: String] {
      Dictionary(
        (object.root[path]?.mapping?.entries ?? []).map { ($0.name, $0.value.scalarText ?? "") },
        uniquingKeysWith: { $1 })
    }
    #expect(labels(["spec", "selector", "matchLabels"]) == selector)
    #expect(labels(["spec", "template", "metadata", "labels"]) == template)
  }

  @Test func `what the kustomization has already is replaced only by force`() throws {
    func annotated(_ isForced: Bool) throws -> KubernetesObject {
      try deployment(
        "commonAnnotations: {team: a}",
        { node in
          var edit = KustomizationEdit()
          edit.annotations = pairs(node)
          edit.forcesAnnotations = isForced
          return edit
        }, given: "team: b")
    }
    #expect(try annotated(true).annotations == ["team": "b"])
    let error = #expect(throws: RenderError.self) { try annotated(false) }
    #expect(
      error?.diagnostics[0].message == "the annotation team stands in the kustomization already")
    #expect(error?.diagnostics[0].primary?.file.path == "application.yaml")
    #expect(error?.diagnostics[0].related[0].location?.file.path == "app/kustomization.yaml")
  }
}
