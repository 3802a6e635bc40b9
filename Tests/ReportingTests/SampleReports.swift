import Diagnostics
import Reporting
import Testing

/// Reports that every format is recorded for.
struct SampleReport: Sendable, CustomTestStringConvertible {
  var name: String
  var report: Report
  var testDescription: String { name }

  static let all = [fleet, hostile, clean, allowed]

  private static let tool = ToolIdentity(
    version: "0.1.0", kubernetesVersion: "1.36", kustomizeVersion: "5.8")

  /// A base, its overlays and a policy, with findings of every severity.
  private static let fleet = SampleReport(
    name: "fleet",
    report: Report(
      findings: [
        Diagnostic(
          rule: "relations/dangling-service", severity: .warning,
          message: "no pod matches the selector", primary: location("app: modelapi", in: service),
          help: "select app: model-api", fix: selectorFix,
          object: "Service/ml-staging/model-api", field: "spec.selector",
          environments: ["staging"]),
        Diagnostic(
          rule: "pipeline/unused-environment", severity: .note,
          message: "environment canary has no kustomization"),
        Diagnostic(
          rule: "admission/limits-and-requests", severity: .error,
          message: "container \"api\" must set a memory limit",
          primary: location("{cpu: \"1\"}", in: deployment),
          related: [
            Label("replaced here", at: location("path: limits.yaml", in: kustomization)),
            Label("required by this expression", at: location("c.resources", in: policy)),
            Label("binding limits-and-requests denies in production"),
          ],
          help: "set resources.limits.memory",
          object: "Deployment/ml-production/model-api",
          field: "spec.template.spec.containers[0].resources.limits",
          environments: ["staging", "production"]),
        Diagnostic(
          rule: "yaml/duplicate-key", severity: .error, message: "key image is there twice",
          primary: location("image: b", in: deployment),
          related: [Label("first here", at: location("image: a", in: deployment))],
          object: "Deployment/model-api", environments: ["development"]),
      ],
      coverage: Coverage(
        environments: ["development", "staging", "production"], objects: 96,
        matchedPolicies: ["liveness-and-readiness", "limits-and-requests"],
        unmatchedPolicies: ["gpu-scheduling"], uncheckedKinds: ["Widget": 1, "Gadget": 3],
        undecided: 2),
      tool: tool,
      rules: [
        RuleSummary(
          "yaml/duplicate-key", summary: "A mapping holds each key once.",
          explanation: "YAML 1.2 §3.2.1.3 forbids a second one, and readers differ in which wins.")
      ]))

  /// A repository that tries to act on whoever reads the report.
  private static let hostile = SampleReport(
    name: "hostile",
    report: Report(
      findings: [
        Diagnostic(
          rule: "secrets/token", severity: .error, message: "a token stands in a ConfigMap",
          primary: location("hunter2hunter2", in: secret),
          fix: Fix(
            "take it out",
            edits: [
              FileEdit(
                file: secret, edits: [TextEdit(range: ByteRange(0, 5), replacement: "hunter2")])
            ], applicability: .safe),
          hidesSource: true),
        Diagnostic(
          rule: "admission/::error", severity: .error,
          message: "\u{1B}[31mline\r\none ##vso[task.x] {0} [here](https://attacker.example)",
          primary: location("\u{1B}]0;title", in: attack),
          related: [Label("::warning::x\n::error::y", at: location("##[group]", in: attack))],
          help: "::error::help\n::error::more", object: "ConfigMap/a\u{9B}2J",
          field: "data[\u{202E}txt]", environments: ["prod\u{2028}::error::"]),
        Diagnostic(
          rule: "yaml/tab", severity: .warning, message: "tab before 値",
          primary: location("値", in: attack)),
        Diagnostic(
          rule: "yaml/long-line", severity: .warning, message: "this line is long",
          primary: location("needle", in: attack)),
      ],
      coverage: Coverage(
        environments: ["production"], objects: 1, matchedPolicies: [],
        unmatchedPolicies: ["::error::p", "\u{1B}[2J"]),
      tool: tool))

  /// Nothing found, and little looked at.
  private static let clean = SampleReport(
    name: "clean", report: Report(findings: [], coverage: Coverage(), tool: tool))

  /// Findings that somebody allows, one on the line of a secret that nobody does.
  private static let allowed = SampleReport(
    name: "allowed",
    report: Report(
      findings: [
        Diagnostic(
          rule: "secrets/token", severity: .error, message: "a token stands in a ConfigMap",
          primary: location("hunter2hunter2", in: secret), hidesSource: true)
      ],
      exempted: [
        finding(
          "selects nothing", at: location("app: modelapi", in: service), fix: selectorFix,
          allowedBy: Exemption(
            reason: "the pods come \"later\" & stay", owner: "team-web", isInSource: true)),
        finding(
          "is not base64", at: location("token: ", in: secret),
          allowedBy: Exemption(reason: "nobody reads it", isInSource: false)),
      ],
      coverage: {
        var coverage = Coverage(environments: ["staging"], objects: 2)
        (coverage.exemptions.used, coverage.exemptions.unused, coverage.exemptions.expired) =
          (2, 1, 3)
        return coverage
      }(), tool: tool))

  private static func finding(
    _ message: String, at location: Location, fix: Fix? = nil, allowedBy exemption: Exemption
  ) -> Diagnostic {
    var finding = Diagnostic(
      rule: "relations/selector", severity: .warning,
      message: message, primary: location, fix: fix, environments: ["staging"])
    finding.exemption = exemption
    return finding
  }

  // MARK: Files

  private static let deployment = SourceFile(
    path: "clusters/base/model-api/deployment.yaml",
    text: """
      apiVersion: apps/v1
      kind: Deployment
      spec:
        template:
          spec:
            containers:
              - name: api
                image: a
                image: b
                resources:
                  limits: {cpu: "1"}
      """)
  private static let service = SourceFile(
    path: "clusters/staging/a service.yaml", text: "spec:\n  selector: {app: modelapi}\n")
  private static let kustomization = SourceFile(
    path: "clusters/production/kustomization.yaml", text: "patches:\n  - path: limits.yaml\n")
  private static let policy = SourceFile(
    path: "policies/limits-and-requests.yaml",
    text: "validations:\n  - expression: >-\n      containers.all(c, has(c.resources.limits))\n")
  private static let secret = SourceFile(
    path: "config/secret.yaml", text: "data:\n  token: hunter2hunter2\n")
  private static let attack = SourceFile(
    path: "::error file=x::y/%41\u{1B}[2J:1.yaml",
    text: "\u{FEFF}a: \u{1B}]0;title\u{07}\r\nb: ##[group] \u{202E}x\r\n\tc: \"e\u{301} 値 👩‍👩‍👧\"\r\n"
      + String(repeating: "long 長 ", count: 60) + "needle"
      + String(repeating: " \u{1B}end", count: 60))

  private static let selectorFix = Fix(
    "correct the selector",
    edits: [
      FileEdit(
        file: service,
        edits: [
          TextEdit(range: location("modelapi", in: service).range, replacement: "model-api")
        ])
    ], applicability: .safe)

  private static func location(_ text: String, in file: SourceFile) -> Location {
    Location(file: file, range: file.range(of: text))
  }
}

extension SourceFile {
  /// The range of the first `text`, or the end of the file.
  func range(of text: String) -> ByteRange {
    let wanted = Array(text.utf8)
    let start = bytes.indices.first { bytes[$0...].starts(with: wanted) }
    return start.map { ByteRange($0, $0 + wanted.count) } ?? ByteRange(bytes.count, bytes.count)
  }
}
