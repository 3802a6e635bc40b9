import Git
import TestKit
import Testing

/// The built command as an editor meets it.
struct LanguageServerTests {
  private func framed(_ messages: [String]) -> String {
    messages.map { "Content-Length: \($0.utf8.count)\r\n\r\n\($0)" }.joined()
  }

  @Test func `an editor is told what is wrong with an unsaved text, and no file is written`() throws
  {
    let fleet = try SampleFleet()
    try fleet.repository.git(["add", "-A"])
    try fleet.repository.git(["commit", "-qm", "all"])
    let path = "clusters/base/sentiment/deployment.yaml"
    let uri = "file://\(fleet.repository.path)/\(path)"
    let text = try fleet.read(path).replacing("kind: Deployment", with: "kind: Deploymen")
      .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    let result = try fleet.run(
      "language-server",
      input: framed([
        """
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": null, \
        "rootUri": "file://\(fleet.repository.path)", "capabilities": {}}}
        """,
        #"{"jsonrpc": "2.0", "method": "initialized", "params": {}}"#,
        """
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": \
        {"uri": "\(uri)", "languageId": "yaml", "version": 1, "text": "\(text)"}}}
        """,
        """
        {"jsonrpc": "2.0", "id": 2, "method": "textDocument/hover", "params": {"textDocument": \
        {"uri": "\(uri)"}, "position": {"line": 0, "character": 0}}}
        """,
        #"{"jsonrpc": "2.0", "id": 3, "method": "shutdown"}"#,
        #"{"jsonrpc": "2.0", "method": "exit"}"#,
      ]))
    #expect(result.status == 0)
    #expect(result.errorText.isEmpty)
    #expect(result.outputText.contains("\"method\":\"textDocument/publishDiagnostics\""))
    #expect(result.outputText.contains("\"uri\":\"\(uri)\""))
    #expect(result.outputText.contains("\"id\":2"))
    #expect(try fleet.repository.git(["status", "--porcelain"]).isEmpty)
  }

  @Test func `an editor that is gone ends the server`() throws {
    let fleet = try SampleFleet()
    #expect(try fleet.run("language-server").status == 1)
    let orphan = try fleet.sluice.run(
      ["language-server"], in: fleet.repository.path, environment: fleet.repository.environment,
      input: Array(
        framed([
          """
          {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": 1, \
          "rootUri": null, "capabilities": {}}}
          """
        ]).utf8))
    #expect(orphan.status == 1)
  }
}
