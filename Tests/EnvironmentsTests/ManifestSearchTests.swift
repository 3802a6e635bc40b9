import Diagnostics
import Kustomize
import Synchronization
import Testing

@testable import Environments

struct ManifestSearchTests {
  /// A tree that counts what is read.
  private final class CountingTree: FileTree {
    let base: MemoryTree
    let reads = Mutex<[String: Int]>([:])

    init(_ base: MemoryTree) { self.base = base }

    func entry(at path: String) throws(FileTreeError) -> FileTreeEntry { try base.entry(at: path) }

    func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
      reads.withLock { $0[path, default: 0] += 1 }
      return try base.file(at: path, limit: limit)
    }

    func names(inDirectory path: String) throws(FileTreeError) -> [String] {
      try base.names(inDirectory: path)
    }
  }

  @Test func `every manifest is read once, whatever is asked of the tree and how often`() {
    let tree = CountingTree(
      MemoryTree([
        "a/policy.yaml": "kind: ValidatingAdmissionPolicy\n", "a/web.yaml": "kind: Deployment\n",
        "b/both.yml": "kind: CustomResourceDefinition\n---\nkind: MutatingAdmissionPolicy\n",
        "b/README.md": "AdmissionPolicy\n", ".git/config.yaml": "kind: Namespace\n",
      ]))
    let search = ManifestSearch(tree)
    #expect(
      search.manifests(under: "", mentioning: .admissionPolicy) == ["a/policy.yaml", "b/both.yml"])
    #expect(search.manifests(under: "b", mentioning: [.definition, .flux]) == ["b/both.yml"])
    #expect(search.manifests(under: "a", mentioning: .definition).isEmpty)
    #expect(
      tree.reads.withLock { $0 } == ["a/policy.yaml": 1, "a/web.yaml": 1, "b/both.yml": 1])
  }

  @Test func `marks are found where a plain search finds them`() {
    let marks = ["abc", "cab", "bcabca", "aaaa"]
    let set = ByteMarkSet(marks)
    var texts = [""]
    for _ in 0..<7 {
      texts = texts.flatMap { text in ["", "a", "b", "c"].map { text + $0 } }
    }
    for text in Set(texts) {
      let found = set.found(in: Array(text.utf8))
      let expected = marks.indices.filter { text.contains(marks[$0]) }
      #expect(marks.indices.filter { found & (1 << UInt64($0)) != 0 } == expected, "\(text)")
    }
  }

  @Test(arguments: [
    ("kind: Namespace", true), ("{\"kind\":\"Namespace\"}", true), ("Namespace", true),
    ("- CreateNamespace=true", false), ("Namespaces", false),
    ("CreateNamespace=true\nkind: Namespace\n", true),
  ])
  func `a word is found where it is no part of another`(_ text: String, _ isThere: Bool) {
    let set = ByteMarkSet(["Name", "Namespace"], asWords: ["Namespace"])
    #expect(set.found(in: Array(text.utf8)) == (isThere ? 0b11 : 0b01))
  }

  @Test func `manifests that hold a text are found in the order of the walk`() {
    let search = ManifestSearch(
      MemoryTree([
        "a/one.yaml": "name: x-1\n", "b.yaml": "x-2\n", "c.yaml": "x-3\n", "c.txt": "x-1",
      ]))
    #expect(search.manifests(under: "", holding: ["x-1", "x-2"]) == ["b.yaml", "a/one.yaml"])
  }
}
