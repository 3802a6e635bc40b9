import Git
import TestKit
import Testing

/// A change is judged by the targets that it can reach; the others are counted.
struct ChangedTargetTests {
  private func repository(_ files: [String: String] = [:]) throws -> ForeignRepository {
    let repository = try ForeignRepository(
      [
        "base/kustomization.yaml": "resources: [object.yaml]\n",
        "base/object.yaml": ForeignRepository.configMap("base"),
        "apps/one/prod/kustomization.yaml": "resources: [../../../base]\nnameSuffix: -one\n",
        "apps/two/prod/kustomization.yaml": "resources: [object.yaml]\npatches: [{path: p.yaml}]\n",
        "apps/two/prod/object.yaml": ForeignRepository.configMap("two"),
        "apps/two/prod/p.yaml": ForeignRepository.configMap("two"),
        "apps/two/dev/kustomization.yaml": "resources: [../../../base]\nnameSuffix: -two\n",
      ].merging(files) { $1 })
    try repository.fixture.commit()
    return repository
  }

  private func staged(_ path: String, _ text: String, in repository: ForeignRepository) throws
    -> ChildProcess.Result
  {
    try repository.fixture.write(text, to: path)
    try repository.fixture.git(["add", "--all"])
    return try repository.run("check", "--staged", "--since", "HEAD")
  }

  @Test func `a change of one overlay leaves the others`() throws {
    let result = try staged(
      "apps/two/prod/object.yaml", ForeignRepository.configMap("two") + "data: {a: b}\n",
      in: try repository())
    #expect(result.status == 0, "\(result.outputText)")
    #expect(result.outputText.contains("coverage: 1 object in prod; 2 targets unchanged; "))
  }

  @Test func `a change of a base reaches all that build on it`() throws {
    let result = try staged(
      "base/object.yaml", ForeignRepository.configMap("base") + "dota: {a: b}\n",
      in: try repository())
    #expect(result.status == 1)
    #expect(result.outputText.contains("coverage: 2 objects in dev, prod; 1 target unchanged; "))
    #expect(result.outputText.contains("base/object.yaml:4:1: error: "))
  }

  @Test(arguments: [
    ["apps/two/dev/extra.yaml": "../../../shared/extra.yaml"],
    ["apps/two/dev/extra.yaml": "../../../link/extra.yaml", "link": "shared"],
    ["apps/two/dev/inner": "../../../shared"],
  ])
  func `a change of what a link inside a target leads to reaches the target`(
    links: [String: String]
  ) throws {
    let resource = links.keys.contains("apps/two/dev/inner") ? "inner/extra.yaml" : "extra.yaml"
    let repository = try repository([
      "shared/extra.yaml": ForeignRepository.configMap("extra"),
      "apps/two/dev/kustomization.yaml": "resources: [\(resource)]\n",
    ])
    for (file, target) in links { try repository.fixture.link(file, to: target) }
    try repository.fixture.commit()
    try repository.fixture.write(
      ForeignRepository.configMap("extra") + "dota: {a: b}\n", to: "shared/extra.yaml")
    try repository.fixture.git(["add", "--all"])
    let result = try repository.run(
      "check", "--staged", "--since", "HEAD", "--load-restrictor", "LoadRestrictionsNone")
    #expect(result.status == 1, "\(result.outputText)\(result.errorText)")
    #expect(result.outputText.contains("coverage: 1 object in dev; 2 targets unchanged; "))
    #expect(result.outputText.contains(":4:1: error: "))
  }

  @Test func `a change of what is no manifest renders nothing`() throws {
    let result = try staged("README.md", "# Hello\n", in: try repository())
    #expect(result.status == 0)
    #expect(result.outputText.contains("3 targets unchanged"))
  }

  @Test(arguments: [
    ("policies/README.md", "# Policies\n"),
    ("crds/a.yaml", "kind: CustomResourceDefinition\n"),
    ("pipeline.yaml", "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\n"),
  ])
  func `what everything depends on has everything checked`(path: String, text: String) throws {
    let result = try staged(path, text, in: try repository())
    #expect(
      result.outputText.contains("coverage: 3 objects in dev, prod; "), "\(result.outputText)")
  }
}
