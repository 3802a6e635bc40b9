import Diagnostics
import Git
import TestKit
import Testing
import Values

@testable import Pipeline

struct DriftSearchTests {
  private let fixture: GitFixture

  init() throws { fixture = try GitFixture() }

  private func overlay(_ tag: String, _ other: String = "1") -> String {
    """
    images:
      - name: other
        newTag: "\(other)"
      - name: web
        newTag: "\(tag)"

    """
  }

  /// Commits both environments on a day of 2026.
  private func commit(_ day: Int, staging: String, production: String) throws {
    try fixture.write(staging, to: "staging/kustomization.yaml")
    try fixture.write(production, to: "production/kustomization.yaml")
    try fixture.git(["add", "--all"])
    let time = "2026-03-\(day < 10 ? "0" : "")\(day)T12:00:00Z"
    try fixture.git(
      ["commit", "--quiet", "--allow-empty", "-m", "x"],
      environment: ["GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time])
  }

  private func field(_ name: String, _ text: String) throws -> DriftSearch.Field {
    let file = SourceFile(path: path(name), text: overlay(text))
    let start = try #require(file.bytes.firstRange(of: Array("\"\(text)\"".utf8)))
    let place = Location(file: file, range: ByteRange(start.lowerBound, start.upperBound))
    return DriftSearch.Field(path: path(name), address: try #require(FieldAddress(of: place)))
  }

  private func path(_ name: String) -> String { "\(name)/kustomization.yaml" }

  private func age(staging: String, production: String) throws -> DriftSearch.Age? {
    let repository = try Repository.discover(
      from: fixture.path, environment: fixture.environment)
    var search = DriftSearch(repository, from: try repository.resolve("HEAD"))
    let pair = DriftSearch.Pair(
      source: try field("staging", staging), target: try field("production", production))
    return try search.ages(of: [pair])[0]
  }

  private func day(_ day: Int) -> Timestamp? {
    Timestamp("2026-03-\(day < 10 ? "0" : "")\(day)T12:00:00Z")
  }

  @Test func `a difference is as old as the commit since which there is one without a break`()
    throws
  {
    try commit(1, staging: overlay("10"), production: overlay("10"))
    try commit(2, staging: overlay("11"), production: overlay("10"))
    try commit(3, staging: overlay("11"), production: overlay("11"))
    try commit(4, staging: overlay("12"), production: overlay("11"))
    // Neither a newer version nor another field of the files makes it younger.
    try commit(5, staging: overlay("13"), production: overlay("11"))
    try commit(6, staging: overlay("13", "2"), production: overlay("11", "2"))
    #expect(try age(staging: "13", production: "11") == day(4).map { .since($0) })
  }

  @Test func `what differs since it is there is as old as it is`() throws {
    try commit(1, staging: overlay("10"), production: "images: []\n")
    try commit(2, staging: overlay("10"), production: overlay("9"))
    #expect(try age(staging: "10", production: "9") == day(2).map { .since($0) })
  }

  @Test func `what differs since the first commit is as old as that`() throws {
    try commit(1, staging: overlay("10"), production: overlay("9"))
    try commit(2, staging: overlay("10", "5"), production: overlay("9"))
    #expect(try age(staging: "10", production: "9") == day(1).map { .since($0) })
  }

  @Test func `what is not committed has no age`() throws {
    try commit(1, staging: overlay("10"), production: overlay("10"))
    try fixture.write(overlay("11"), to: path("staging"))
    #expect(try age(staging: "11", production: "10") == .uncommitted)
  }

  @Test(arguments: [
    ("web:1.2", "1.2"), ("registry:5000/web", ""), ("registry:5000/a/web:1.2", "1.2"),
    ("web@sha256:ab", "sha256:ab"), ("web", ""), ("web:1.2@sha256:ab", "sha256:ab"),
  ])
  func `the version of an image is its tag or digest`(image: String, version: String) {
    #expect(ImageVersion.text(of: image) == version)
    #expect(ImageVersion.text(ofField: "1.2") == "1.2")
  }
}
