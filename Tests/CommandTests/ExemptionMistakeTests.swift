import Git
import TestKit
import Testing

/// What is wrong with the text that allows something is a finding, and what is not to be allowed stays one.
struct ExemptionMistakeTests {
  @Test(arguments: [
    (text: "secret/password", rule: "exemption/without-reason", severity: "error"),
    (text: "secret/password reason=\" \"", rule: "exemption/without-reason", severity: "error"),
    (
      text: "secret/password reason=x until=2026-12-31", rule: "exemption/expired",
      severity: "warning"
    ),
    (text: "secret/private-key reason=x", rule: "exemption/unused", severity: "warning"),
    (text: "* reason=x", rule: "exemption/too-broad", severity: "error"),
    (text: "secret/password because=x", rule: "exemption/malformed", severity: "error"),
    (text: "secret/password reason=\"x", rule: "exemption/malformed", severity: "error"),
    (text: "secret/password reason=two words", rule: "exemption/malformed", severity: "error"),
    (
      text: "secret/password reason=x until=2026-02-30", rule: "exemption/malformed",
      severity: "error"
    ),
    (text: "", rule: "exemption/malformed", severity: "error"),
  ])
  func `an exemption that does not hold is a finding`(
    _ exemption: (text: String, rule: String, severity: String)
  ) throws {
    let result = try PasswordRepository.make(remark: "  # sluice:ignore \(exemption.text)")
      .run("check", "--date", "2027-01-01")
    #expect(result.findings.count == 2, "\(result.outputText)")
    #expect(result.outputText.contains("[secret/password]"))
    let finding = try #require(result.findings.first { $0.contains("[\(exemption.rule)]") })
    #expect(finding.hasPrefix("apps/web/web.yaml:6:32: \(exemption.severity): "), "\(finding)")
    #expect(!result.outputText.contains("hunter22"), "\(result.outputText)")
  }

  @Test(arguments: [
    "rule: secret/*, reason: legacy", "rule: secret/password, reason: legacy",
    "rule: \"*\", reason: legacy, object: ConfigMap/web",
    "rule: secret/*, reason: legacy, environment: web",
  ])
  func `an entry that allows what nobody has looked at allows nothing`(_ entry: String) throws {
    let result = try PasswordRepository.make(["exemptions.yaml": PasswordRepository.list(entry)])
      .run("check")
    #expect(result.outputText.contains("[exemption/too-broad]"), "\(result.outputText)")
    #expect(result.outputText.contains("[secret/password]"))
  }

  @Test func `what is not looked at makes no exemption unused`() throws {
    let remark = "  # sluice:ignore secret/private-key reason=x"
    let list = PasswordRepository.list("rule: secret/private-key, reason: x, environment: web")
    let repository = try PasswordRepository.make(remark: remark, ["exemptions.yaml": list])
    #expect(try repository.run("check").findings.count == 3)
    for arguments in [["-e", "web"], ["--app", "web"], ["apps/web"], ["apps/web/web.yaml"]] {
      let result = try repository.run(["check"] + arguments)
      #expect(result.findings.count == 1, "\(arguments): \(result.outputText)")
    }
  }

  @Test func `a rule that is off needs no exemption`() throws {
    let result = try PasswordRepository.make(
      remark: "  \(PasswordRepository.remark)",
      ["pipeline.yaml": PasswordRepository.pipeline("checks: {secret/password: off}\n")]
    ).run("check")
    #expect(result.findings.count == 1, "\(result.outputText)")
    #expect(result.outputText.contains("[exemption/unused]"))
  }

  // MARK: What nobody allows

  @Test func `a rule that the configuration keeps is not exempted`() throws {
    let settings = "checks:\n  secret/password: {severity: warning, exemptable: false}\n"
    let result = try PasswordRepository.make(
      remark: "  \(PasswordRepository.remark)",
      ["pipeline.yaml": PasswordRepository.pipeline(settings)]
    ).run("check")
    #expect(result.outputText.contains("[exemption/refused]"), "\(result.outputText)")
    #expect(result.outputText.contains("warning: a password"))
  }

  @Test(arguments: [true, false])
  func `a policy may say that nobody is exempted from it`(_ isExemptable: Bool) throws {
    let annotation = isExemptable ? "" : ", annotations: {sluice.dev/exemptable: \"false\"}"
    let result = try PasswordRepository.make(
      remark: "  \(PasswordRepository.remark)",
      [
        "pipeline.yaml": PasswordRepository.pipeline().replacing(
          "policies: []", with: "policies: [policies]"),
        "exemptions.yaml": PasswordRepository.list(
          "rule: policy/no-web, reason: x, object: ConfigMap/web/web"),
        "policies/no-web.yaml": """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: no-web\(annotation)}
        spec:
          matchConstraints:
            resourceRules:
              - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
          validations: [{expression: "object.metadata.name != 'web'"}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: no-web}
        spec: {policyName: no-web, validationActions: [Deny]}

        """,
      ]
    ).run("check")
    #expect(result.outputText.contains("[policy/no-web]") == !isExemptable, "\(result.outputText)")
    #expect(result.outputText.contains("[exemption/refused]") == !isExemptable)
  }

  @Test(arguments: [
    (
      text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndota: {}  ",
      rule: "api/decoding"
    ),
    (text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web\n}}  ", rule: "yaml/syntax"),
  ])
  func `nobody allows what no server can decode`(_ sample: (text: String, rule: String)) throws {
    let remark = "# sluice:ignore \(sample.rule) reason=x\n"
    let result = try PasswordRepository.make(["apps/web/web.yaml": sample.text + remark]).run(
      "check")
    #expect(result.outputText.contains("[exemption/refused]"), "\(result.outputText)")
    #expect(result.outputText.contains("[\(sample.rule)]"))
  }

  @Test func `a warning of decoding under a configured severity stays what the server refuses`()
    throws
  {
    let result = try PasswordRepository.make([
      "apps/web/web.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n# sluice:ignore api/decoding reason=x\ndota: {}\n",
      "pipeline.yaml": PasswordRepository.pipeline("checks: {api/decoding: warning}\n"),
    ]).run("check")
    #expect(result.outputText.contains("[exemption/refused]"), "\(result.outputText)")
  }
}
