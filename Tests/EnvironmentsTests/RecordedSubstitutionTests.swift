import Diagnostics
import Environments
import TestKit
import Testing
import YAML

/// What Flux's own code answered.
struct RecordedSubstitutionTests {
  @Test(arguments: try RecordedSubstitution.all(in: "flux/substitution.jsonl"))
  func `a text becomes what Flux makes of it`(_ recorded: RecordedSubstitution) throws {
    let answer = try recorded.answer()
    #expect(answer["output"]?.string == recorded.row["output"]?.string)
    // A negative length makes the controller panic, which is no sentence to repeat.
    guard let error = recorded.row["error"]?.string, !error.hasPrefix("panic") else {
      #expect((answer["error"] == nil) == (recorded.row["error"] == nil))
      return
    }
    #expect(answer["error"]?.string == error)
  }

  @Test(arguments: try RecordedSubstitution.all(in: "flux/documents.jsonl"))
  func `an object becomes what Flux makes of it`(_ recorded: RecordedSubstitution) throws {
    let answer = try recorded.answer()
    #expect((answer["error"] == nil) == (recorded.row["error"] == nil))
    #expect((answer["skipped"] == nil) == (recorded.row["skipped"] == nil))
    guard let wanted = recorded.row["result"] else { return }
    let result = try #require(answer["result"])
    #expect(result.hasValues(of: wanted), "\(result.json)")
    guard let text = recorded.row["yaml"]?.string else { return }
    var emitter = Emitter()
    try emitter.write(document: result)
    #expect(String(decoding: emitter.bytes, as: UTF8.self) == text)
  }
}

/// A line of a recording: a question with its answer.
struct RecordedSubstitution: Sendable, CustomTestStringConvertible {
  var row: Node
  private var line: [UInt8]
  var testDescription: String { row["id"]?.string ?? "" }

  static func all(in path: String) throws -> [RecordedSubstitution] {
    try GoldenFile(path).contents().split(separator: UInt8(ascii: "\n")).map { line in
      let file = SourceFile(path: path, bytes: Array(line))
      return RecordedSubstitution(row: try file.parsedJSON().root, line: Array(line))
    }
  }

  func answer() throws -> Node {
    let query = try #require(SubstitutionQuery(line))
    return try SourceFile(path: "answer", bytes: query.answer()).parsedJSON().root
  }
}

extension Node {
  /// Whether both are the same, numbers compared as doubles.
  fileprivate func hasValues(of other: Node) -> Bool {
    switch (content, other.content) {
    case (.scalar(let left), .scalar(let right)):
      left.number == right.number && (left.number != nil || isEqual(to: other))
    case (.sequence(let left), .sequence(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.hasValues(of: $1) }
    case (.mapping(let left), .mapping(let right)):
      left.count == right.count
        && left.entries.allSatisfy { entry in
          right[entry.name].map { entry.value.hasValues(of: $0) } ?? false
        }
    default: false
    }
  }
}
