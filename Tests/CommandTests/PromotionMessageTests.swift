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
}
