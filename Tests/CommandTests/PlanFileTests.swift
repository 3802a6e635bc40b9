import Git
import TestKit
import Testing

/// A plan in a file is done as it was written, or not at all.
struct PlanFileTests {
  private let fleet: SampleFleet

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
    let objects = try fleet.repository.git(["count-objects"])
    let result = try fleet.run("promote", "staging", "production", "--plan", "../plan.json")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    #expect(try branches() == [])
    #expect(try fleet.repository.git(["count-objects"]) == objects)
  }

  private func branches() throws -> [String] {
    try fleet.repository.git(["for-each-ref", "--format=%(refname)", "refs/heads/promote"])
      .split(separator: "\n").map(String.init)
  }

  private func apply(_ file: String = "../plan.json") throws -> ChildProcess.Result {
    try fleet.run("promote", "--apply", file)
  }

  @Test func `it is applied as it was written`() throws {
    let result = try apply()
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    let made = try branches()
    #expect(made.count == 1)
    let direct = try fleet.run("promote", "staging", "production")
    #expect(direct.outputText.contains("holds this promotion already"))
    #expect(try branches() == made)
  }

  @Test func `where the branch moved on, it is applied if the change is the same`() throws {
    try fleet.repository.commit("Elsewhere", adding: ["README.md": "x\n"])
    let same = try apply()
    #expect(same.status == 0, "\(same.outputText)\(same.errorText)")
    try fleet.replace(
      "newTag: 2.19.0", with: "newTag: 2.19.1", in: "clusters/production/kustomization.yaml")
    try fleet.repository.commit("Repair")
    let other = try apply()
    #expect(other.status == 1, "\(other.outputText)")
    #expect(
      other.errorText.contains("since the plan was made, images[registry.example.com/ml/mlflow]"),
      "\(other.errorText)")
    #expect(try branches().count == 1)
  }

  @Test func `what was changed in it, and what is no plan of this repository, is refused`() throws {
    let text = try fleet.read("../plan.json")
    for (old, new) in [
      ("2.20.1", "2.20.2"), (#""only":[]"#, #""only":["images[*].newTag"]"#),
      ("\n", " \n"),
    ] {
      try fleet.repository.write(text.replacing(old, with: new), to: "../tampered.json")
      let result = try apply("../tampered.json")
      #expect(result.status == 2, "\(result.outputText)")
      #expect(result.errorText.contains("was changed since it was written"), "\(result.errorText)")
    }
    let commit = try fleet.repository.git(["rev-parse", "HEAD"])
    try fleet.repository.write(
      text.replacing(commit, with: String(commit.reversed())), to: "../foreign.json")
    let foreign = try apply("../foreign.json")
    #expect(foreign.status == 2)
    #expect(foreign.errorText.contains("which is not in this repository"), "\(foreign.errorText)")
    try fleet.repository.write("{}\n", to: "../nothing.json")
    #expect(try apply("../nothing.json").errorText.contains("holds no plan"))
    for (old, new, said) in [
      (#""request":{"#, #""request":{"force":true,"#, "has no field \"force\""),
      (#""backport":false"#, #""backport":"no""#, "backport of a plan must not be a string"),
      (#""onto":"HEAD""#, #""onto":"other""#, "was made upon other, and would be applied upon"),
      (#""onto":"#, #""config":"free.yaml","onto":"#, "was made with --config free.yaml"),
      (#""onto":"HEAD""#, #""onto":"HEAD","override":"I say so""#, "a file alone does not allow"),
    ] {
      try fleet.repository.write(text.replacing(old, with: new), to: "../loosened.json")
      let result = try apply("../loosened.json")
      #expect(result.status == 2, "\(result.outputText)")
      #expect(result.errorText.contains(said), "\(result.errorText)")
    }
    #expect(try branches() == [])
    #expect(try fleet.run("promote", "--apply", "../plan.json", "--only", "web").status == 2)
    #expect(try fleet.run("promote", "staging").status == 2)
  }

  @Test func `no secret stands in it, and a freeze holds what is made of it`() throws {
    let file = "clusters/staging/kustomization.yaml"
    try fleet.repository.write(
      try fleet.read(file)
        + "secretGenerator: [{name: key, literals: [API_TOKEN=hunter2-of-staging]}]\n", to: file)
    try fleet.repository.write("an incident\n", to: "clusters/FREEZE")
    try fleet.repository.commit("Secret")
    let planned = try fleet.run(
      "promote", "staging", "production", "--plan", "../secret.json", "--override", "tested")
    #expect(planned.status == 0, "\(planned.outputText)\(planned.errorText)")
    let text = try fleet.read("../secret.json")
    #expect(text.contains("secretGenerator[key]"))
    #expect(!text.contains("hunter2"))
    let frozen = try apply("../secret.json")
    #expect(frozen.status == 2, "\(frozen.outputText)")
    let made = try fleet.run("promote", "--apply", "../secret.json", "--override", "an emergency")
    #expect(made.status == 0, "\(made.errorText)")
    #expect(
      try fleet.repository.git(["log", "-1", "--format=%B", try #require(branches().first)])
        .contains("Sluice-Override: an emergency"))
  }

  @Test func `what would be left without a meaning is refused`() throws {
    for arguments in [["--push", "origin"], ["--dry-run"]] {
      let result = try fleet.sluice.run(
        ["promote", "staging", "production", "--plan", "p.json"] + arguments,
        in: fleet.repository.path,
        environment: fleet.repository.environment)
      #expect(result.status == 2)
      #expect(result.errorText.contains("--plan makes no commit"), "\(result.errorText)")
    }
  }
}
