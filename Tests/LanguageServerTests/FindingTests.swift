import LanguageServer
import Testing
import YAML

struct FindingTests {
  private let path = "clusters/base/deployment.yaml"

  @Test func `a finding in an unsaved text is told at its place`() async throws {
    var editor = try Editor()
    editor.open(path, Editor.deployment.replacing("replicas: 2", with: "replica: 2"))
    editor.ask("codeAction", path, 0, 0)
    let findings = try #require(await editor.converse().findings(editor.uri(path)))
    #expect(findings.map { $0["code"]?.string } == ["api/decoding"])
    #expect(
      findings[0]["range"]?.json
        == #"{"start":{"line":6,"character":2},"end":{"line":6,"character":9}}"#)
    #expect(findings[0]["severity"]?.scalar?.integer == 1)
    let message = try #require(findings[0]["message"]?.string)
    #expect(message.hasPrefix("unknown field \"spec.replica\"\n"))
    #expect(message.contains("environments: staging, production"))
    #expect(message.contains("help: did you mean replicas?"))
  }

  @Test func `findings of files that are not open are told too`() async throws {
    let broken = Editor.deployment.replacing("replicas: 2", with: "replica: 2")
    var editor = try Editor([path: broken])
    editor.open(
      "clusters/base/service.yaml",
      (Editor.files["clusters/base/service.yaml"] ?? "").replacing("ports:", with: "port:"))
    editor.ask("codeAction", "clusters/base/service.yaml", 0, 0)
    let told = await editor.converse()
    #expect(told.findings(editor.uri(path))?.count == 1)
    #expect(told.findings(editor.uri("clusters/base/service.yaml"))?.isEmpty == false)
  }

  @Test func `a file whose findings are mended is told so, and one that is closed as it is saved`()
    async throws
  {
    var editor = try Editor()
    editor.open(path, Editor.deployment.replacing("replicas: 2", with: "replica: 2"))
    editor.ask("codeAction", path, 0, 0)
    editor.notify(
      "textDocument/didChange",
      """
      {"textDocument": {"uri": "\(editor.uri(path))", "version": 2}, "contentChanges": [{"range": \
      {"start": {"line": 6, "character": 9}, "end": {"line": 6, "character": 9}}, "text": "s"}]}
      """)
    editor.ask("codeAction", path, 0, 0)
    #expect(await editor.converse().findings(editor.uri(path))?.isEmpty == true)
    editor.open(path, "kind: [")
    editor.ask("codeAction", path, 0, 0)
    editor.notify("textDocument/didClose", #"{"textDocument": {"uri": "\#(editor.uri(path))"}}"#)
    editor.open("clusters/base/settings.yaml", Editor.files["clusters/base/settings.yaml"] ?? "")
    editor.ask("codeAction", "clusters/base/settings.yaml", 0, 0)
    #expect(await editor.converse().findings(editor.uri(path))?.isEmpty == true)
  }

  @Test func `what no file is to blame for is told of the file that says what is checked`()
    async throws
  {
    var editor = try Editor()
    editor.open("clusters/base/kustomization.yaml", "resources: []\n")
    editor.open("clusters/production/replicas.yaml", "# nothing\n")
    editor.ask("codeAction", "clusters/base/kustomization.yaml", 0, 0)
    let told = await editor.converse()
    #expect(told.messages.contains { $0["method"]?.string == "textDocument/publishDiagnostics" })
  }

  @Test func `a text that is no file of the repository says nothing`() async throws {
    var editor = try Editor()
    editor.notify(
      "textDocument/didOpen",
      #"{"textDocument": {"uri": "untitled:one", "version": 1, "text": "kind: ["}}"#)
    editor.notify(
      "textDocument/didOpen",
      #"{"textDocument": {"uri": "file:///elsewhere/x.yaml", "version": 1, "text": "kind: ["}}"#)
    editor.open(path, Editor.deployment)
    editor.ask("codeAction", path, 0, 0)
    let told = await editor.converse()
    #expect(
      !told.messages.contains { message in
        let uri = message["params"]?["uri"]?.string
        return uri == "untitled:one" || uri == "file:///elsewhere/x.yaml"
      })
    #expect(told.findings(editor.uri(path)) == nil)
  }

  @Test func `a text of the repository does nothing to whoever reads it`() async throws {
    var editor = try Editor()
    let hostile = #"re\u202Eplica\e[2J"#
    editor.open(path, Editor.deployment.replacing("replicas: 2", with: "\"\(hostile)\": 2"))
    let symbols = editor.ask("documentSymbol", path, 0, 0)
    editor.ask("codeAction", path, 0, 0)
    let told = await editor.converse()
    let findings = try #require(told.findings(editor.uri(path)))
    let message = try #require(findings.first?["message"]?.string)
    #expect(message.contains(#"re\u{202E}plica"#), "\(message)")
    for text in findings.compactMap({ $0["message"]?.string }) + [
      try #require(told.result(symbols)).json
    ] {
      let active = text.unicodeScalars.filter { [0x202E, 0x1B].contains($0.value) }
      #expect(active.isEmpty, "\(text)")
    }
  }
}
