import CEL
import Glibc
import Testing

/// Questions with the answers that Kubernetes gave.
@Suite struct RecordedAnswerTests {
  @Test func `every recorded answer of Kubernetes is given, to the cost`() throws {
    let path = "\(sources)/Corpus/cel/kubernetes.jsonl"
    let recording = try Recording(path: path)
    #expect(recording.lines.count >= 908)
    let misses = try recording.misses()
    #expect(misses.isEmpty, "\(misses.prefix(5).joined(separator: "\n"))")
  }

  private static let specification = "\(sources)/../../shared/corpus/cel/spec.jsonl"

  @Test(
    .enabled("the specification's answers are not at \(specification)") {
      access(specification, R_OK) == 0
    })
  func `every recorded answer about the specification is given, to the cost`() throws {
    let recording = try Recording(path: Self.specification)
    #expect(recording.lines.count >= 1713)
    let misses = try recording.misses()
    #expect(misses.isEmpty, "\(misses.prefix(5).joined(separator: "\n"))")
  }
}

/// The folder that holds all tests.
private let sources: String = {
  var components = #filePath.split(separator: "/")
  components.removeLast(2)
  return "/" + components.joined(separator: "/")
}()

private struct Recording {
  let lines: [Substring]

  init(path: String) throws {
    let file = try #require(fopen(path, "rb"), "cannot read \(path)")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer.prefix(count)
    }
    lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// The questions that are answered otherwise, with both answers.
  func misses() throws -> [String] {
    try lines.compactMap { line in
      let row = try #require(JSONValue(String(line)))
      let query = try #require(ExpressionQuery(String(line)))
      let answer = query.answer()
      let given = try #require(JSONValue(answer))
      let wanted = try #require(row["kubernetes"])
      return agree(wanted, given) ? nil : "\(query.expression)\n  \(wanted)\n  \(answer)"
    }
  }

  private func agree(_ wanted: JSONValue, _ given: JSONValue) -> Bool {
    if let text = wanted["programError"] ?? wanted["compileError"] {
      return isSame(text, given["compileError"]) && isSame(wanted["type"], given["type"])
    }
    return isSame(wanted["error"], given["error"]) && isSame(wanted["type"], given["type"])
      && isSame(wanted["cost"], given["cost"]) && isSame(wanted["value"], given["value"])
  }

  /// Whether two values are the same, doubles by their value and maps in any order.
  private func isSame(_ wanted: JSONValue?, _ given: JSONValue?) -> Bool {
    switch (wanted, given) {
    case (nil, nil): return true
    case (let wanted?, let given?):
      if wanted.description == given.description { return true }
      guard let left = Value(typedJSON: wanted), let right = Value(typedJSON: given) else {
        return false
      }
      return text(left) == text(right) || left.isEqual(to: right) == true
    default: return false
    }
  }
}
