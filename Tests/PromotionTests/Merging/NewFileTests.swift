import Diagnostics
import Promotion
import Testing

/// A file that the target does not have yet.
struct NewFileTests {
  @Test(arguments: [
    (
      "secret.yaml",
      "# staging's\nspec:\n  key: staging/proxy   # where\n  note: of staging\n---\nhost: \"a.staging.example.com\"\n",
      "# staging's\nspec:\n  key: production/proxy   # where\n  note: of staging\n---\nhost: \"a.production.example.com\"\n"
    ),
    (
      "app.env", "URL=https://staging.example.com/\nMODE=staging\n",
      "URL=https://production.example.com/\nMODE=staging\n"
    ),
    ("values.json", "{\"path\": \"clusters/staging\"}", "{\"path\": \"clusters/production\"}"),
    ("run.sh", "cd clusters/staging\n", "cd clusters/staging\n"),
  ])
  func `the names of the environments are translated in its values, and nothing else is`(
    _ path: String, _ source: String, _ expected: String
  ) throws {
    let merge = FileMerge(
      source: SourceFile(path: path, text: source), target: nil,
      words: EnvironmentWords([(source: "staging", target: "production")]))
    let difference = try #require(merge.differences.first)
    let (classification, value) = merge.classify(difference, base: .known(nil, since: .both))
    #expect(classification == .pending)
    let result = try merge.result(of: [(difference, value)])
    #expect(result.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
  }
}
