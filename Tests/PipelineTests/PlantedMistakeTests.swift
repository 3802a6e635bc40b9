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

  @Test(
    .disabled("the rules on secrets are not here yet"),
    arguments: [
      "password in a ConfigMap's literal, in base64", "connection string with a password",
      "private key in a generator's file", "AWS key pair in args", "AWS secret key in env",
      "GitHub token in an annotation", "Secret with credentials",
    ])
  func `a planted secret is found once, at its place`(_ secret: String) {}

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
    private(set) var files: [String: String] = [:]

    init() throws {
      let package = PackageFiles()
      let folder = "Tests/Corpus/shop"
      for path in package.paths(below: folder, ending: ".yaml") {
        files[String(path.dropFirst(folder.utf8.count + 1))] = try package.text(of: path)
      }
    }

    mutating func replace(_ old: String, with new: String, in file: String) throws {
      let text = try #require(files[file])
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
