import Git
import TestKit
import Testing

/// What somebody allows is counted and not reported, wherever the text that allows it may stand.
struct ExemptionTests {
  @Test(arguments: [
    (remark: "  \(PasswordRepository.remark)", above: ""),
    (remark: "", above: "  \(PasswordRepository.remark)\n"),
    (remark: "", above: "\(PasswordRepository.remark)\n\n  # and more\n"),
    (remark: "  \(PasswordRepository.remark) until=2027-01-31", above: ""),
    (remark: "  \(PasswordRepository.remark) owner=team-web  # more", above: ""),
    (remark: "  # sluice:ignore secret/private-key,secret/password reason='two'", above: ""),
    (remark: "  # sluice:ignore secret/* reason=area", above: ""),
    (remark: "  # what for # sluice:ignore secret/password reason=x", above: ""),
  ])
  func `a remark allows what is on its line or on the next`(
    _ place: (remark: String, above: String)
  ) throws {
    let result = try PasswordRepository.make(remark: place.remark, above: place.above)
      .run("check", "--date", "2027-01-31")
    #expect(result.findings == [], "\(result.outputText)")
    #expect(result.status == 0)
    #expect(result.outputText.contains("; 1 exemption used"))
  }

  @Test(arguments: [
    (remark: "", above: "\(PasswordRepository.remark)\n  MORE: text\n"),
    (remark: "", above: "  x# sluice:ignore secret/password reason=x: y\n"),
    (remark: "  # sluice:ignored secret/password reason=x", above: ""),
  ])
  func `a remark elsewhere allows nothing`(_ place: (remark: String, above: String)) throws {
    let result = try PasswordRepository.make(remark: place.remark, above: place.above).run("check")
    #expect(result.outputText.contains("[secret/password]"), "\(result.outputText)")
  }

  @Test func `lines may end as on Windows`() throws {
    let repository = try PasswordRepository.make(
      above: "  \(PasswordRepository.remark) until=2027-01-31\n")
    let text = try repository.read("apps/web/web.yaml").replacing("\n", with: "\r\n")
    try repository.fixture.write(text, to: "apps/web/web.yaml")
    let result = try repository.run("check", "--date", "2027-01-01")
    #expect(result.findings == [], "\(result.outputText)")
  }

  @Test func `a remark counts in patches, generators, env files and blocks of text`() throws {
    let result = try PasswordRepository.make([
      "apps/web/web.yaml": ForeignRepository.configMap("web"),
      "apps/web/web.env": "\(PasswordRepository.remark)\nENV_PASSWORD=hunter11hunter\n",
      "apps/web/kustomization.yaml": """
      namespace: web
      resources: [web.yaml]
      configMapGenerator:
        - name: more
          literals:
            \(PasswordRepository.remark)
            - OTHER_PASSWORD=hunter33hunter
          envs: [web.env]
      patches:
        - target: {kind: ConfigMap, name: web}
          patch: |-
            - op: add
              path: /data
              value: {THIRD_PASSWORD: hunter44hunter}  \(PasswordRepository.remark)
        - patch: |-  \(PasswordRepository.remark)
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            data:
              FOURTH_PASSWORD: hunter55hunter
          target: {kind: ConfigMap, name: web}

      """,
    ]).run("check")
    #expect(result.findings == [], "\(result.outputText)")
    #expect(result.outputText.contains("; 4 exemptions used"))
  }

  @Test(arguments: [
    "  - path: patch.json  \(PasswordRepository.remark)",
    "  \(PasswordRepository.remark)\n  - path: patch.json",
  ])
  func `a JSON patch is allowed where the kustomization names it`(_ entry: String) throws {
    let result = try PasswordRepository.make([
      "apps/web/web.yaml": ForeignRepository.configMap("web"),
      "apps/web/patch.json":
        "[{\"op\": \"add\", \"path\": \"/data\", \"value\": {\"DB_PASSWORD\": \"hunter22hunter\"}}]\n",
      "apps/web/kustomization.yaml": """
      namespace: web
      resources: [web.yaml]
      patches:
      \(entry)
          target: {kind: ConfigMap, name: web}

      """,
    ]).run("check")
    #expect(result.findings == [], "\(result.outputText)")
    #expect(result.outputText.contains("; 1 exemption used"))
  }

  @Test(arguments: [
    PasswordRepository.text, "sluice:ignore \(PasswordRepository.text)",
    "api/invalid reason='a; b'; \(PasswordRepository.text)",
  ])
  func `an annotation allows what is found of its object`(_ text: String) throws {
    let quoted = "\"\(text.replacing("\"", with: "\\\""))\""
    let result = try PasswordRepository.make(
      annotations: ", annotations: {sluice.dev/ignore: \(quoted)}"
    )
    .run("check")
    #expect(!result.outputText.contains("[secret/password]"), "\(result.outputText)")
    #expect(result.outputText.contains("; 1 exemption used"))
  }

  @Test func `an annotation holds in the environments that have it`() throws {
    let result = try ForeignRepository([
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "base/web.yaml": ForeignRepository.faulty,
      "staging/kustomization.yaml": """
      resources: [../base]
      commonAnnotations: {sluice.dev/ignore: "api/invalid reason=\\"a trial\\""}

      """,
      "production/kustomization.yaml": "resources: [../base]\n",
    ]).run("check")
    #expect(result.findings.count == 1, "\(result.outputText)")
    #expect(result.outputText.contains("  environment: production\n"))
    #expect(result.outputText.contains("; 1 exemption used"))
  }

  // MARK: How it is told

  @Test func `formats tell what is allowed as each has it`() throws {
    let repository = try PasswordRepository.make(remark: "  \(PasswordRepository.remark) owner=web")
    let sarif = try repository.run("check", "--format", "sarif").outputText
    #expect(
      sarif.contains(
        "\"suppressions\": [{\"kind\": \"inSource\", \"status\": \"accepted\", "
          + "\"justification\": \"a test database\"}]"), "\(sarif)")
    let junit = try repository.run("check", "--format", "junit").outputText
    #expect(junit.contains("<skipped message=\"a test database\"/>"), "\(junit)")
    #expect(junit.contains("tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"1\""))
    let json = try repository.run("check", "--format", "json").outputText
    #expect(json.contains("\"exempted\": ["), "\(json)")
    #expect(
      json.contains(
        "\"exemption\": {\"reason\": \"a test database\", \"owner\": \"web\", \"kind\": \"inSource\"}"
      ))
    #expect(json.contains("\"exemptions\": {\"used\": 1, \"unused\": 0, \"expired\": 0}"))
    for format in ["text", "json", "sarif", "junit", "github", "gitlab", "markdown"] {
      let text = try repository.run("check", "--format", format).outputText
      #expect(!text.contains("hunter22"), "\(format)")
    }
    let gitlab = try repository.run("check", "--format", "gitlab").outputText
    #expect(!gitlab.contains("secret/password"))
  }

  @Test func `a first run says how to allow what a rule finds`() throws {
    let result = try ForeignRepository(["web.yaml": ForeignRepository.faulty]).run("check")
    #expect(
      result.outputText.contains(
        "  exemptions: `# sluice:ignore RULE reason=\"…\" until=YYYY-MM-DD` on the line"),
      "\(result.outputText)")
  }

  @Test func `a list is outside of the source`() throws {
    let list = PasswordRepository.list("rule: secret/password, reason: x, environment: web")
    let sarif = try PasswordRepository.make(["exemptions.yaml": list]).run(
      "check", "--format", "sarif")
    #expect(sarif.outputText.contains("\"suppressions\": [{\"kind\": \"external\""))
  }

  @Test func `what is allowed stays secret in what else is found`() throws {
    let result = try PasswordRepository.make([
      "apps/web/web.yaml": """
      apiVersion: v1
      kind: Service
      metadata: {name: web, annotations: {password: hunter22hunter}}  \(PasswordRepository.remark)
      spec: {type: hunter22hunter, ports: [{port: 80}]}

      """
    ]).run("check")
    #expect(result.outputText.contains("[api/invalid]"), "\(result.outputText)")
    #expect(!result.outputText.contains("\"hunter22hunter\""), "\(result.outputText)")
  }

  // MARK: Changes

  @Test func `taking an exemption out brings the finding back`() throws {
    let list = PasswordRepository.list("rule: secret/password, reason: x, environment: web")
    for files in [["exemptions.yaml": list], [:]] {
      let repository = try PasswordRepository.make(
        remark: files.isEmpty ? "  \(PasswordRepository.remark)" : "", files)
      try repository.fixture.commit("allowed")
      #expect(try repository.run("check", "--since", "HEAD").findings == [])
      let file = files.isEmpty ? "apps/web/web.yaml" : "exemptions.yaml"
      let text = try repository.read(file)
      try repository.fixture.write(
        files.isEmpty
          ? text.replacing(PasswordRepository.remark, with: "")
          : text.replacing("secret/password", with: "secret/private-key"),
        to: file)
      let result = try repository.run("check", "--since", "HEAD")
      #expect(
        result.findings.count { $0.contains("[secret/password]") } == 1, "\(result.outputText)")
    }
  }
}
