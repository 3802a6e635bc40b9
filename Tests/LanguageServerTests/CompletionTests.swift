import LanguageServer
import Testing
import YAML

struct CompletionTests {
  private let path = "clusters/base/deployment.yaml"

  /// What is offered at the end of a line of a text.
  private func labels(_ text: String, at line: Int, in path: String) async throws -> [String] {
    var editor = try Editor()
    // What is whole is known first.
    editor.open(path, Editor.files[path] ?? "")
    editor.ask("codeAction", path, 0, 0)
    editor.notify(
      "textDocument/didChange",
      """
      {"textDocument": {"uri": "\(editor.uri(path))", "version": 2}, \
      "contentChanges": [{"text": \(Node.string(text).json)}]}
      """)
    let id = editor.ask("completion", path, line, 200)
    return try #require(await editor.converse().result(id)?.elements).compactMap {
      $0["label"]?.string
    }
  }

  @Test func `the fields that an object lacks are offered`() async throws {
    let text = Editor.deployment.replacing("  replicas: 2\n", with: "  replicas: 2\n  min\n")
    let labels = try await labels(text, at: 7, in: path)
    #expect(labels.contains("minReadySeconds"))
    #expect(labels.contains("strategy"))
    #expect(!labels.contains("replicas") && !labels.contains("selector"))
  }

  @Test func `inside of lists the fields of their entries are offered`() async throws {
    let text = Editor.deployment.replacing(
      "image: registry", with: "ima\n          x: registry")
    let labels = try await labels(text, at: 15, in: path)
    #expect(labels.contains("imagePullPolicy"))
    #expect(!labels.contains("envFrom"))
  }

  @Test func `values that a schema lists are offered`() async throws {
    let text = Editor.deployment.replacing(
      "          envFrom:", with: "          imagePullPolicy: \n          envFrom:")
    #expect(try await labels(text, at: 16, in: path) == ["Always", "IfNotPresent", "Never"])
  }

  @Test func `names of objects are offered where one is named`() async throws {
    let text = Editor.deployment.replacing("name: settings", with: "name: ")
    #expect(try await labels(text, at: 18, in: path) == ["settings"])
  }

  @Test func `kinds are offered by their version, and versions by their kind`() async throws {
    let kinds = try await labels("apiVersion: apps/v1\nkind: ", at: 1, in: "new.yaml")
    #expect(kinds.contains("StatefulSet") && !kinds.contains("Pod"))
    let versions = try await labels("apiVersion: \nkind: CronJob\n", at: 0, in: "new.yaml")
    #expect(versions == ["batch/v1"])
  }

  @Test func `labels of pods are offered to selectors`() async throws {
    let path = "clusters/base/service.yaml"
    let text = try #require(Editor.files[path])
    #expect(
      try await labels(text.replacing("    app: web", with: "    ap"), at: 6, in: path) == ["app"])
    #expect(
      try await labels(text.replacing("    app: web", with: "    app: "), at: 6, in: path)
        == ["web"])
  }

  @Test func `in remarks and blocks of text nothing is offered`() async throws {
    #expect(try await labels("apiVersion: v1\n# ki", at: 1, in: "new.yaml").isEmpty)
    #expect(
      try await labels(
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    ki", at: 4, in: "new.yaml"
      ).isEmpty)
  }
}
