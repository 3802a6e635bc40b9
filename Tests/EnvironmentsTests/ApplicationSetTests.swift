import Diagnostics
import Kubernetes
import Kustomize
import TestKit
import Testing
import YAML

@testable import Environments

/// What ApplicationSets make of files.
struct ApplicationSetTests {
  @Test(arguments: [
    "01-list", "02-git-directories", "03-git-directories-gotemplate", "04-git-files",
    "05-git-files-gotemplate", "06-clusters-all", "07-clusters-selector-gotemplate",
    "08-matrix-git-clusters", "09-merge", "10-matrix-interpolated",
    "11-selector-and-generator-template", "12-duplicate-names", "13-matrix-conflicting-keys",
    "14-list-number-without-gotemplate", "15-missingkey-error",
  ])
  func `a set becomes what Argo CD makes of it`(_ name: String) throws {
    let directory = "\(PackageFiles().root)/Tests/Corpus/argo/\(name)"
    let tree = DirectoryTree(root: directory)
    func read(_ file: String) throws -> Node {
      let file = try tree.file(at: file, limit: 1 << 20)
      return try #require(file.parsed(as: .kubernetes).documents.first?.root)
    }
    let clusters = try? read("clusters.yaml").elements?.map { entry in
      func texts(_ field: String) -> [String: String] {
        Dictionary(
          (entry[field]?.mapping?.entries ?? []).map { ($0.name, $0.value.scalarText ?? "") },
          uniquingKeysWith: { $1 })
      }
      return ArgoCluster(
        name: entry["name"]?.string ?? "", server: entry["server"]?.string ?? "",
        labels: texts("labels"), annotations: texts("annotations"),
        project: entry["project"]?.string ?? "")
    }
    let expansion = ApplicationSetExpansion(
      KubernetesObject(try read("applicationset.yaml")),
      repository: ArgoRepository(tree, base: "repo") { $0 == "https://example.com/org/repo.git" },
      clusters: clusters ?? [])
    let expected = try read("expected.json")
    func byName(_ objects: [Node]) -> [Node] {
      objects.sorted { ($0.shownName, $0.json) < ($1.shownName, $1.json) }
    }
    let made = byName(expansion.applications.map(\.object.root))
    let wanted = byName(expected["applications"]?.elements ?? [])
    #expect(made.map(\.shownName) == wanted.map(\.shownName))
    for (made, wanted) in zip(made, wanted) {
      #expect(made.isEqual(to: wanted), "\(made.json)\n\(wanted.json)")
    }
    // Go also names the place in its own template.
    let errors = (expected["errors"]?.elements ?? []).compactMap(\.string)
    #expect(expansion.failures.count == errors.count)
    for (failure, error) in zip(expansion.failures, errors) {
      let end = error.split(separator: ">: ").last.map(String.init) ?? error
      #expect(failure.message.hasSuffix(end))
    }
  }

  private func expanded(
    _ spec: String, _ files: [String: String] = [:], clusters: [ArgoCluster]? = []
  ) throws -> ApplicationSetExpansion {
    let indented = spec.split(separator: "\n").map { "  \($0)\n" }.joined()
    let file = SourceFile(
      path: "set.yaml",
      text: "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: s}\nspec:\n"
        + indented)
    let root = try #require(file.parsed(as: .kubernetes).documents.first?.root)
    return ApplicationSetExpansion(
      KubernetesObject(root), repository: ArgoRepository(MemoryTree(files)) { $0 == "here" },
      clusters: clusters)
  }

  @Test func `a template's patch is text until the parameters are in it`() throws {
    let found = try expanded(
      """
      goTemplate: true
      generators:
      - list: {elements: [{name: a, images: [x=y:1]}, {name: b}]}
      template:
        metadata: {name: '{{.name}}', labels: {team: t}}
        spec: {project: p, source: {repoURL: here, path: a}}
      templatePatch: |
        metadata: {labels: {team: null}}
        spec:
          project: other
          {{- if .images }}
          source:
            kustomize: {images: {{ toJson .images }}}
          {{- end }}
      """)
    #expect(found.failures.isEmpty)
    let specs = found.applications.compactMap { $0.object.root["spec"] }
    #expect(
      specs[0][["source", "kustomize", "images"]]?.elements?.compactMap(\.string) == ["x=y:1"])
    #expect(specs[1][["source", "kustomize"]] == nil)
    #expect(specs.map { $0["project"]?.string } == ["p", "p"])
    #expect(found.applications[0].object.labels.isEmpty)
  }

  @Test func `of a cluster that no file describes, what the path needs may yet be known`() throws {
    let found = try expanded(
      """
      generators:
      - merge:
          mergeKeys: [nameNormalized]
          generators:
          - clusters:
              selector: {matchLabels: {env: prod}}
              values: {dir: base}
          - list: {elements: [{nameNormalized: eu, values.dir: eu}]}
      template:
        metadata: {name: 'web-{{nameNormalized}}'}
        spec:
          source: {path: 'web/{{metadata.labels.env}}/{{values.dir}}'}
          destination: {name: '{{name}}'}
      """, clusters: nil)
    let objects = found.applications.map(\.object)
    #expect(
      objects.map { $0.root[["spec", "source", "path"]]?.string } == [
        "web/prod/base", "web/prod/eu",
      ])
    #expect(objects.map { UnknownParameter.shown($0.name) } == ["web-<nameNormalized>", "web-eu"])
    #expect(objects.map { UnknownParameter.isIn($0.name) } == [true, false])
  }

  @Test func `what would be decided by an unknown cluster is not guessed`() throws {
    let found = try expanded(
      """
      goTemplate: true
      generators: [{clusters: {}}]
      template:
        metadata: {name: '{{if eq .name "eu"}}a{{else}}b{{end}}'}
      """, clusters: nil)
    #expect(found.applications.isEmpty)
    #expect(found.failures[0].message.hasSuffix("eq decides by what only the cluster knows"))
  }

  @Test func `a generator that looks elsewhere is told from one that is wrong`() throws {
    let found = try expanded(
      """
      generators:
      - git: {repoURL: there, directories: [{path: '*'}]}
      - pullRequest: {github: {owner: a, repo: b}}
      - list: {elements: [{x: 1}]}
      template: {metadata: {name: a}}
      """)
    #expect(
      found.failures.map(\.outside) == [
        "generators that look into other repositories",
        "generators that ask a service (pullRequest)", nil,
      ])
    #expect(found.failures[2].place?.text == "1")
  }
}

extension Node {
  fileprivate var shownName: String { self[["metadata", "name"]]?.string ?? "" }
}
