import Diagnostics
import Glibc
import Kubernetes
import Kustomize
import Testing
import YAML

/// Trees with what the real tool printed for them.
@Suite struct RecordedBuildTests {
  private static let own = "\(tests)/Corpus/kustomize"
  private static let smallest = "\(tests)/Corpus/kustomize-smallest"
  private static let further = "\(tests)/../../shared/corpus/kustomize"

  @Test func `the builds are there`() throws {
    #expect(try RecordedBuild.all(in: Self.own).count >= 21)
    guard access(Self.further, R_OK) == 0 else { return }
    #expect(try RecordedBuild.all(in: Self.further).count >= 177)
  }

  @Test(arguments: try RecordedBuild.all(in: own))
  func `an overlay prints what kubectl prints`(_ build: RecordedBuild) throws {
    #expect(try build.rendered() == build.expected)
  }

  @Test(arguments: try RecordedBuild.all(in: smallest))
  func `the smallest inputs come out as they do from kubectl`(_ build: RecordedBuild) throws {
    if let expected = build.expected, !Self.refusedOnPurpose.contains(build.name) {
      #expect(try build.rendered() == expected)
    } else {
      #expect(throws: RenderError.self) { try build.rendered() }
    }
  }

  @Test func `what is refused on purpose is rendered by kubectl`() throws {
    let builds = try RecordedBuild.all(in: Self.smallest)
    let rendered = builds.filter { Self.refusedOnPurpose.contains($0.name) && $0.expected != nil }
    #expect(rendered.count == Self.refusedOnPurpose.count)
    #expect(builds.count == 48)
  }

  /// Inputs of which the real tool loses a part without a word.
  private static let refusedOnPurpose = ["15h-json-two", "16-dup-in-patch", "17-env-64k"]

  @Test(
    .enabled("the recorded builds are not at \(further)") { access(further, R_OK) == 0 },
    arguments: try RecordedBuild.all(in: further))
  func `a recorded build is repeated to the byte`(_ build: RecordedBuild) throws {
    if let expected = build.expected {
      #expect(try build.rendered() == expected)
    } else {
      #expect(throws: RenderError.self) { try build.rendered() }
    }
  }
}

/// The folder that holds all tests.
private let tests: String = {
  var components = #filePath.split(separator: "/")
  components.removeLast(2)
  return "/" + components.joined(separator: "/")
}()

/// One recorded build: the tree in `in`, the directory to render in `path`.
struct RecordedBuild: Sendable, CustomTestStringConvertible {
  var name: String
  var folder: String
  /// Nil where the real tool refused.
  var expected: String?
  var testDescription: String { name }

  static func all(in folder: String) throws -> [RecordedBuild] {
    let tree = DirectoryTree(root: folder)
    guard try tree.entry(at: "") == .directory else { return [] }
    let names = try tree.names(inDirectory: "").filter { try tree.entry(at: $0) == .directory }
    return try names.map { name in
      let recorded = DirectoryTree(root: "\(folder)/\(name)")
      let isPrinted = try recorded.entry(at: "expected.yaml") == .file
      return RecordedBuild(
        name: name, folder: "\(folder)/\(name)",
        expected: isPrinted ? try text("expected.yaml", of: recorded) : nil)
    }
  }

  func rendered() throws -> String {
    let recorded = DirectoryTree(root: folder)
    let directory = try Self.text("path", of: recorded).split(separator: "\n").first ?? ""
    let rendering = try Renderer().render(
      directory: TreePath.cleaned(String(directory)), from: DirectoryTree(root: "\(folder)/in"))
    return String(decoding: try rendering.printed(), as: UTF8.self)
  }

  private static func text(_ path: String, of tree: DirectoryTree) throws -> String {
    String(decoding: try tree.file(at: path, limit: 1 << 22).bytes, as: UTF8.self)
  }
}
