import Diagnostics
import Testing
import YAML

/// What holds for every edit.
enum EditExpectation {
  /// Makes the change and compares the text; then makes it again, which must change nothing more.
  static func expect(_ sample: EditCase, sourceLocation: SourceLocation) throws {
    let file = SourceFile(path: "t.yaml", text: sample.before)
    var editor = try SourceEditor(file)
    #expect(editor.bytes == file.bytes, sourceLocation: sourceLocation)
    try sample.make(in: &editor)
    let after = String(decoding: editor.bytes, as: UTF8.self)
    #expect(after.debugDescription == sample.after.debugDescription, sourceLocation: sourceLocation)
    #expect(
      try editor.edits.applied(to: file.bytes) == editor.bytes, sourceLocation: sourceLocation)
    guard case .set(let path, let value) = sample.change else { return }
    var again = try SourceEditor(SourceFile(path: "t.yaml", bytes: editor.bytes))
    try sample.make(in: &again)
    #expect(again.edits == [], sourceLocation: sourceLocation)
    let document = SourceFile(path: "t.yaml", bytes: editor.bytes).parsed(as: .kustomize)
      .documents[sample.document]
    let read = try #require(document.root[path], sourceLocation: sourceLocation)
    #expect(read.isEqual(to: value) || read.isNull && value.isNull, sourceLocation: sourceLocation)
  }
}
