import Comparison
import Diagnostics
import Environments
import Git
import Promotion
import TestKit
import Testing
import YAML

/// Whole promotions of what environments are made of, whatever names the version that runs.
struct PromotedKindsTests {
  private let fixture: GitFixture

  init() throws { fixture = try GitFixture() }

  /// A file of an environment: its name, its text, and what the source changes in it.
  struct Kind: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var changes: [(String, String)]
    /// What names it in the kustomization; nil where the directory has none.
    var entry: String? = "resources: [%]"

    var testDescription: String { name }
  }

  static let kinds = [
    Kind(
      name: "helm-release.yaml",
      text: """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: web, namespace: web-ENV}   # one for each
        spec:
          chart:
            spec:
              chart: web
              version: "1.2.0" # {"$imagepolicy": "flux-system:web"}
              sourceRef: {kind: HelmRepository, name: charts}
          values:
            image: {repository: example.com/web, tag: v1}
            hosts:
            - web.ENV.example.com
            env:
            - name: A
              value: one

        """,
      changes: [("\"1.2.0\"", "\"1.3.0\""), ("tag: v1", "tag: v2"), ("value: one", "value: two")]),
    Kind(
      name: "flux.yaml",
      text: """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: web, namespace: flux-system}
        spec:
          url: https://example.com/web
          ref: {tag: v1.0.0}
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: web, namespace: flux-system}
        spec:
          path: ./deploy/ENV
          prune: true
          sourceRef: {kind: GitRepository, name: web}
          images:
          - name: example.com/web
            newTag: v1.0.0
          postBuild:
            substitute:
              version: v1.0.0
              size: small

        """, changes: [("v1.0.0", "v1.1.0")]),
    Kind(
      name: "argo.yaml",
      text: """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web}
        spec:
          project: default
          destination: {namespace: web-ENV, server: https://kubernetes.ENV.example.com}
          source:
            repoURL: https://example.com/web
            targetRevision: 1f3870be274f6c49b3e31a0c6728957f8a1b2c3d   # the release
            path: deploy/ENV
            helm:
              parameters:
              - {name: image.tag, value: v1}
              - {name: replicas, value: "2"}
            kustomize:
              images:
              - example.com/web:v1

        """,
      changes: [
        ("1f3870be274f6c49b3e31a0c6728957f8a1b2c3d", "9e107d9d372bb6826bd81d3542a419d6aabbccdd"),
        ("value: v1", "value: v2"), ("web:v1", "web:v2"),
      ]),
    Kind(
      name: "values.yaml",
      text: "# values of ENV\nimage:\n  tag: v1   # now\nreplicas: 2\n",
      changes: [("tag: v1", "tag: v2")],
      entry: "configMapGenerator: [{name: values, files: [%]}]"),
    Kind(
      name: "settings.json",
      text: "{\n  \"image\": {\"tag\": \"v1\"},\n  \"url\": \"https://ENV.example.com\"\n}\n",
      changes: [("\"v1\"", "\"v2\"")],
      entry: "configMapGenerator: [{name: settings, files: [%]}]"),
    Kind(
      name: "app.env", text: "# of ENV\r\nTAG=v1\r\nURL=https://ENV.example.com\r\n",
      changes: [("TAG=v1", "TAG=v2")], entry: "configMapGenerator: [{name: app, envs: [%]}]"),
    Kind(
      name: "script.sh", text: "#!/bin/sh\nexec app --level 1\n", changes: [("1", "2")],
      entry: "configMapGenerator: [{name: script, files: [%]}]"),
    Kind(
      name: "plain.yaml",
      text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  LEVEL: info\n",
      changes: [("info", "debug")], entry: nil),
  ]

  private static let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n"

  private func write(_ kind: Kind, staging: String?, production: String?) throws {
    var files = [
      "clusters/shared/kustomization.yaml": """
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      resources: [namespace.yaml]

      """,
      "clusters/shared/namespace.yaml": Self.namespace,
    ]
    for (name, text) in [("staging", staging), ("production", production)] {
      let directory = "clusters/\(name)"
      if let entry = kind.entry {
        let line = text == nil ? "" : entry.replacing("%", with: kind.name) + "\n"
        files["\(directory)/kustomization.yaml"] = "# \(name)\n\(line)components: [../shared]\n"
      } else {
        files["\(directory)/other.yaml"] = Self.namespace
      }
      files["\(directory)/\(kind.name)"] = text?.replacing("ENV", with: name)
    }
    try fixture.commit("Change", adding: files)
  }

  private func promoter() throws -> Promoter {
    let repository = try fixture.open()
    return Promoter(
      in: repository,
      PromotionRequest(
        from: Fleet.environment("staging"), to: Fleet.environment("production")),
      renderer: EnvironmentRenderer(try Workspace.revision("HEAD", of: repository))
    ) { _ throws(PromotionError) in [] }
  }

  private func promoted(_ kind: Kind) throws -> String? {
    guard case .created(let commit, _) = try promoter().promote() else { return nil }
    let bytes = try? fixture.open().snapshot(of: commit.branch)
      .read("clusters/production/\(kind.name)", limit: 10_000)
    return bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private static func changed(_ kind: Kind) -> String {
    kind.changes.reduce(kind.text) { $0.replacing($1.0, with: $1.1) }
  }

  @Test(arguments: kinds)
  func `what staging changed moves, and what is each environment's own stays`(
    _ kind: Kind
  ) throws {
    try write(kind, staging: kind.text, production: kind.text)
    try write(kind, staging: Self.changed(kind), production: kind.text)
    #expect(try promoted(kind) == Self.changed(kind).replacing("ENV", with: "production"))
  }

  @Test(arguments: kinds)
  func
    `what production alone changed stays as its repair`(
      _ kind: Kind
    ) throws
  {
    guard let change = kind.changes.last else { return }
    try write(kind, staging: kind.text, production: kind.text)
    let repaired = kind.text.replacing(change.0, with: change.0 + "9")
    try write(kind, staging: kind.text, production: repaired)
    guard case .nothingToPromote(let plan, _) = try promoter().promote() else {
      Issue.record("the repair was undone")
      return
    }
    #expect(plan.fields.allSatisfy { $0.classification == .hotfix })
  }

  @Test(arguments: kinds.filter { $0.entry != nil })
  func `a file comes with what names it, and goes with it`(_ kind: Kind) throws {
    try write(kind, staging: nil, production: nil)
    try write(kind, staging: kind.text, production: nil)
    let text = try promoted(kind)
    #expect(text?.isEmpty == false)
    try write(kind, staging: kind.text, production: kind.text)
    try fixture.git(["rm", "--quiet", "clusters/staging/\(kind.name)"])
    try write(kind, staging: nil, production: kind.text)
    #expect(try promoted(kind) == "")
  }
}
