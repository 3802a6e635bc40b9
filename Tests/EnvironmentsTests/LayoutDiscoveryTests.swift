import Environments
import Kustomize
import Testing

/// Environments found by how directories are called.
struct LayoutDiscoveryTests {
  /// A layout, and the environments that it is read as: `name: app=path, …`, with the source.
  struct Layout: Sendable, CustomTestStringConvertible {
    var name: String
    var kustomizations: [String: String]
    var environments: [String]
    var testDescription: String { name }
  }

  @Test(arguments: [
    Layout(
      name: "one overlay per app and environment",
      kustomizations: [
        "apps/web/base": "", "apps/web/overlays/staging": "../../base",
        "apps/web/overlays/prod": "../../base", "apps/api/base": "",
        "apps/api/overlays/staging": "../../base", "apps/api/overlays/prod": "../../base",
      ],
      environments: [
        "staging: api=apps/api/overlays/staging, web=apps/web/overlays/staging",
        "prod < staging: api=apps/api/overlays/prod, web=apps/web/overlays/prod",
      ]),
    Layout(
      name: "one directory per environment",
      kustomizations: ["base": "", "dev": "../base", "production": "../base"],
      environments: ["dev: =dev", "production < dev: =production"]),
    Layout(
      name: "environments with a region",
      kustomizations: ["base": "", "envs/prod-eu": "../../base", "envs/prod-us": "../../base"],
      environments: ["prod: eu=envs/prod-eu, us=envs/prod-us"]),
    Layout(
      name: "environments that hold apps",
      kustomizations: ["staging/web": "", "staging/api": "", "production/web": ""],
      environments: [
        "staging: api=staging/api, web=staging/web", "production < staging: web=production/web",
      ]),
    Layout(
      name: "several spellings of one environment",
      kustomizations: ["a/stg": "", "b/staging": "", "c/staging": ""],
      environments: ["staging: a=a/stg, b=b/staging, c=c/staging"]),
    Layout(
      name: "no environment at all", kustomizations: ["one": "", "two/inner": ""],
      environments: ["here: one=one, two/inner=two/inner"]),
    Layout(
      name: "some of no environment", kustomizations: ["tools": "", "web/prod": ""],
      environments: ["prod: web=web/prod", "here: tools=tools"]),
  ])
  func `a layout is read as the environments that it names`(_ layout: Layout) throws {
    var tree = MemoryTree()
    for (directory, base) in layout.kustomizations {
      let resources = base.isEmpty ? "[object.yaml]" : "[\(base)]"
      tree.write(Array("resources: \(resources)\n".utf8), to: "\(directory)/kustomization.yaml")
      tree.write(
        Array("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n".utf8),
        to: "\(directory)/object.yaml")
    }
    let found = try Discovery(Workspace(tree: tree, name: "the test", root: "/where/here"))
      .configuration().environments
    #expect(found.map(Self.description) == layout.environments)
  }

  @Test func `manifests without a kustomization are grouped in the same way`() throws {
    var tree = MemoryTree()
    for path in ["staging/web.yaml", "production/web.yaml", "production/more/web.yml"] {
      tree.write(Array("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n".utf8), to: path)
    }
    let found = try Discovery(Workspace(tree: tree, name: "the test")).configuration().environments
    #expect(
      found.map(Self.description) == [
        "staging: =staging", "production < staging: =production, more=production/more",
      ])
  }

  private static func description(_ environment: Environment) -> String {
    let source = environment.source.map { " < \($0)" } ?? ""
    return "\(environment.name)\(source): "
      + environment.targets.map { "\($0.app)=\($0.directory.path)" }.joined(separator: ", ")
  }
}
