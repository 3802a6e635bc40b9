import Diagnostics
import Glibc
import Kubernetes
import Kustomize
import Testing
import YAML

struct TreeTests {
  @Test func `a link is followed and checked where it leads`() throws {
    var tree = MemoryTree([
      "app/kustomization.yaml": "resources: [d.yaml, ../other]\n",
      "app/files/real.yaml": deployment,
      "away/kustomization.yaml": "namePrefix: a-\nresources: [s.yaml]\n",
      "away/s.yaml": "{apiVersion: v1, kind: Secret, metadata: {name: s}}",
    ])
    tree.link("app/d.yaml", to: "files/real.yaml")
    tree.link("other", to: "away")
    let rendering = try Renderer().render(directory: "app", from: tree)
    #expect(rendering.objects.map(\.object.name) == ["a-s", "web"])
  }

  @Test(arguments: [
    (
      "../../../etc/passwd",
      "\"d.yaml\" leaves the repository: the symbolic link app/d.yaml leads to ../../../etc/passwd",
      RuleID.outsideTree
    ),
    (
      "/etc/passwd",
      "\"d.yaml\" leaves the repository: the symbolic link app/d.yaml leads to /etc/passwd",
      .outsideTree
    ),
    ("d.yaml", "\"d.yaml\" leads through a loop of symbolic links", .missingFile),
    (
      "../secret.yaml",
      "\"d.yaml\" is not in or below app: the symbolic link app/d.yaml leads to secret.yaml",
      .loadRestriction
    ),
    ("nothing", "\"d.yaml\" does not exist: there is no app/nothing", .missingFile),
  ])
  func `a link that leads astray is refused`(
    target: String, message: String, rule: RuleID
  ) throws {
    var tree = MemoryTree([
      "app/kustomization.yaml": "resources: [d.yaml]\n", "secret.yaml": deployment,
    ])
    tree.link("app/d.yaml", to: target)
    let error = #expect(throws: RenderError.self) {
      _ = try Renderer().render(directory: "app", from: tree)
    }
    #expect(error?.diagnostics.first?.message == message)
    #expect(error?.diagnostics.first?.rule == rule)
  }

  @Test func `a directory of the file system is a tree`() throws {
    let root = try temporaryDirectory()
    defer { remove(root) }
    #expect(mkdir("\(root)/app", 0o700) == 0)
    try write("resources: [d.yaml, link.yaml]\n", to: "\(root)/app/kustomization.yaml")
    try write(deployment, to: "\(root)/app/d.yaml")
    try write("{apiVersion: v1, kind: Secret, metadata: {name: s}}", to: "\(root)/app/s.yaml")
    #expect(symlink("s.yaml", "\(root)/app/link.yaml") == 0)
    let tree = DirectoryTree(root: root)
    #expect(try tree.names(inDirectory: "app").count == 4)
    #expect(try tree.entry(at: "app/link.yaml") == .symbolicLink(target: "s.yaml"))
    #expect(try tree.entry(at: "nowhere/at/all") == .absent)
    let rendering = try Renderer().render(directory: "app", from: tree)
    #expect(rendering.objects.map(\.object.name) == ["s", "web"])
  }

  @Test func `a path that leaves the tree behind a link is no fault of the link`() throws {
    var tree = MemoryTree(["app/kustomization.yaml": "resources: [link/../../../d.yaml]\n"])
    tree.link("app/link", to: "files")
    tree.write("", to: "app/files/empty")
    let error = #expect(throws: RenderError.self) {
      _ = try Renderer().render(directory: "app", from: tree)
    }
    #expect(
      error?.diagnostics.first?.message == "\"link/../../../d.yaml\" leaves the repository")
  }

  @Test func `in the tree of the whole file system paths are absolute`() throws {
    let root = try temporaryDirectory()
    defer { remove(root) }
    #expect(mkdir("\(root)/app", 0o700) == 0)
    try write("resources: [d.yaml]\n", to: "\(root)/app/kustomization.yaml")
    try write(deployment, to: "\(root)/app/d.yaml")
    let tree = DirectoryTree(root: "/")
    let rendering = try Renderer().render(directory: "\(root.dropFirst())/app", from: tree)
    #expect(
      rendering.objects.first?.object.location?.file.path == "\(root)/app/d.yaml")
    try write("resources: [e.yaml]\n", to: "\(root)/app/kustomization.yaml")
    let error = #expect(throws: RenderError.self) {
      _ = try Renderer().render(directory: "\(root.dropFirst())/app", from: tree)
    }
    #expect(
      error?.diagnostics.first?.message
        == "\"e.yaml\" does not exist: there is no \(root)/app/e.yaml")
    #expect(error?.diagnostics.first?.place == "\(root)/app/kustomization.yaml:1:13")
  }

  /// A tree of which one directory cannot be looked into.
  private struct LockedTree: FileTree {
    var base: MemoryTree
    var locked: String

    private func check(_ path: String) throws(FileTreeError) {
      guard path.hasPrefix(locked + "/") else { return }
      throw FileTreeError(path: path, kind: .unreadable, reason: "permission denied")
    }

    func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
      try check(path)
      return try base.entry(at: path)
    }

    func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
      try check(path)
      return try base.file(at: path, limit: limit)
    }

    func names(inDirectory path: String) throws(FileTreeError) -> [String] {
      try base.names(inDirectory: path)
    }
  }

  @Test func `a directory that cannot be looked into is not said to be empty`() throws {
    let tree = LockedTree(
      base: MemoryTree([
        "app/kustomization.yaml": "resources: [../base]\n",
        "base/kustomization.yaml": "resources: [d.yaml]\n", "base/d.yaml": deployment,
      ]), locked: "base")
    let error = #expect(throws: RenderError.self) {
      _ = try Renderer().render(directory: "app", from: tree)
    }
    #expect(
      error?.diagnostics.first?.message
        == "base/kustomization.yaml cannot be read: permission denied")
    #expect(error?.diagnostics.first?.rule == .unreadableFile)
    #expect(error?.diagnostics.first?.place == "app/kustomization.yaml:1:13")
  }

  @Test func `a file beyond the limit is refused by its size`() throws {
    let tree = MemoryTree(["big": "0123456789"])
    let error = #expect(throws: FileTreeError.self) { try tree.file(at: "big", limit: 9) }
    #expect(error?.reason == "it has 10 bytes; the limit is 9")
    var limits = RenderLimits()
    limits.fileBytes = 20
    let loader = Loader(
      MemoryTree(["kustomization.yaml": "resources: [d.yaml]", "d.yaml": deployment]),
      limits: limits)
    let refusal = #expect(throws: RenderError.self) {
      _ = try Renderer().render(directory: "", with: loader)
    }
    #expect(refusal?.diagnostics.first?.rule == .oversizedFile)
  }

  @Test(arguments: [
    ("a/./b//c", "a/b/c"), ("a/../b", "b"), ("../a", "../a"), ("a/b/../..", ""), (".", ""),
  ])
  func `a path is cleaned by its text`(path: String, cleaned: String) {
    #expect(TreePath.cleaned(path) == cleaned)
  }

  private func temporaryDirectory() throws -> String {
    var template = Array("/tmp/kustomize-tests-XXXXXX\0".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    return try #require(made)
  }

  private func remove(_ directory: String) {
    for name in ["kustomization.yaml", "d.yaml", "s.yaml", "link.yaml"] {
      unlink("\(directory)/app/\(name)")
    }
    rmdir("\(directory)/app")
    rmdir(directory)
  }

  private func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    #expect(fwrite(text, 1, text.utf8.count, file) == text.utf8.count)
  }
}
