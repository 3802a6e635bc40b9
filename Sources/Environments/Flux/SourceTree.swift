import Diagnostics
import Kustomize

/// The files that Flux's source-controller takes from a repository: all but those that it leaves out of
/// every artifact (`spec.ignore` of a GitRepository and `.sourceignore` are not looked at).
struct SourceTree: FileTree {
  private let base: any FileTree

  init(_ base: any FileTree) { self.base = base }

  private static let names: Set<String> = [
    ".git", ".gitignore", ".gitmodules", ".gitattributes", ".github", ".circleci", ".travis.yml",
    ".gitlab-ci.yml", "appveyor.yml", ".drone.yml", "cloudbuild.yaml", "codeship-services.yml",
    "codeship-steps.yml", ".goreleaser.yml", ".sops.yaml", ".flux.yaml",
  ]

  private static func isLeftOut(_ path: String) -> Bool {
    path.split(separator: "/").contains { names.contains(String($0)) }
  }

  func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    Self.isLeftOut(path) ? .absent : try base.entry(at: path)
  }

  func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    guard !Self.isLeftOut(path) else {
      throw FileTreeError(path: path, kind: .absent, reason: "Flux leaves it out")
    }
    return try base.file(at: path, limit: limit)
  }

  func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    try base.names(inDirectory: path).filter { !Self.names.contains($0) }
  }

  func relative(toRoot path: String) -> String? { base.relative(toRoot: path) }
}
