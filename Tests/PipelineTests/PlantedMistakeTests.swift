import Diagnostics
import Environments
import Kustomize
import Pipeline
import TestKit
import Testing

/// A mistake that people make is found once, where it is to be mended, and nothing else is.
struct PlantedMistakeTests {
  @Test func `the healthy shop has no finding`() async throws {
    let result = try await Self.check(try Shop().files)
    #expect(result.diagnostics.map(\.message) == [])
    #expect(result.coverage.environments == ["staging", "production"])
  }

  @Test(arguments: PlantedMistake.all)
  func `a planted mistake is found once, at its place`(_ mistake: PlantedMistake) async throws {
    let healthy = try Shop()
    var shop = healthy
    for edit in mistake.edits { try shop.replace(edit.old, with: edit.new, in: edit.file) }
    let result = try await Self.check(shop.files, over: mistake.isUpdate ? healthy.files : nil)
    let finding = try #require(result.diagnostics.first { $0.message == mistake.message })
    #expect(
      result.diagnostics.map(\.message).sorted() == ([mistake.message] + mistake.following).sorted()
    )
    #expect(finding.rule.text == mistake.rule)
    #expect(finding.primary?.file.path == mistake.file)
    let text = try #require(shop.files[mistake.file])
    let place = try #require(text.firstRange(of: mistake.marked))
    #expect(
      finding.primary?.range.lowerBound
        == text.utf8.distance(from: text.startIndex, to: place.lowerBound))
  }

  @Test(arguments: PlantedSecret.all)
  func `a planted secret is found once, at its place, and not shown`(
    _ secret: PlantedSecret
  ) async throws {
    var shop = try Shop()
    var writer = SyntheticText(seed: 7)
    for edit in secret.edits {
      try shop.replace(edit.old, with: writer.expand(edit.new), in: edit.file)
    }
    let file = secret.edits[0].file
    let marked = MarkedSource(try #require(shop.files[file]))
    shop.files[file] = String(decoding: marked.bytes, as: UTF8.self)
    let result = try await Self.check(shop.files)
    #expect(result.diagnostics.map(\.rule.text) == [secret.rule])
    let finding = try #require(result.diagnostics.first)
    #expect(finding.message.hasPrefix(secret.message))
    #expect(finding.primary?.file.path == file)
    #expect(finding.primary.map { [$0.range.lowerBound] } == marked.offsets)
    let value = try #require(finding.primary?.text)
    #expect(!([finding.message] + finding.related.map(\.message)).contains { $0.contains(value) })
  }

  @Test func `a secret hides no other mistake of its container`() async throws {
    var shop = try Shop()
    var writer = SyntheticText(seed: 7)
    let file = "base/catalog/deployment.yaml"
    try shop.replace(
      "args: [serve]", with: writer.expand("args: [serve, --secret-key=⟨b62:40⟩]"), in: file)
    try shop.replace("              memory: 512Mi\n", with: "", in: file)
    let rules = try await Self.check(shop.files).diagnostics.map(\.rule.text)
    #expect(Set(rules) == ["secret/aws-secret-key", "policy/limits-and-requests"])
  }

  @Test func `resources of the pod beside its containers are what 1.34 and later take`()
    async throws
  {
    var shop = try Shop()
    try shop.replace(
      "      containers:\n",
      with: "      resources:\n        limits: {cpu: 500m, memory: 512Mi}\n      containers:\n",
      in: "base/catalog/deployment.yaml")
    #expect(try await Self.check(shop.files).diagnostics.map(\.message) == [])
  }

  @Test func `objects that lost their namespace are found at the overlay`() async throws {
    var shop = try Shop()
    try shop.replace(
      "namespace: shop-production\n", with: "", in: "production/kustomization.yaml")
    let result = try await Self.check(shop.files)
    let own = result.diagnostics.filter { $0.rule.text != "policy/no-default-namespace" }
    #expect(
      own.map(\.message) == [
        "nothing names the namespace for the objects of production: they go to default"
      ])
    #expect(own.first?.primary?.file.path == "production/kustomization.yaml")
  }

  private static func check(
    _ files: [String: String], over before: [String: String]? = nil
  ) async throws -> CheckResult {
    let workspace = Workspace(tree: MemoryTree(files), name: "the shop")
    let configuration = try Discovery(workspace).configuration()
    return try await GitOpsPipeline(configuration, in: workspace, width: 2).check(
      over: before.map { Workspace(tree: MemoryTree($0), name: "the shop before") })
  }

  /// The files of the healthy shop, to be spoilt.
  private struct Shop {
    var files: [String: String] = [:]

    init() throws {
      let package = PackageFiles()
      let folder = "Tests/Corpus/shop"
      for path in package.paths(below: folder, ending: ".yaml") {
        files[String(path.dropFirst(folder.utf8.count + 1))] = try package.text(of: path)
      }
    }

    mutating func replace(_ old: String, with new: String, in file: String) throws {
      guard let text = files[file] else {
        files[file] = new
        return
      }
      let range = try #require(text.firstRange(of: old))
      files[file] = text.replacingCharacters(in: range, with: new)
    }
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
