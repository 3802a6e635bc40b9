import Diagnostics
import Display
import Reporting
import Testing

struct ReportTests {
  private func report(_ findings: [Diagnostic]) -> Report {
    Report(
      findings: findings, coverage: Coverage(),
      tool: ToolIdentity(version: "1", kubernetesVersion: "1.36", kustomizeVersion: "5.8"))
  }

  private func output(_ findings: [Diagnostic], as format: ReportFormat) -> String {
    let bytes = report(findings).output(as: format).rendered()
    return String(decoding: bytes, as: UTF8.self)
  }

  private func finding(
    _ rule: RuleID, _ message: String = "m", at offset: Int? = nil, of path: String = "a.yaml",
    object: String? = nil
  ) -> Diagnostic {
    let file = SourceFile(path: path, text: "one\ntwo\nthree\n")
    let location = offset.map { Location(file: file, range: ByteRange($0, $0 + 1)) }
    return Diagnostic(
      rule: rule, severity: .error, message: message, primary: location, object: object)
  }

  @Test func `findings are ordered by path, place, rule and message, the unplaced last`() {
    let ordered = [
      finding("z/z", at: 4, of: "B.yaml"), finding("b/b", at: 0), finding("a/a", "m", at: 4),
      finding("a/a", "n", at: 4), finding("b/a", at: 4), finding("a/a", at: 0, of: "é.yaml"),
      finding("a/a"), finding("b/b"),
    ]
    for seed in UInt64(1)...20 {
      var generator = LinearCongruential(state: seed)
      let shuffled = ordered.shuffled(using: &generator)
      #expect(report(shuffled).findings.map(\.rule) == ordered.map(\.rule), "seed \(seed)")
    }
  }

  @Test(arguments: ReportFormat.allCases)
  func `the order that findings came in leaves no trace`(_ format: ReportFormat) {
    let findings = [
      finding("a/a", at: 4, object: "Pod/a"), finding("a/a", at: 4, object: "Pod/b"),
      finding("a/b"), finding("a/c", at: 0, of: "b.yaml"),
    ]
    #expect(output(findings, as: format) == output(findings.reversed(), as: format))
  }

  @Test func `a fingerprint outlives a change of wording`() throws {
    let before = output([finding("a/a", "m", at: 0, object: "Pod/a")], as: .sarif)
    let after = output([finding("a/a", "n", at: 0, object: "Pod/a")], as: .sarif)
    let other = output([finding("a/a", "m", at: 0, object: "Pod/b")], as: .sarif)
    let fingerprint = try #require(fingerprints(in: before).first)
    #expect(fingerprints(in: after) == [fingerprint])
    #expect(fingerprints(in: other) != [fingerprint])
  }

  @Test func `findings alike in all but place have fingerprints of their own`() {
    let text = output([finding("a/a", at: 0), finding("a/a", at: 4)], as: .sarif)
    #expect(Set(fingerprints(in: text)).count == 2)
  }

  @Test func `a range past the end of its file is placed at the end`() {
    let file = SourceFile(path: "a.yaml", text: "a")
    let location = Location(file: file, range: ByteRange(10, 20))
    let finding = Diagnostic(rule: "a/a", severity: .error, message: "m", primary: location)
    #expect(output([finding], as: .text).hasPrefix("a.yaml:1:2: error: m [a/a]\n    1 | a\n"))
    for format in ReportFormat.allCases { #expect(!output([finding], as: format).isEmpty) }
  }

  @Test func `a line that one finding hides is hidden by all`() {
    let file = SourceFile(path: "a.yaml", text: "a: 1\nkey: |\n  s3cret\n  s4cret\nb: 2\n")
    func finding(_ rule: RuleID, at text: String, hidesSource: Bool = false) -> Diagnostic {
      Diagnostic(
        rule: rule, severity: .error, message: "m",
        primary: Location(file: file, range: file.range(of: text)),
        fix: Fix(
          "f",
          edits: [
            FileEdit(
              file: file,
              edits: [TextEdit(range: file.range(of: text), replacement: "kept s4cret")])
          ], applicability: .safe), hidesSource: hidesSource)
    }
    let findings = [
      finding("a/hidden", at: "s3cret\n  s4cret", hidesSource: true),
      finding("a/other", at: "  s4cret"), finding("a/third", at: "b: 2"),
    ]
    #expect(report(findings).findings.map(\.hidesSource) == [true, true, false])
    #expect(output(findings, as: .text).contains("b: 2"))
    for format in ReportFormat.allCases {
      let text = output(Array(findings.prefix(2)), as: format)
      #expect(!text.contains("s3cret") && !text.contains("s4cret"))
    }
  }

  @Test func `a comment for a pull request stays within what hosts take`() {
    let findings = (0..<2000).map { finding("a/a", "message \($0)", at: 0) }
    let text = output(findings, as: .markdown)
    #expect(text.utf8.count < 65_536)
    let shown = text.split(separator: "\n").count { $0.hasPrefix("- **error**") }
    #expect(text.contains("- …and \(2000 - shown) more findings\n"))
  }

  @Test func `backticks in data cannot end a code span`() {
    let text = output([finding("a/a", "`` <b> ``` @team")], as: .markdown)
    #expect(text.contains("- **error** ```` `` <b> ``` @team ```` (` a/a `)\n"))
  }

  private func fingerprints(in sarif: String) -> [Substring] {
    let key = "\"sluiceFinding/v1\": \""
    return sarif.split(separator: "\n").compactMap { line in
      line.firstRange(of: key).map { line[$0.upperBound...].prefix { $0 != "\"" } }
    }
  }
}

/// A generator whose numbers follow from its state alone.
private struct LinearCongruential: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }
}
