import LanguageServer
import Testing
import YAML

struct ActionTests {
  private let path = "clusters/base/deployment.yaml"

  private func actions(at line: Int, of text: String, in path: String) async throws -> [Node] {
    var editor = try Editor()
    editor.open(path, text)
    let id = editor.ask("codeAction", path, line, 0)
    return try #require(await editor.converse().result(id)?.elements)
  }

  private func edits(_ action: Node) -> [Node] {
    action["edit"]?["changes"]?.mapping?.entries.flatMap { $0.value.elements ?? [] } ?? []
  }

  @Test func `a finding offers its fix and what explains it`() async throws {
    let broken = Editor.deployment.replacing("replicas: 2", with: "Replicas: 2")
    let actions = try await actions(at: 6, of: broken, in: path)
    #expect(actions.count == 2)
    let edit = try #require(edits(actions[0]).first)
    #expect(edit["newText"]?.string == "replicas")
    #expect(
      edit["range"]?.json
        == #"{"start":{"line":6,"character":2},"end":{"line":6,"character":10}}"#)
    #expect(actions[0]["isPreferred"]?.scalar?.boolean == true)
    #expect(actions[1]["command"]?["command"]?.string == "sluice.explain")
    #expect(actions[1]["command"]?["arguments"]?.elements?.first?.string == "api/decoding")
  }

  @Test func `elsewhere nothing is offered`() async throws {
    let broken = Editor.deployment.replacing("replicas: 2", with: "Replicas: 2")
    #expect(try await actions(at: 0, of: broken, in: path).isEmpty)
  }

  @Test func `a relation that leads nowhere can be allowed with a reason`() async throws {
    let service = try #require(Editor.files["clusters/base/service.yaml"])
      .replacing("    app: web", with: "    app: wep")
    let actions =
      try await actions(at: 6, of: service, in: "clusters/base/service.yaml")
      + actions(at: 5, of: service, in: "clusters/base/service.yaml")
    let allowing = try #require(
      actions.first { $0["title"]?.string?.hasPrefix("Allow relations/") == true })
    let edit = try #require(edits(allowing).first)
    #expect(edit["newText"]?.string?.contains("# sluice:ignore relations/") == true)
    #expect(edit["newText"]?.string?.hasSuffix(" reason=\"\"\n") == true)
    #expect(edit["range"]?["start"]?["character"]?.scalar?.integer == 0)
  }

  @Test func `the command that explains a rule says why`() async throws {
    var editor = try Editor()
    let id = editor.request(
      "workspace/executeCommand",
      #"{"command": "sluice.explain", "arguments": ["api/decoding"]}"#)
    let unknown = editor.request(
      "workspace/executeCommand", #"{"command": "sluice.explain", "arguments": ["no/rule"]}"#)
    let told = await editor.converse()
    #expect(told.result(id)?.string?.contains("Why") == true)
    #expect(told.answer(unknown)?["error"]?["code"]?.scalar?.integer == -32803)
  }
}
