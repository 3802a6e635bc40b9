import Git
import Pipeline
import TestKit
import Testing

/// What a run over the index or a commit prints is kept, and is never anything but what a run would print.
struct RememberedRunTests {
  private let fleet: SampleFleet
  private let file = "clusters/production/loan-api.yaml"
  private let sound = "spec:\n  template:\n"
  private let defect = "spec:\n  strategy: {rollingUpdate: {maxUnavailable: 30%}}\n  template:\n"

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
  }

  /// What is kept, by its file's name.
  private var kept: [String] {
    get throws {
      try fleet.shell("sh", ["-c", "ls .git/sluice/outputs 2>/dev/null || true"])
        .split(separator: "\n").map(String.init)
    }
  }

  /// What is kept of checks of whole trees.
  private var checks: [String] {
    get throws {
      try fleet.shell("ls", [".git/sluice/checks"]).split(separator: "\n").map(String.init)
    }
  }

  @Test func `a second run prints the same bytes and ends alike, from what was kept`() throws {
    try fleet.replace(sound, with: defect, in: file)
    try fleet.repository.git(["add", "--all"])
    for format in ["text", "json", "sarif", "markdown"] {
      let arguments = ["check", "--staged", "--format", format]
      let run = { (more: [String]) in
        try fleet.sluice.run(
          arguments + more, in: fleet.repository.path,
          environment: fleet.repository.environment)
      }
      let (cold, warm, without) = (try run([]), try run([]), try run(["--no-cache"]))
      #expect(cold.status == 1)
      for other in [warm, without] {
        #expect(other.output == cold.output)
        #expect(other.status == cold.status)
        #expect(other.errorText == cold.errorText)
      }
    }
    #expect(try kept.count == 4)
  }

  @Test func `a run that is known is not made again`() throws {
    #expect(try fleet.run("check", "--staged").status == 0)
    let location = try fleet.repository.open().location
    let outputs = try #require(RememberedOutputs(of: location))
    let mark = RememberedOutput(status: 1, bytes: Array("as it was kept\n".utf8))
    outputs.keep(mark, for: try #require(try kept.first))
    let again = try fleet.run("check", "--staged")
    #expect(again.outputText == "as it was kept\n")
    #expect(again.status == 1)
    #expect(try fleet.run("check", "--staged", "--no-cache").status == 0)
  }

  @Test func `whatever decides the answer is part of what it is kept under`() throws {
    #expect(try fleet.run("check", "--staged").status == 0)
    let count = try kept.count
    try fleet.replace(sound, with: defect, in: file)
    try fleet.repository.git(["add", "--all"])
    #expect(try fleet.run("check", "--staged").status == 1)
    try fleet.replace(defect, with: sound, in: file)
    try fleet.repository.git(["add", "--all"])
    #expect(try fleet.run("check", "--staged").status == 0)
    #expect(try kept.count == count + 1)
    #expect(try fleet.run("check", "--staged", "--date", "2031-01-01").status == 0)
    try fleet.repository.git(["config", "remote.origin.url", "https://example.com/fleet.git"])
    #expect(try fleet.run("check", "--staged").status == 0)
    try fleet.repository.git(["commit", "--quiet", "--allow-empty", "-m", "More"])
    #expect(try fleet.run("check", "--staged").status == 0)
    #expect(try kept.count == count + 4)
  }

  @Test func `a check after a commit begins with what is known of the commit, and prints the same`()
    throws
  {
    #expect(try fleet.run("check", "--staged").status == 0)
    let known = try checks
    #expect(known.count == 1)
    let name = try #require(known.first)
    for edit in ["newTag: \"9.9.9\"", "newTag: latest"] {
      try fleet.shell("touch", ["-d", "2001-01-01", ".git/sluice/checks/\(name)"])
      try fleet.shell(
        "sed", ["-i", "s/newTag: .*/\(edit)/", "clusters/staging/kustomization.yaml"])
      try fleet.repository.git(["add", "--all"])
      let short = try fleet.run("check", "--staged")
      let whole = try fleet.run("check", "--staged", "--no-cache")
      #expect(short.output == whole.output)
      #expect(short.status == whole.status)
      #expect(
        try fleet.shell("find", [".git/sluice/checks", "-name", name, "-newermt", "2002-01-01"])
          != "")
    }
    try fleet.repository.git(["commit", "--quiet", "-m", "Move"])
    try fleet.replace(sound, with: defect, in: file)
    try fleet.repository.git(["add", "--all"])
    #expect(
      try fleet.run("check", "--staged").output
        == (try fleet.run("check", "--staged", "--no-cache").output))
  }

  @Test func `a working tree, a report in a file and a run that failed are not kept`() throws {
    #expect(try fleet.run("check").status == 0)
    #expect(try fleet.run("check", "--staged", "--no-cache").status == 0)
    #expect(try fleet.run("check", "--staged", "--output", "json=report.json").status == 0)
    #expect(try kept.isEmpty)
    try fleet.repository.write("resources: [missing]\n", to: "clusters/staging/kustomization.yaml")
    try fleet.repository.git(["add", "--all"])
    #expect(try fleet.run("check", "--staged").status == 2)
    #expect(try kept.isEmpty)
  }

  @Test func `a place that others may write to is not used`() throws {
    #expect(try fleet.run("check", "--staged").status == 0)
    let first = try kept
    try fleet.shell("chmod", ["777", ".git/sluice/outputs"])
    try fleet.replace(sound, with: defect, in: file)
    try fleet.repository.git(["add", "--all"])
    #expect(try fleet.run("check", "--staged").status == 1)
    #expect(try kept == first)
  }

  @Test func `runs side by side and a run that is killed leave answers whole`() async throws {
    let expected = try fleet.run("check", "--staged", "--no-cache").output
    let runs = (1...4).map { _ in
      ChildProcess(
        fleet.sluice.path, ["check", "--staged"], environment: fleet.repository.environment,
        in: fleet.repository.path)
    }
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for run in runs { group.addTask { try run.run().output } }
      for try await output in group { #expect(output == expected) }
    }
    try fleet.shell(
      "sh", ["-c", "timeout --signal=KILL 0.05 \(fleet.sluice.path) check --staged --full || true"])
    let full = try fleet.run("check", "--staged", "--full")
    #expect(full.output == (try fleet.run("check", "--staged", "--full", "--no-cache").output))
  }
}
