import LanguageServer
import Testing
import YAML

struct RenameTests {
  private let deployment = "clusters/base/deployment.yaml"
  private let settings = "clusters/base/settings.yaml"

  private func rename(
    _ path: String, _ line: Int, _ character: Int, to name: String
  ) async throws -> (places: [String]?, error: String?) {
    var editor = try Editor()
    editor.open(path, try #require(Editor.files[path]))
    let id = editor.request(
      "textDocument/rename",
      """
      {"textDocument": {"uri": "\(editor.uri(path))"}, "newName": "\(name)", \
      "position": {"line": \(line), "character": \(character)}}
      """)
    let told = await editor.converse()
    let root = editor.uri("")
    let places = told.result(id)?["changes"]?.mapping?.entries.flatMap { entry in
      (entry.value.elements ?? []).map { edit in
        let line = edit["range"]?["start"]?["line"]?.scalarText ?? ""
        return "\(entry.name.dropFirst(root.count)):\(line):\(edit["newText"]?.string ?? "")"
      }
    }
    return (places?.sorted(), told.answer(id)?["error"]?["message"]?.string)
  }

  @Test func `an object is renamed with what names it`() async throws {
    let places = try await rename(settings, 3, 10, to: "tuning").places
    #expect(places == ["\(deployment):18:tuning", "\(settings):3:tuning"])
  }

  @Test func `a name is renamed with the object that it means`() async throws {
    let places = try await rename(deployment, 18, 24, to: "tuning").places
    #expect(places == ["\(deployment):18:tuning", "\(settings):3:tuning"])
  }

  @Test func `a patch follows the object that it changes, and a Service of the name stays`()
    async throws
  {
    let places = try await rename(deployment, 3, 9, to: "front").places
    #expect(places == ["\(deployment):3:front", "clusters/production/replicas.yaml:3:front"])
  }

  @Test func `what is no name, or has none, is refused`() async throws {
    #expect(try await rename(settings, 3, 10, to: "Not A Name").error != nil)
    #expect(try await rename(settings, 5, 4, to: "tuning").error != nil)
  }

  @Test func `what can be renamed says so`() async throws {
    var editor = try Editor()
    editor.open(settings, try #require(Editor.files[settings]))
    let name = editor.ask("prepareRename", settings, 3, 10)
    let other = editor.ask("prepareRename", settings, 5, 4)
    let told = await editor.converse()
    #expect(told.result(name)?["placeholder"]?.string == "settings")
    #expect(told.result(other)?.isNull == true)
  }
}
