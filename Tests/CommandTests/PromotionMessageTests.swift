import Git
import TestKit
import Testing

/// pipeline.yaml words the commit of a promotion, and the title of its pull request.
struct PromotionMessageTests {
  @Test func `the message is worded as pipeline.yaml says`() throws {
    let fleet = try SampleFleet()
    try fleet.replace(
      "promotion:\n",
      with:
        "promotion:\n  message: {subject: \"chore({target}): {count} from {source}\", body: \"* {changes}\"}\n",
      in: "clusters/pipeline.yaml")
    try fleet.repository.commit("Begin")
    let result = try fleet.run("promote", "staging", "production")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    let branch = try fleet.repository.git([
      "for-each-ref", "--format=%(refname)", "refs/heads/promote",
    ])
    let lines = try fleet.repository.git(["log", "-1", "--format=%B", branch]).split(
      separator: "\n")
    let changes = lines.count { $0.hasPrefix("* ") }
    #expect(changes > 1 && lines[0] == "chore(production): \(changes) from staging", "\(lines)")
    try fleet.replace("{target}", with: "{tarqet}", in: "clusters/pipeline.yaml")
    try fleet.repository.commit("Misspell")
    let wrong = try fleet.run("promote", "staging", "production")
    #expect(wrong.status == 2)
    #expect(wrong.errorText.contains("nothing is filled in for {tarqet}"))
    #expect(wrong.errorText.contains("did you mean {target}?"))
  }

  @Test func `the message of a rollback has words of its own`() throws {
    let fleet = try SampleFleet()
    try fleet.replace(
      "promotion:\n",
      with: "promotion:\n  message: {rollback: {subject: \"revert({target}): {count} fields\"}}\n",
      in: "clusters/pipeline.yaml")
    try fleet.repository.commit("Begin")
    #expect(try fleet.run("promote", "staging", "production").status == 0)
    let branch = try fleet.repository.git([
      "for-each-ref", "--format=%(refname)", "refs/heads/promote",
    ])
    #expect(
      try fleet.repository.git(["log", "-1", "--format=%s", branch])
        .hasPrefix("Promote staging to production: "))
    try fleet.repository.git(["merge", "--quiet", "--no-ff", "-m", "Merge", branch])
    let result = try fleet.run("rollback", "production")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    let subject = try fleet.repository.git(["log", "-1", "--format=%s", "--branches=rollback"])
    #expect(subject.hasPrefix("revert(production): ") && subject.hasSuffix(" fields"), "\(subject)")
    try fleet.replace("{count} fields", with: "{source}", in: "clusters/pipeline.yaml")
    try fleet.repository.commit("Misspell")
    let wrong = try fleet.run("rollback", "production")
    #expect(wrong.status == 2)
    #expect(wrong.errorText.contains("a rollback has no {source}"), "\(wrong.errorText)")
  }
}
