import Environments
import Git
import Promotion
import TestKit
import Testing

/// How the commit of a promotion is worded.
struct CommitMessageTests {
  private func message(
    subject: String? = nil, body: String? = nil, literals: [String] = ["LEVEL=info"]
  ) throws -> [String] {
    let fleet = try Fleet(
      staging: Fleet.overlay(app: "v1"), production: Fleet.overlay(app: "v1"))
    try fleet.commit(staging: Fleet.overlay(app: "v2", side: "v9", literals: literals))
    let promoter = try fleet.promoter { request in
      var message = MessageTemplate.Message()
      do {
        if let subject { message.subject = try MessageTemplate(subject: subject) }
        if let body { message.body = try MessageTemplate(body) }
      } catch { Issue.record(error) }
      request.message = message
    }
    guard case .created(let commit, _) = try promoter.promote() else { return [] }
    let text = try fleet.fixture.git(["log", "-1", "--format=%B", commit.id.hex])
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `the usual words name the environments and all that changes`() throws {
    let lines = try message()
    #expect(
      lines.prefix(5) == [
        "Promote staging to production: app and 1 more", "", "images[example.com/app]: v1 → v2",
        "images[example.com/side]: (absent) → v9", "",
      ])
    #expect(lines[5].hasPrefix("Sluice-From: "))
  }

  @Test func `a template says all of it in other words`() throws {
    let lines = try message(
      subject: "chore({target}): {count} of {source} {{x} ({summary})",
      body: "For {apps}:\n\n- {changes}\n\nRefs: OPS-1\n\n")
    #expect(
      lines.prefix(8) == [
        "chore(production): 2 of staging {x} (app and 1 more)", "", "For app and 1 more:", "",
        "- images[example.com/app]: v1 → v2", "- images[example.com/side]: (absent) → v9", "",
        "Refs: OPS-1",
      ])
    // The trailers stay the last paragraph.
    #expect(lines[8].isEmpty && lines[9].hasPrefix("Sluice-From: "))
  }

  @Test func `what is secret is no more shown by a template`() throws {
    let lines = try message(body: "{changes}", literals: ["LEVEL=info", "DB_PASSWORD=hunter2"])
    #expect(lines.contains { $0.contains("DB_PASSWORD") })
    #expect(!lines.contains { $0.contains("hunter2") }, "\(lines)")
  }
}
