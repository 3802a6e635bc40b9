import Git
import TestKit
import Testing

/// `soak` of pipeline.yaml, from the command line.
struct SoakCommandTests {
  private let fleet: SampleFleet

  init() throws {
    fleet = try SampleFleet()
    try fleet.replace(
      "from: staging,", with: "from: staging, soak: 24h,", in: "clusters/pipeline.yaml")
    try fleet.repository.commit("Begin")
  }

  private func dryRun(_ arguments: String...) throws -> ChildProcess.Result {
    try fleet.sluice.run(
      ["promote", "staging", "production", "--dry-run"] + arguments,
      in: fleet.repository.path, environment: fleet.repository.environment)
  }

  @Test func `what is ripe at a date is asked for with a dry run`() throws {
    let seconds = try fleet.repository.git(["log", "-1", "--format=%ct"])
    #expect(seconds.hasPrefix("17000"))
    let early = try dryRun("--date", "2023-11-15T12:00Z")
    #expect(early.status == 1, "\(early.outputText)\(early.errorText)")
    #expect(early.outputText.contains("and ripe at 2023-11-15T22:"), "\(early.outputText)")
    #expect(try dryRun("--date", "2023-11-16T12:00Z").status == 0)
    #expect(try dryRun("--date", "tomorrow").status == 2)
    #expect(
      try fleet.run("promote", "staging", "production", "--date", "2023-11-16").status == 2)
    // By the clock it is ripe long since.
    #expect(try fleet.run("promote", "staging", "production").status == 0)
  }

  @Test func `a plan of a time that is yet to come is refused`() throws {
    let planned = try fleet.run("promote", "staging", "production", "--plan", "../plan.json")
    #expect(planned.status == 0, "\(planned.errorText)")
    let text = try fleet.read("../plan.json")
    try fleet.repository.write(
      text.replacing(#""at":"20"#, with: #""at":"90"#), to: "../future.json")
    let result = try fleet.run("promote", "--apply", "../future.json")
    #expect(result.status == 2)
    #expect(result.errorText.contains("which is yet to come"), "\(result.errorText)")
    #expect(try fleet.run("promote", "--apply", "../plan.json").status == 0)
  }

  @Test func `what soak cannot be is told at its line`() throws {
    for (soak, said) in [
      ("soak: soon", "soak must be a length of time, as 24h or 90m"),
      ("soak: -1h", "soak must be a length of time"),
    ] {
      try fleet.repository.write(
        try fleet.read("clusters/pipeline.yaml").replacing("soak: 24h", with: soak),
        to: "clusters/other.yaml")
      try fleet.repository.commit("Misspell")
      let result = try dryRun("--config", "clusters/other.yaml")
      #expect(result.status == 2)
      #expect(result.errorText.contains(said), "\(result.errorText)")
    }
  }
}
