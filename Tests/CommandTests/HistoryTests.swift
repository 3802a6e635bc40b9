import Git
import TestKit
import Testing

/// How an environment came to be what it is, from Git alone.
struct HistoryTests {
  private let fleet: SampleFleet

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
    #expect(try fleet.run("promote", "staging", "production").status == 0)
    let branch = try fleet.repository.git(
      ["for-each-ref", "--format=%(refname)", "refs/heads/promote"])
    try fleet.repository.git(["merge", "--quiet", "--no-ff", "-m", "Merge", branch])
    try fleet.replace(
      "- queue_capacity=64\n", with: "- queue_capacity=96\n",
      in: "clusters/production/kustomization.yaml")
    try fleet.repository.commit("Widen the queue\n\nSluice-Hotfix: incident 4711")
    try fleet.repository.git(["revert", "--no-edit", "HEAD"])
    try fleet.repository.commit("Elsewhere", adding: ["clusters/staging/NOTE": "x"])
  }

  @Test func `promotions, hotfixes and reverts are told with who, from where, and their fields`()
    throws
  {
    let result = try fleet.run("history", "production")
    #expect(result.status == 0, "\(result.errorText)")
    let kinds = result.outputText.split(separator: "\n").filter { !$0.hasPrefix(" ") }
      .map { $0.split(separator: " ")[1] }
    #expect(kinds == ["revert", "hotfix", "promotion"], "\(result.outputText)")
    for line in [
      "promotion from staging (", "  Ada Example\n", "    because: incident 4711\n",
      "clusters/production/kustomization.yaml: images[", ": 64 → 96", ": 96 → 64", "1.4.1 → 1.4.2",
    ] {
      #expect(result.outputText.contains(line), "\(line)\n\(result.outputText)")
    }
  }

  @Test func `it is told of some fields, of some changes, and to programs`() throws {
    let images = try fleet.run("history", "production", "--field", "images[*].newTag")
    #expect(images.outputText.contains("  promotion from staging ("))
    #expect(!images.outputText.contains("hotfix"))
    #expect(!images.outputText.contains("queue_capacity"))
    let newest = try fleet.run("history", "production", "--limit", "1")
    #expect(newest.outputText.contains("  revert  "))
    #expect(!newest.outputText.contains("  hotfix  "))
    let json = try fleet.run("history", "production", "--format", "json")
    #expect(json.outputText.split(separator: "\n").count == 3)
    #expect(json.outputText.contains(#""change":"promotion""#))
    #expect(json.outputText.contains(#""old":"64","new":"96""#))
    #expect(try fleet.run("history", "prod").status == 2)
  }
}
