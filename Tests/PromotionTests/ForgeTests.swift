import Git
import Promotion
import TestKit
import Testing

/// How a promotion is put before reviewers.
struct ForgeTests {
  @Test(
    arguments: [
      ("https://github.com/o/r.git", ["gh", "glab"], Forge.gh),
      ("git@github.com:o/r.git", ["gh"], .gh),
      ("git@github.com:o/r.git", ["glab"], nil),
      ("ssh://git@gitlab.example.com:22/o/r", ["glab"], .glab),
      ("https://user@gitlab.com/o/r", ["gh"], .pushOptions),
      ("https://codeberg.org/o/r", [], .agit),
      ("https://git.example.com/o/r", ["glab"], .glab), ("/srv/github/r.git", [], nil),
    ] as [(String, [String], Forge?)])
  func `the way fits the remote's host and what is installed`(
    _ address: String, _ installed: [String], _ forge: Forge?
  ) {
    #expect(Forge.fitting(address, isInstalled: installed.contains) == forge)
  }

  @Test func `the host's command is asked for what is open, and else to make it`() throws {
    let fixture = try GitFixture()
    try fixture.commit()
    // A stand-in that records what it is given, and knows of a request once it has made it.
    let stand = """
      #!/bin/sh
      printf '%s\\n' "$0 $*" >> "\(fixture.root)/log"
      case "$2" in
      list) test -e "\(fixture.root)/made" && echo '[{"url":"https://host/pull/1"}]'; exit 0 ;;
      create)
        test "$1" = pr && cat > "\(fixture.root)/made" || touch "\(fixture.root)/made"
        echo 'https://host/pull/1' ;;
      esac

      """
    for name in ["gh", "glab"] {
      try fixture.write(stand, to: "\(fixture.root)/bin/\(name)", executable: true)
    }
    let repository = try fixture.open(
      environment: ["PATH": "\(fixture.root)/bin:/usr/bin:/bin"])
    let review = ReviewRequest(branch: "promote/x", base: "main", title: "Promote", body: "a\nb")
    for forge in [Forge.gh, .glab] {
      for isOld in [false, true] {
        let outcome = try repository.request(review, by: forge)
        #expect(outcome.url == "https://host/pull/1")
        #expect(outcome.isOld == isOld)
      }
      if forge == .gh {
        let body = try ChildProcess(
          "cat", ["\(fixture.root)/made"], environment: fixture.environment, in: "/"
        ).run()
        #expect(body.outputText == "a\nb")
      }
      _ = try ChildProcess(
        "rm", ["\(fixture.root)/made"], environment: fixture.environment, in: "/"
      ).run()
    }
    let log = try ChildProcess(
      "cat", ["\(fixture.root)/log"], environment: fixture.environment, in: "/"
    ).run().outputText
    #expect(log.contains("gh pr create --head promote/x --base main --title Promote --body-file -"))
    #expect(log.contains("glab mr create --source-branch promote/x --target-branch main"))
  }

  @Test func `an address that the remote prints is told`() throws {
    let fixture = try GitFixture()
    try fixture.commit()
    let remote = try fixture.clone("--bare", to: "remote")
    try fixture.git(["remote", "add", "origin", remote])
    try fixture.write(
      "#!/bin/sh\necho 'Create a pull request:  https://host/o/r/pull/new/x' >&2\n",
      to: "\(remote)/hooks/post-receive", executable: true)
    let result = try fixture.open().push(
      fixture.object("HEAD"), to: "refs/heads/x", on: "origin", expecting: nil)
    #expect(result.urls == ["https://host/o/r/pull/new/x"])
    #expect(
      try fixture.run(["config", "receive.advertisePushOptions", "true"], in: remote).status == 0)
    let hook = "#!/bin/sh\necho \"option $GIT_PUSH_OPTION_0\" > \"\(fixture.root)/options\"\n"
    try fixture.write(hook, to: "\(remote)/hooks/pre-receive", executable: true)
    _ = try fixture.open().push(
      fixture.object("HEAD"), to: "refs/heads/y", on: "origin", expecting: nil,
      options: ReviewRequest(branch: "y", base: "main", title: "T", body: "").pushOptions)
    let option = try ChildProcess(
      "cat", ["\(fixture.root)/options"], environment: fixture.environment, in: "/"
    ).run()
    #expect(option.outputText == "option merge_request.create\n")
  }
}
