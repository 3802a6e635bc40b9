import LanguageServer
import TestKit
import Testing
import YAML

struct ConversationTests {
  @Test func `the server says what it can do, and ends as it is told`() async throws {
    let told = try await Editor().converse()
    let capabilities = try #require(told.result(0)?["capabilities"])
    #expect(capabilities["positionEncoding"]?.string == "utf-8")
    #expect(capabilities["textDocumentSync"]?["change"]?.scalar?.integer == 2)
    #expect(told.result(0)?["serverInfo"]?["name"]?.string == "sluice")
    #expect(told.ending == .orderly)
  }

  @Test func `an editor that knows no other encoding is answered in UTF-16`() async throws {
    var editor = try Editor()
    editor.capabilities = "{}"
    let told = await editor.converse()
    #expect(told.result(0)?["capabilities"]?["positionEncoding"]?.string == "utf-16")
  }

  @Test func `an editor that goes without a word ends the server`() async throws {
    #expect(try await Editor().converse(exactly: []).ending == .abandoned)
    let exit = #"{"jsonrpc": "2.0", "method": "exit"}"#
    #expect(try await Editor().converse(exactly: [exit]).ending == .abandoned)
  }

  @Test func `the server ends when the process that started it is gone, whoever holds its input`()
    async throws
  {
    let editor = try Editor()
    // A process that was: its own number is the one thing that it said.
    let number = try editor.repository.git(["-c", "alias.number=!echo $$", "number"])
    let hello = """
      {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"processId": \(number), \
      "rootUri": "file://\(editor.repository.path)", "capabilities": {}}}
      """
    let told = await editor.converse(exactly: [hello], stays: true)
    #expect(told.ending == .abandoned)
    #expect(told.result(0) != nil)
  }

  @Test(arguments: [
    (#"{"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover"}"#, -32002),
    (#"{"jsonrpc": "2.0", "id": 1}"#, -32600), ("[]", -32600), ("{", -32700),
    (#"{"jsonrpc": "2.0", "id": {}, "method": "x"}"#, -32600),
  ])
  func `what is said out of turn or makes no sense is answered with an error`(
    message: String, code: Int
  ) async throws {
    let told = try await Editor().converse(exactly: [message])
    #expect(told.messages.map { $0["error"]?["code"]?.scalar?.integer } == [code])
  }

  @Test func `a request that nobody knows is answered, and the conversation goes on`() async throws
  {
    var editor = try Editor()
    let unknown = editor.request("textDocument/frobnicate", "{}")
    let again = editor.request("initialize", "{}")
    editor.notify("textDocument/didChange", "[]")
    editor.say("nonsense")
    editor.notify("$/setTrace", #"{"value": "off"}"#)
    let told = await editor.converse()
    #expect(told.answer(unknown)?["error"]?["code"]?.scalar?.integer == -32601)
    #expect(told.answer(again)?["error"]?["code"]?.scalar?.integer == -32600)
    #expect(told.ending == .orderly)
  }

  @Test func `after shutdown nothing but exit is taken`() async throws {
    var editor = try Editor()
    editor.request("shutdown", "null")
    let late = editor.request("textDocument/hover", "{}")
    let told = await editor.converse()
    #expect(told.answer(late)?["error"]?["code"]?.scalar?.integer == -32600)
  }
}
