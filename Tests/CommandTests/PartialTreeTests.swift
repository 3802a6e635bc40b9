import Git
import TestKit
import Testing

/// A tree of which a part cannot be rendered: the rest is checked, and what is missing is said.
struct PartialTreeTests {
  /// One app of three is `broken`, one has a fault of its own, one is right.
  private func repository(broken kustomization: String) throws -> ForeignRepository {
    try ForeignRepository([
      "apps/good/prod/kustomization.yaml": "resources: [object.yaml]\n",
      "apps/good/prod/object.yaml": ForeignRepository.configMap("good"),
      "apps/faulty/prod/kustomization.yaml": "resources: [object.yaml]\n",
      "apps/faulty/prod/object.yaml": ForeignRepository.faulty,
      "apps/broken/prod/kustomization.yaml": kustomization,
    ])
  }

  @Test func `a target that does not render hides no finding of the others`() throws {
    let result = try repository(broken: "resources: [nowhere.yaml]\n").run("check")
    #expect(result.status == 2)
    #expect(
      result.outputText.contains(
        "apps/broken/prod/kustomization.yaml:1:13: error: \"nowhere.yaml\""))
    #expect(result.outputText.contains("apps/faulty/prod/object.yaml:5:9: error: "))
    #expect(result.outputText.contains("coverage: 2 objects in prod; 1 target not rendered;"))
    #expect(result.outputText.contains("targets that do not render: prod: apps/broken/prod\n"))
  }

  @Test(arguments: [
    "resources: [\"https://example.com/other/repository//deploy?ref=v1\"]\n",
    "helmCharts: [{name: redis, repo: \"https://example.com/charts\"}]\n",
  ])
  func `a target that needs what is not in the tree is left out and counted`(
    _ kustomization: String
  ) throws {
    let result = try repository(broken: kustomization).run("check")
    #expect(result.status == 2)
    #expect(result.outputText.contains("warning: a target is left out: it needs "))
    #expect(result.outputText.contains("apps/faulty/prod/object.yaml:5:9: error: "))
    #expect(result.outputText.contains("1 target left out; "))
    #expect(result.outputText.contains("): apps/broken/prod\n"))
  }

  @Test func `what is left out makes nothing incomplete where pipeline.yaml accepts it`() throws {
    let repository = try ForeignRepository([
      "pipeline.yaml": """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      environments: [{name: good, path: good}, {name: remote, path: remote}]
      checks: {pipeline/left-out: note}

      """,
      "good/object.yaml": ForeignRepository.configMap("good"),
      "remote/kustomization.yaml": "resources: [\"https://example.com/other/repository\"]\n",
    ])
    let result = try repository.run("check")
    #expect(result.status == 0, "\(result.outputText)")
    #expect(result.outputText.contains("note: a target is left out"))
  }

  @Test func `two environments of which one is broken are both spoken of`() throws {
    let repository = try ForeignRepository([
      "staging/kustomization.yaml": "resources: [object.yaml]\n",
      "staging/object.yaml": ForeignRepository.faulty,
      "production/kustomization.yaml": "resources: [a.yaml\n",
    ])
    let result = try repository.run("check")
    #expect(result.status == 2)
    #expect(result.outputText.contains("staging/object.yaml:5:9: error: "))
    #expect(result.outputText.contains("production/kustomization.yaml:"))
    #expect(result.outputText.contains("coverage: 1 object in staging; 1 target not rendered;"))
  }
}
