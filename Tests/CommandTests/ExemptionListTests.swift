import Git
import TestKit
import Testing

/// `exemptions.yaml` allows what its entries name.
struct ExemptionListTests {
  @Test(arguments: [
    (entry: "object: ConfigMap/*", allows: true), (entry: "object: ConfigMap/web", allows: true),
    (entry: "object: ConfigMap/other", allows: false), (entry: "field: data", allows: true),
    (entry: "field: binaryData", allows: false), (entry: "environment: web", allows: true),
    (entry: "app: web, until: 2027-01-31", allows: true),
    (entry: "until: 2027-01-31", allows: true),
    (entry: "until: 2026-12-31", allows: false),
  ])
  func `an entry of the list allows what it names`(
    _ sample: (entry: String, allows: Bool)
  ) throws {
    let entry = "rule: secret/password, reason: a test, owner: team-web, \(sample.entry)"
    let result = try PasswordRepository.make(["exemptions.yaml": PasswordRepository.list(entry)])
      .run("check", "--date", "2027-01-01")
    #expect(
      result.outputText.contains("[secret/password]") == !sample.allows, "\(result.outputText)")
    #expect(result.findings.count == (sample.allows ? 0 : 2), "\(result.outputText)")
  }

  @Test func `the configuration says where the list is`() throws {
    let list = PasswordRepository.list("rule: secret/password, reason: a test, environment: web")
    let named = PasswordRepository.pipeline("exemptions: lists/allowed.yaml\n")
    let repository = try PasswordRepository.make([
      "lists/allowed.yaml": list, "pipeline.yaml": named,
    ])
    #expect(try repository.run("check").findings == [])
    let missing = try PasswordRepository.make(["pipeline.yaml": named]).run("check")
    #expect(missing.status == 2)
    #expect(
      missing.outputText.contains(
        "pipeline.yaml:6:13: error: the list of exemptions cannot be read"),
      "\(missing.outputText)")
  }

  @Test(arguments: [
    (
      entry: "rule: secret/pasword, reason: x, field: data",
      sentence: "did you mean secret/password?"
    ),
    (entry: "rule: secret/password, reason: x, environment: wed", sentence: "did you mean web?"),
    (entry: "rule: secret/password, reason: x, app: wed", sentence: "did you mean web?"),
    (entry: "rule: secret/password, reason: x, object: web", sentence: "\"web\" names no object"),
    (entry: "rule: secret/password, reason: x, until: soon", sentence: "\"soon\" is no day"),
  ])
  func `what the list names must be there`(_ sample: (entry: String, sentence: String)) throws {
    let result = try PasswordRepository.make([
      "exemptions.yaml": PasswordRepository.list(sample.entry)
    ]).run("check")
    #expect(result.status == 1)
    #expect(result.outputText.contains(sample.sentence), "\(result.outputText)")
    #expect(result.outputText.contains("[exemption/malformed]"))
    #expect(result.outputText.contains("[secret/password]"))
  }

  @Test func `a list with an unknown field stops the run`() throws {
    let list = PasswordRepository.list("rule: secret/password, reasons: x")
    let result = try PasswordRepository.make(["exemptions.yaml": list]).run("check")
    #expect(result.status == 2)
    #expect(
      result.outputText.contains(
        "exemptions.yaml:4:29: error: an exemption has no field \"reasons\""),
      "\(result.outputText)")
  }

  @Test func `a file of another program by that name is left alone`() throws {
    let list = "apiVersion: example.org/v1\nkind: Exemptions\nspec: {}\n"
    let result = try PasswordRepository.make(
      remark: "  \(PasswordRepository.remark)", ["exemptions.yaml": list]
    ).run("check")
    #expect(result.status == 0, "\(result.outputText)")
  }
}
