import LanguageServer
import Testing
import YAML

/// An editor that asks for findings, rather than to be told them.
struct PullTests {
  private let path = "clusters/base/deployment.yaml"
  private let broken = Editor.deployment.replacing("replicas: 2", with: "replica: 2")

  private func editor(_ extra: [String: String] = [:]) throws -> Editor {
    var editor = try Editor(extra)
    editor.capabilities = """
      {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}}
      """
    return editor
  }

  @Test func `only an editor that asks for findings is told that it may`() async throws {
    let asking = try await editor().converse().result(0)?["capabilities"]?["diagnosticProvider"]
    #expect(asking?["workspaceDiagnostics"]?.scalar?.boolean == true)
    let other = try await Editor().converse().result(0)?["capabilities"]
    #expect(try #require(other)["diagnosticProvider"] == nil)
  }

  @Test func `an open text's findings are answered, once, and told of no other way`() async throws {
    var editor = try editor()
    editor.open(path, broken)
    let document = #"{"textDocument": {"uri": "\#(editor.uri(path))"}}"#
    let first = editor.request("textDocument/diagnostic", document)
    let again = editor.request(
      "textDocument/diagnostic",
      #"{"textDocument": {"uri": "\#(editor.uri(path))"}, "previousResultId": "2"}"#)
    let told = await editor.converse()
    let report = try #require(told.result(first))
    #expect(report["kind"]?.string == "full")
    #expect(report["items"]?.elements?.map { $0["code"]?.string } == ["api/decoding"])
    #expect(report["resultId"]?.string == "2")
    #expect(told.result(again)?.json == #"{"kind":"unchanged","resultId":"2"}"#)
    #expect(told.findings(editor.uri(path)) == nil)
    #expect(told.messages.contains { $0["method"]?.string == "workspace/diagnostic/refresh" })
  }

  @Test func `files that are not open are told of until all are asked for`() async throws {
    var editor = try editor([path: broken])
    editor.open("clusters/base/settings.yaml", Editor.files["clusters/base/settings.yaml"] ?? "")
    editor.ask("codeAction", "clusters/base/settings.yaml", 0, 0)
    #expect(await editor.converse().findings(editor.uri(path))?.count == 1)
    let all = editor.request(
      "workspace/diagnostic",
      """
      {"previousResultIds": [{"uri": "\(editor.uri("clusters/base/service.yaml"))", "value": "1"}]}
      """)
    let told = await editor.converse()
    let items = try #require(told.result(all)?["items"]?.elements)
    func item(_ path: String) -> Node? {
      items.first { $0["uri"]?.string == editor.uri(path) }
    }
    #expect(item(path)?["items"]?.elements?.count == 1)
    #expect(item(path)?["version"]?.isNull == true)
    #expect(item("clusters/base/service.yaml")?["items"]?.elements?.isEmpty == true)
    #expect(told.findings(editor.uri(path))?.isEmpty == true)
  }
}
