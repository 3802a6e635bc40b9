import Git
import TestKit
import Testing

/// A promotion is one commit on a branch of its own, and nothing else changes.
struct PromoteTests {
  private let fleet: SampleFleet

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
  }

  @Test func `two runs make one commit that changes the promoted values alone`() throws {
    let first = try fleet.run("promote", "staging", "production")
    #expect(first.status == 0, "\(first.outputText)\(first.errorText)")
    let branches = try promotions()
    #expect(branches.count == 1)
    let second = try fleet.run("promote", "staging", "production")
    #expect(second.status == 0)
    #expect(second.outputText.contains("holds this promotion already"))
    #expect(try promotions() == branches)
    let branch = try #require(branches.first)
    #expect(try fleet.repository.git(["rev-list", "--count", branch]) == "2")
    let changed = try fleet.repository.git(["diff", "--name-only", "HEAD", branch])
    #expect(changed == "clusters/production/kustomization.yaml")
    let lines = try fleet.repository.git(["diff", "--unified=0", "HEAD", branch])
      .split(separator: "\n").filter { $0.hasPrefix("+ ") || $0.hasPrefix("- ") }
    #expect(
      lines.allSatisfy { $0.contains("newTag:") || $0.contains("digest:") || $0.contains("=") },
      "\(lines)")
    let message = try fleet.repository.git(["log", "-1", "--format=%B", branch])
    for trailer in ["Sluice-From: staging", "Sluice-To: production", "Sluice-Source-Commit: "] {
      #expect(message.contains(trailer))
    }
  }

  @Test func `the working tree, the index and HEAD stay as they are`() throws {
    try fleet.repository.write("mine\n", to: "clusters/README.md")
    try fleet.repository.write("staged\n", to: "staged.txt")
    try fleet.repository.git(["add", "staged.txt"])
    let before = try fleet.repository.git(["status", "--porcelain", "--branch"])
    #expect(try fleet.run("promote", "staging", "production").status == 0)
    #expect(try fleet.repository.git(["status", "--porcelain", "--branch"]) == before)
    #expect(try fleet.repository.git(["fsck", "--strict"]) == "")
  }

  @Test func `a dry run writes nothing`() throws {
    let objects = try fleet.repository.git(["count-objects"])
    let result = try fleet.run("promote", "staging", "production", "--dry-run")
    #expect(result.status == 0)
    #expect(result.outputText.contains("inference-server]: 1.4.1 → 1.4.2"))
    #expect(try promotions() == [])
    #expect(try fleet.repository.git(["count-objects"]) == objects)
  }

  @Test func `a dry run says what becomes of the workloads over time`() throws {
    let text = try fleet.run("promote", "staging", "production", "--dry-run").outputText
    #expect(text.contains("\nover time:\n  Deployment/"), "\(text)")
    #expect(text.contains("least ready"))
    let json = try fleet.run(
      "promote", "staging", "production", "--dry-run", "--format", "json"
    ).outputText
    #expect(json.contains(#""kind":"Forecast","environment":"production""#))
    let markdown = try fleet.run(
      "promote", "staging", "production", "--dry-run", "--format", "markdown"
    ).outputText
    #expect(markdown.contains("### Forecast of ` production `"), "\(markdown)")
    #expect(markdown.contains("<details><summary>pods over time</summary>"))
  }

  @Test func `a dry run is a page with the plan, what it changes and what becomes of it`() throws {
    let page = try fleet.run("promote", "staging", "production", "--dry-run", "--format", "html")
      .outputText
    #expect(page.hasPrefix("<!DOCTYPE html>\n"))
    for title in ["Plan", "What changes in production", "Over time"] {
      #expect(page.contains(">\(title)</h2>"), "\(title)")
    }
    #expect(page.contains("<strong class=\"added\">promote</strong>"))
    #expect(page.contains("<svg class=\"plot\""))
  }

  @Test func `eight at once agree on one commit`() async throws {
    let outcomes = await withTaskGroup(of: ChildProcess.Result?.self) { group in
      for _ in 0..<8 {
        group.addTask {
          [
            sluice = fleet.sluice, path = fleet.repository.path,
            environment = fleet.repository.environment
          ] in
          try? sluice.run(
            ["promote", "staging", "production"], in: path, environment: environment)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.map { $0?.status } == Array(repeating: 0, count: 8))
    #expect(try promotions().count == 1)
    #expect(try fleet.repository.git(["fsck", "--strict"]) == "")
  }

  @Test func `a promotion that a policy denies is refused`() throws {
    try fleet.replace(
      "- QUEUE_CAPACITY=512\n", with: "- GIT_PASSWORD=hunter2hunter2\n",
      in: "clusters/staging/kustomization.yaml")
    try fleet.repository.commit("Spoil")
    let result = try fleet.run("promote", "staging", "production")
    #expect(result.status == 1, "\(result.outputText)\(result.errorText)")
    #expect(result.errorText.contains("policy/no-secrets-in-configmaps"))
    #expect(try promotions() == [])
  }

  @Test func `an environment is promoted from the one before it`() throws {
    let wrong = try fleet.run("promote", "development", "production")
    #expect(wrong.status == 2)
    #expect(wrong.errorText.contains("production is promoted from staging, not from development"))
    let unknown = try fleet.run("promote", "stagin", "production")
    #expect(unknown.status == 2)
    #expect(unknown.errorText.contains("did you mean staging?"))
  }

  @Test func `the order of the pipeline holds, but for a backport`() throws {
    let reversed = try fleet.run("promote", "production", "staging", "--dry-run")
    #expect(reversed.status == 2)
    #expect(reversed.errorText.contains("against the pipeline's order"))
    #expect(reversed.errorText.contains("did you mean sluice promote staging production?"))
    #expect(
      try fleet.run("promote", "staging", "production", "--backport", "--dry-run").status == 2)
    // Nothing was changed in production alone.
    let backport = try fleet.run("promote", "production", "staging", "--backport", "--dry-run")
    #expect(backport.status != 2, "\(backport.errorText)")
    #expect(!backport.outputText.contains("promote  images"), "\(backport.outputText)")
  }

  @Test func `the exit status tells nothing to promote from nothing that is covered`() throws {
    let first = try fleet.run("promote", "staging", "production")
    #expect(first.status == 0, "\(first.errorText)")
    let branch = try #require(try promotions().first)
    try fleet.repository.git(["merge", "--quiet", "--ff-only", branch])
    let second = try fleet.run("promote", "staging", "production")
    // What production has for its own is listed, and so covered.
    #expect(second.status == 3, "\(second.outputText)")
    #expect(second.outputText.contains("(the environment's own value)"))
    try fleet.shell("rm", ["-r", "clusters"])
    let overlay = { (name: String) in "resources: [../base]\nnamespace: \(name)\n" }
    try fleet.repository.commit(
      "Alike",
      adding: [
        "clusters/pipeline.yaml": """
        apiVersion: sluice.dev/v1alpha1
        kind: Pipeline
        policies: []
        environments: [{name: staging}, {name: production, from: staging}]

        """,
        "clusters/base/kustomization.yaml": "configMapGenerator: [{name: c, literals: [A=1]}]\n",
        "clusters/staging/kustomization.yaml": overlay("staging"),
        "clusters/production/kustomization.yaml": overlay("production"),
      ])
    let third = try fleet.run("promote", "staging", "production")
    #expect(third.status == 3, "\(third.outputText)\(third.errorText)")
    // What another environment builds on too is nothing of staging's alone.
    try fleet.repository.commit(
      "Extra",
      adding: [
        "clusters/pipeline.yaml": """
        apiVersion: sluice.dev/v1alpha1
        kind: Pipeline
        policies: []
        environments: [{name: canary}, {name: staging}, {name: production, from: staging}]

        """,
        "clusters/extra/kustomization.yaml": "configMapGenerator: [{name: d, literals: [A=1]}]\n",
        "clusters/canary/kustomization.yaml": "resources: [../extra]\n",
        "clusters/staging/kustomization.yaml":
          "resources: [../base, ../extra]\nnamespace: staging\n",
      ])
    let fourth = try fleet.run(
      "promote", "staging", "production", "--exclude", "resources[../extra]")
    #expect(fourth.status == 4, "\(fourth.outputText)\(fourth.errorText)")
    #expect(fourth.outputText.contains("1 difference is not covered by this promotion:"))
  }

  @Test func `a program gets the plan and what came of it`() throws {
    let result = try fleet.run("promote", "staging", "production", "--format", "json")
    #expect(result.status == 0, "\(result.errorText)")
    let lines = result.outputText.split(separator: "\n")
    #expect(lines.count == 1)
    let branch = try #require(try promotions().first)
    let commit = try fleet.repository.object(branch)
    for member in [
      #""kind":"Promotion""#, #""result":"promoted""#, #""commit":"\#(commit)""#,
      #""branch":"\#(branch)""#, #""action":"promote""#, #""uncovered":{"#, #""change":{"#,
    ] {
      #expect(result.outputText.contains(member), "\(member)")
    }
    #expect(
      try fleet.run("promote", "staging", "production", "--format", "json").outputText
        .contains(#""result":"found""#))
  }

  @Test func `in a freeze nothing is promoted without a reason`() throws {
    try fleet.repository.write(
      try fleet.read("clusters/pipeline.yaml")
        + "freeze: [{environments: [production], from: 2020-01-01, reason: holidays}]\n",
      to: "clusters/pipeline.yaml")
    try fleet.repository.write("an incident\n", to: "clusters/FREEZE")
    try fleet.repository.commit("Freeze")
    let refused = try fleet.run("promote", "staging", "production")
    #expect(refused.status == 1, "\(refused.errorText)")
    #expect(refused.errorText.contains("production is frozen: holidays"))
    #expect(refused.errorText.contains("all promotions are stopped: an incident"))
    #expect(try promotions() == [])
    let made = try fleet.run("promote", "staging", "production", "--override", "it is urgent")
    #expect(made.status == 0, "\(made.errorText)")
    let branch = try #require(try promotions().first)
    let message = try fleet.repository.git(["log", "-1", "--format=%B", branch])
    #expect(message.contains("Sluice-Override: it is urgent\nSluice-Overridden: promotion/frozen"))
    try fleet.repository.write(
      try fleet.read("clusters/pipeline.yaml").replacing("[production], from", with: "[prod], from")
        .replacing("2020-01-01", with: "tomorrow"), to: "clusters/pipeline.yaml")
    try fleet.repository.commit("Misspell")
    let wrong = try fleet.run("promote", "staging", "production")
    #expect(wrong.status == 2)
    #expect(wrong.errorText.contains("there is no environment \"prod\" to freeze"))
    #expect(wrong.errorText.contains("from must be a date or a time"))
  }

  @Test func `a pull request is made of the branch with the host's command`() throws {
    let remote = try fleet.repository.clone("--bare", to: "remote")
    try fleet.repository.git(["remote", "add", "origin", remote])
    let root = fleet.repository.root
    try fleet.repository.write(
      "#!/bin/sh\necho \"$*\" >> \(root)/log\ntest \"$2\" = create && "
        + "{ cat > \(root)/body; echo https://host/pull/7; }\nexit 0\n",
      to: "\(root)/bin/gh", executable: true)
    let environment = fleet.repository.environment.merging(["PATH": "\(root)/bin:/usr/bin:/bin"]) {
      $1
    }
    let result = try fleet.sluice.run(
      ["promote", "staging", "production", "--pull-request", "--forge", "gh"],
      in: fleet.repository.path, environment: environment)
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputText.hasSuffix("pushed to origin\nto be reviewed: https://host/pull/7\n"))
    let branch = try #require(try promotions().first).dropFirst("refs/heads/".count)
    #expect(
      try fleet.read("\(root)/log").contains(
        "pr create --head \(branch) --base main --title Promote"))
    let body = try fleet.read("\(root)/body")
    #expect(body.contains("<details><summary>"))
    #expect(body.utf8.count < 65_000)
  }

  @Test func `killed at any moment, there is the whole branch or none`() throws {
    for delay in [1, 8, 15, 22, 29, 36, 43, 50, 70, 100] {
      var process = ChildProcess(
        fleet.sluice.path, ["promote", "staging", "production"],
        environment: fleet.repository.environment, in: fleet.repository.path)
      process.timeLimit = .milliseconds(delay)
      _ = try? process.run()
      for branch in try promotions() {
        #expect(try fleet.repository.git(["rev-list", "--count", branch]) == "2")
      }
      #expect(try fleet.repository.git(["fsck", "--strict"]) == "")
    }
    // What it left stops no later run.
    #expect(try fleet.run("promote", "staging", "production").status == 0)
    #expect(try promotions().count == 1)
  }

  @Test func `who promotes and pushes at once, while others commit, loses nothing`() async throws {
    let remote = try fleet.repository.clone("--bare", to: "remote")
    try fleet.repository.git(["remote", "add", "origin", remote])
    let clones = try (0..<3).map { try fleet.repository.clone(to: "clone\($0)") }
    for clone in clones {
      try fleet.repository.git(["remote", "set-url", "origin", remote], in: clone)
    }
    let statuses = await withTaskGroup(of: Int32?.self) { group in
      for clone in clones {
        for _ in 0..<2 {
          group.addTask { [sluice = fleet.sluice, environment = fleet.repository.environment] in
            try? sluice.run(
              ["promote", "staging", "production", "--push", "origin"], in: clone,
              environment: environment
            ).status
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses == Array(repeating: 0, count: 6))
    let branches = try fleet.repository.git(
      ["for-each-ref", "--format=%(refname)", "refs/heads/promote"], in: remote)
    #expect(branches.split(separator: "\n").count == 1)
    #expect(try fleet.repository.git(["fsck", "--strict"], in: remote) == "")
  }

  @Test func `an error that production has today refuses nothing`() throws {
    try fleet.replace(
      "- MODEL_VERSION=1.3.0\n",
      with: "- MODEL_VERSION=1.3.0\n      - GIT_PASSWORD=hunter2hunter2\n",
      in: "clusters/production/kustomization.yaml")
    try fleet.repository.commit("Spoil")
    let result = try fleet.run("promote", "staging", "production")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    #expect(result.errorText.contains("in the target today already and stop"))
  }

  @Test func `a push leaves what a colleague put onto the branch`() throws {
    let remote = try fleet.repository.clone("--bare", to: "remote")
    try fleet.repository.git(["remote", "add", "origin", remote])
    #expect(try fleet.run("promote", "staging", "production", "--push", "origin").status == 0)
    let branch = try #require(try promotions().first)
    let theirs = try fleet.repository.git(
      ["commit-tree", "\(branch)^{tree}", "-p", branch, "-m", "reviewer adds a fix"], in: remote,
      environment: fleet.repository.nextDate())
    try fleet.repository.git(["update-ref", branch, theirs], in: remote)
    let again = try fleet.run("promote", "staging", "production", "--push", "origin")
    #expect(again.status == 2)
    #expect(again.errorText.contains("\"reviewer adds a fix\" by Ada Example"))
    #expect(try fleet.repository.object(branch, in: remote).hex == theirs)
  }

  private func promotions() throws -> [String] {
    try fleet.repository.git(["for-each-ref", "--format=%(refname)", "refs/heads/promote"])
      .split(separator: "\n").map(String.init)
  }
}
