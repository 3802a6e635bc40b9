import LanguageServer
import Testing
import YAML

extension Editor {
  /// What a text becomes with each thing that is offered in it.
  struct Offered {
    var labels: [String] = []
    /// By what is offered.
    var texts: [String: String] = [:]
  }

  /// What is offered where a mark stands, after the file as it is was looked at.
  ///
  /// - Parameter marked: a text with one `|`.
  func offered(_ marked: String, in path: String) async throws -> Offered {
    var editor = self
    let parts = marked.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let text = parts.joined()
    let before = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
    editor.open("clusters/pipeline.yaml", Editor.files["clusters/pipeline.yaml"] ?? "")
    editor.ask("codeAction", "clusters/pipeline.yaml", 0, 0)
    editor.open(path, text)
    let id = editor.ask("completion", path, before.count - 1, before.last?.utf8.count ?? 0)
    let told = await editor.converse()
    let items = try #require(told.result(id)?.elements, "\(told.answer(id)?.json ?? "")")
    var offered = Offered()
    for item in items {
      let label = try #require(item["label"]?.string)
      offered.labels.append(label)
      offered.texts[label] = try text.applying(#require(item["textEdit"]))
    }
    return offered
  }
}

extension String {
  /// The text with an LSP `TextEdit` of one line carried out, whose columns count bytes.
  fileprivate func applying(_ edit: Node) throws -> String {
    let start = try #require(edit["range"]?["start"]), end = try #require(edit["range"]?["end"])
    var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let line = try #require(start["line"]?.scalar?.integer)
    #expect(end["line"]?.scalar?.integer == line)
    let from = try #require(start["character"]?.scalar?.integer)
    let to = try #require(end["character"]?.scalar?.integer)
    var bytes = Array(lines[line].utf8)
    bytes.replaceSubrange(from..<to, with: (edit["newText"]?.string ?? "").utf8)
    lines[line] = String(decoding: bytes, as: UTF8.self)
    return lines.joined(separator: "\n")
  }
}
