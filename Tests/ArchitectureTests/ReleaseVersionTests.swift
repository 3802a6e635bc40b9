import TestKit
import Testing

/// A release is one version, wherever it is written.
struct ReleaseVersionTests {
  private let version: String

  init() throws {
    let source = try PackageFiles().text(of: "Sources/sluice/Version.swift")
    version = String(try #require(source.firstMatch(of: /static let sluice = "([^"]+)"/)).1)
  }

  @Test func `the newest changes are those of this version`() throws {
    let changes = try PackageFiles().text(of: "CHANGELOG.md")
    #expect(try #require(changes.firstMatch(of: /## ([0-9.]+)/)).1 == version)
  }

  @Test(arguments: [
    ("pyproject.toml", #"version = "X.Y.Z""#),
    ("pyproject.toml", "sluice-gitops==X.Y.Z"),
    ("Packaging/github/action.yml", #"default: "X.Y.Z""#),
    ("Packaging/gitlab/sluice.gitlab-ci.yml", #"SLUICE_VERSION: "X.Y.Z""#),
  ])
  func `what installs a release installs this one`(file: String, line: String) throws {
    let text = try PackageFiles().text(of: file)
    let expected = line.replacing("X.Y.Z", with: version)
    #expect(text.contains(expected), "\(file) must say \(expected)")
  }
}
