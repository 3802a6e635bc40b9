import Diagnostics
import Environments
import Kustomize
import TestKit
import Testing

/// Environments that are several directories, as patterns name them.
struct PathPatternTests {
  private static let manifest = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"

  /// A tree with one overlay for each app and environment, and some directories that are none.
  private static let files = [
    "apps/web/overlays/staging/a.yaml", "apps/web/overlays/production/a.yaml",
    "apps/api/overlays/staging/a.yaml", "apps/api/overlays/production/a.yaml",
    "apps/legacy/overlays/staging/a.yaml", "apps/.cache/overlays/staging/a.yaml",
    "components/db/staging/a.yaml", "components/cache/staging/a.yaml",
    "teams/one-prod/a.yaml", "teams/two-prod/a.yaml", "teams/docs/a.yaml",
  ]

  private func read(_ source: [UInt8]) throws -> PipelineConfiguration {
    var tree = MemoryTree(
      Dictionary(uniqueKeysWithValues: Self.files.map { ($0, Self.manifest) }))
    tree.write(Array("# Nothing\n".utf8), to: "apps/docs/overlays/staging/README.md")
    tree.write(source, to: "pipeline.yaml")
    return try Discovery(Workspace(tree: tree, name: "the test")).configuration()
  }

  private static let header = "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\n"

  private func read(_ environments: String) throws -> PipelineConfiguration {
    try read(Array((Self.header + environments).utf8))
  }

  /// What an environment says, and the targets that it has for it: `app path`.
  struct Row: Sendable, CustomTestStringConvertible {
    var fields: String
    var targets: [String]
    var testDescription: String { fields }
  }

  @Test(arguments: [
    Row(fields: "path: apps/web/overlays/staging", targets: [" apps/web/overlays/staging"]),
    Row(
      fields: "path: 'apps/{app}/overlays/production'",
      targets: ["api apps/api/overlays/production", "web apps/web/overlays/production"]),
    Row(
      fields: "paths: ['apps/{app}/overlays/staging', 'components/*/staging']",
      targets: [
        "api apps/api/overlays/staging", "legacy apps/legacy/overlays/staging",
        "web apps/web/overlays/staging", " components/cache/staging", " components/db/staging",
      ]),
    Row(
      fields: "paths: ['apps/{app}/overlays/staging'], exclude: [apps/legacy]",
      targets: ["api apps/api/overlays/staging", "web apps/web/overlays/staging"]),
    Row(
      fields: "paths: ['teams/{app}-prod', teams/docs]",
      targets: ["one teams/one-prod", "two teams/two-prod", " teams/docs"]),
    Row(
      fields: "paths: ['apps/w*/overlays/{app}', 'apps/web/overlays/staging']",
      targets: [
        "production apps/web/overlays/production", "staging apps/web/overlays/staging",
      ]),
    Row(
      fields: "path: '{cluster}s/{app}-*'",
      targets: ["one teams/one-prod team", "two teams/two-prod team"]),
    Row(fields: "path: 'apps/.c*/overlays/*'", targets: [" apps/.cache/overlays/staging"]),
  ])
  func `the directories that fit are the targets`(_ row: Row) throws {
    let found = try read("environments: [{name: a, \(row.fields)}]\n")
    #expect(
      found.environments.flatMap(\.targets).map { target in
        let cluster = target.cluster.isEmpty ? "" : " \(target.cluster)"
        return "\(target.app) \(target.directory.path)\(cluster)"
      } == row.targets)
  }

  @Test func `what a pattern fits and is not looked at is said`() throws {
    let found = try read(
      "environments: [{name: a, path: 'apps/{app}/overlays/staging', exclude: [apps/legacy]}]\n")
    #expect(
      found.leftOut.map { "\($0.name): \($0.reason)" } == [
        "apps/docs/overlays/staging: directories that a path fits and that hold no manifest",
        "apps/legacy/overlays/staging: targets that pipeline.yaml excludes",
      ])
  }

  @Test func `targets of one app are told apart alike in every environment`() throws {
    let found = try read(
      """
      environments:
        - {name: staging, paths: ['apps/*/overlays/staging', 'components/*/staging']}
        - {name: production, path: 'apps/*/overlays/production'}
        - {name: live, path: 'teams/*-prod'}

      """)
    #expect(
      found.environments.map { $0.targets.map(\.part) } == [
        [
          "apps/api/overlays", "apps/legacy/overlays", "apps/web/overlays", "components/cache",
          "components/db",
        ], ["apps/api/overlays", "apps/web/overlays"], ["teams/one", "teams/two"],
      ])
  }

  @Test func `exclude of the whole pipeline counts for environments that are found`() throws {
    let found = try read("exclude: [apps/legacy, teams, 'components/*']\n")
    #expect(found.found == .layout)
    #expect(
      found.environments.flatMap(\.targets).map(\.directory.path) == [
        "apps/api/overlays/staging", "apps/web/overlays/staging", "apps/api/overlays/production",
        "apps/web/overlays/production",
      ])
    #expect(
      Set(found.leftOut.map(\.reason)) == ["targets that pipeline.yaml excludes"])
  }

  /// What is wrong with an environment's fields, at the mark.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var source: String
    var message: String
    var help: String?
    var testDescription: String { message }
  }

  @Test(arguments: [
    Mistake(
      source: "environments: [{name: a, path: 1️⃣'apps/{app}/overlays/stagign'}]\n",
      message: "\"apps/{app}/overlays/stagign\" fits no directory",
      help: "did you mean apps/{app}/overlays/staging?"),
    Mistake(
      source: "environments: [{name: a, paths: [1️⃣aps/web/overlays/staging, 'teams/*']}]\n",
      message: "\"aps/web/overlays/staging\" fits no directory",
      help: "did you mean apps/web/overlays/staging?"),
    Mistake(
      source: "environments: [{name: a, path: 1️⃣'nowhere/*'}]\n",
      message: "\"nowhere/*\" fits no directory"),
    Mistake(
      source: "environments: [{name: a, path: 1️⃣'apps/docs/overlays/*'}]\n",
      message: "\"apps/docs/overlays/*\" fits only directories that hold no manifest"),
    Mistake(
      source: "environments: [{name: a, path: 1️⃣'apps/{ap}'}]\n", message: "a path knows no {ap}",
      help: "{app} names the app, {cluster} the cluster, * stands for any name"),
    Mistake(
      source: "environments: [{name: a, path: 1️⃣'{app}/{app}'}]\n",
      message: "\"{app}/{app}\" names the app twice", help: "write * for the other one"),
    Mistake(
      source: "environments: [{name: a, path: 1️⃣'apps/**'}]\n",
      message: "\"**\" is no part of a pattern",
      help: "* stands for one name; write one for each level"),
    Mistake(
      source: "environments: [{name: a, path: 1️⃣'a*b*c*'}]\n",
      message: "\"a*b*c*\" holds more than two *"),
    Mistake(
      source: "environments: [{name: a, path: 1️⃣teams, paths: [teams]}]\n",
      message: "path and paths exclude one another"),
    Mistake(
      source: "environments: [{name: a, paths: 1️⃣[]}]\n", message: "paths must name a directory"),
    Mistake(
      source: "environments: [{name: a, 1️⃣pathes: []}]\n",
      message: "an environment has no field \"pathes\"", help: "did you mean paths?"),
    Mistake(
      source: "environments: [{name: a, path: 'teams/*', exclude: [1️⃣teams/one-prd]}]\n",
      message: "\"teams/one-prd\" excludes nothing: no target stands there",
      help: "did you mean teams/one-prod?"),
    Mistake(
      source: "environments: [{name: a, path: 'teams/*', exclude: [1️⃣'teams/{app}']}]\n",
      message: "exclude names no app", help: "* stands for any name"),
    Mistake(
      source: "environments: [1️⃣{name: a, path: 'teams/*', exclude: [teams]}]\n",
      message: "environment \"a\" excludes all of its targets"),
    Mistake(
      source: "exclude: [1️⃣teems]\n",
      message: "\"teems\" excludes nothing: no target stands there",
      help: "`sluice environments` lists the targets"),
  ])
  func `a mistake is reported where it is marked`(_ mistake: Mistake) throws {
    let marked = MarkedSource(Self.header + mistake.source)
    let error = #expect(throws: PipelineError.self) { try read(marked.bytes) }
    let diagnostics = try #require(error?.diagnostics)
    #expect(diagnostics.map(\.message) == [mistake.message])
    #expect(diagnostics.map { $0.primary?.range.lowerBound } == marked.offsets)
    #expect(diagnostics.map(\.help) == [mistake.help])
  }

  @Test func `a pattern is relative to the file that holds it`() throws {
    var tree = MemoryTree(["apps/web/staging/a.yaml": Self.manifest])
    func read(_ path: String) throws -> PipelineConfiguration {
      tree.write(
        Array((Self.header + "environments: [{name: a, path: '\(path)'}]\n").utf8),
        to: "clusters/pipeline.yaml")
      return try Discovery(Workspace(tree: tree, name: "the test")).configuration()
    }
    #expect(try read("../apps/{app}/staging").environments[0].targets.map(\.app) == ["web"])
    let error = #expect(throws: PipelineError.self) { try read("../apps/{app}/stagin") }
    #expect(error?.diagnostics.map(\.help) == ["did you mean ../apps/{app}/staging?"])
  }
}
