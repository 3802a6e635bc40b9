import Diagnostics
import Display
import Reporting
import Testing

/// The report as a page.
struct ReportPageTests {
  private func page(
    _ findings: [Diagnostic], environments: [String] = [], rules: [RuleSummary] = []
  ) -> String {
    let report = Report(
      findings: findings, coverage: Coverage(environments: environments),
      tool: ToolIdentity(version: "1", kubernetesVersion: "1.36", kustomizeVersion: "5.8"),
      rules: rules)
    return String(decoding: report.output(as: .html).rendered(), as: UTF8.self)
  }

  private static let file = SourceFile(
    path: "apps/a.yaml", text: "image: <b>\"x\"&y\nkey: </script><script>\n")

  private func finding(
    _ rule: RuleID, _ message: String, _ severity: Severity = .warning, at text: String = "image",
    object: String? = nil, environments: [String] = []
  ) -> Diagnostic {
    Diagnostic(
      rule: rule, severity: severity, message: message,
      primary: Location(file: Self.file, range: Self.file.range(of: text)), object: object,
      environments: environments)
  }

  @Test func `findings of one cause stand together, errors first and then the most frequent`()
    throws
  {
    let page = page([
      finding("a/one", "is rare"), finding("b/two", "is common"),
      finding("c/three", "stops", .error),
      finding("b/two", "is common", at: "key"),
    ])
    let titles = page.matches(of: /<\/span> <h3>([^<]*)<\/h3>/).map { String($0.1) }
    #expect(titles == ["stops", "is common", "is rare"])
    #expect(page.contains("<code>b/two</code>, 2 findings"))
    #expect(page.ranges(of: "data-item=\"\"").count == 4)
  }

  @Test func `the line is quoted with its mark, as text`() {
    let page = page([finding("a/a", "m", at: "<b>\"x\"&y"), finding("a/b", "m", at: "</script>")])
    #expect(
      page.contains("</span>image: <mark>&lt;b&gt;&quot;x&quot;&amp;y</mark></pre>"), "\(page)")
    #expect(page.contains("key: <mark>&lt;/script&gt;</mark>&lt;script&gt;</pre>"))
    #expect(page.ranges(of: "<script>").count == 1)
  }

  @Test func `an environment is chosen by its place, whatever its name`() {
    let hostile = "a \"><svg onload=alert(1)>"
    let page = page(
      [
        finding("a/a", "m", environments: [hostile, "b"]), finding("a/b", "n", environments: ["b"]),
      ],
      environments: [hostile, "b"])
    #expect(page.contains("data-places=\"0 1\"") && page.contains("data-places=\"1\""))
    #expect(
      page.contains("<option value=\"0\">a &quot;&gt;&lt;svg onload=alert(1)&gt;</option>"))
    #expect(!page.contains("<svg"))
  }

  @Test func `what overrode a value is told with its places`() {
    var finding = finding("a/a", "m")
    finding.related = [
      Label("replaced here", at: Location(file: Self.file, range: Self.file.range(of: "key"))),
      Label("as <all> do"),
    ]
    let page = page([finding])
    #expect(page.contains("<li><code>apps/a.yaml:2:1</code>: replaced here</li>"))
    #expect(page.contains("<li>as &lt;all&gt; do</li>"))
  }

  @Test func `a rule says why beside what it finds`() {
    let page = page(
      [finding("a/a", "m")],
      rules: [RuleSummary("a/a", summary: "Names are short.", explanation: "Long ones are cut.")])
    #expect(page.contains("<p class=\"quiet\">Names are short. Long ones are cut.</p>"))
  }

  @Test func `three thousand findings take less than five megabytes`() {
    let findings = (0..<3_000).map { index in
      var finding = finding(
        RuleID("policy/rule-\(index % 40)"),
        "the container \"c\(index)\" asks for no memory at all",
        index % 3 == 0 ? .error : .warning, object: "Deployment/shop-\(index)/web-\(index)",
        environments: ["development", "staging", "production"])
      finding.related = [
        Label("required by policy 'rule' here", at: finding.primary),
        Label("the value was set here", at: finding.primary),
      ]
      finding.field = "spec.template.spec.containers[0].resources.limits.memory"
      finding.help = "set spec.template.spec.containers[0].resources.limits.memory"
      return finding
    }
    let page = page(findings, environments: ["development", "staging", "production"])
    #expect(page.utf8.count < 5_000_000)
    #expect(!page.contains("has no room"))
  }

  @Test func `what there is no room for is counted, errors last`() throws {
    let long = String(repeating: "long ", count: 300)
    let findings = (0..<6_000).map { index in
      var finding = finding(
        index < 100 ? "z/last" : "a/first", "number \(index)", index < 100 ? .error : .warning)
      finding.help = long
      return finding
    }
    let page = page(findings)
    #expect(page.utf8.count < 5_000_000)
    let lines = page.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
    let more = try #require(lines.first { $0.hasPrefix("<p>and ") })
    let shown = lines.count { $0.hasPrefix("<div class=\"item\"") }
    #expect(more.hasPrefix("<p>and \(6_000 - shown) more findings, for which a page has no room"))
    #expect(lines.contains { $0.contains("number 99<") })
  }
}
