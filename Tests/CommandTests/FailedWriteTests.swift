import Git
import TestKit
import Testing

/// What could not be written whole is status 2 and a sentence, and nothing is left half-written.
struct FailedWriteTests {
  private let fleet: SampleFleet

  init() throws {
    fleet = try SampleFleet()
    try fleet.repository.commit("Begin")
  }

  private func run(_ line: String) throws -> ChildProcess.Result {
    var environment = fleet.repository.environment
    environment["sluice"] = fleet.sluice.path
    return try ChildProcess(
      "sh", ["-c", line], environment: environment, in: fleet.repository.path
    )
    .run()
  }

  @Test(arguments: [
    "check", "check --format sarif", "render clusters/production", "render --all",
    "trace production Deployment/loan-api", "trace production Deployment/loan-api --format json",
    "diff staging production", "diff staging production --format json",
    "promote staging production --dry-run", "validate clusters/base/sentiment/deployment.yaml",
    "explain", "explain yaml/duplicate-key", "explain policy/rollout-safety", "test",
    "test --format json", "test --format junit", "install", "cel '1 + 1'", "--help", "--version",
    "check --help",
  ])
  func `standard output that is full`(_ arguments: String) throws {
    let result = try run("\"$sluice\" \(arguments) > /dev/full")
    #expect(result.status == 2)
    #expect(
      result.errorText.hasSuffix("sluice: cannot write standard output: No space left on device\n"),
      "\(result.errorText)")
  }

  @Test(arguments: [
    "cel --jsonl", "validate --jsonl", "admit --policies policies --jsonl",
    "admit --policies policies",
  ])
  func `answers that cannot be written`(_ arguments: String) throws {
    let question = #"{"expr":"1","object":{},"request":{"operation":"CREATE","object":{}}}"#
    let result = try run("printf '%s\\n' '\(question)' | \"$sluice\" \(arguments) > /dev/full")
    #expect(result.status == 2, "\(result.errorText)")
    #expect(result.errorText.contains("cannot write standard output"))
  }

  @Test(arguments: ["check --output sarif=%", "render clusters/production -o %"])
  func `a file that cannot be written`(_ arguments: String) throws {
    for path in ["/dev/full", "nowhere/report", "clusters"] {
      let line = "\"$sluice\" \(arguments.replacing("%", with: path)) > /dev/null"
      let result = try run(line)
      #expect(result.status == 2, "\(path)")
      #expect(result.errorText.contains("sluice: cannot write \(path): "), "\(result.errorText)")
    }
  }

  @Test func `a closed standard output is told`() throws {
    let result = try run("\"$sluice\" explain >&-")
    #expect(result.status == 2)
    #expect(result.errorText.contains("cannot write standard output: Bad file descriptor"))
  }

  @Test func `standard error that is full fails the run that needed it`() throws {
    #expect(try run("\"$sluice\" render nowhere 2> /dev/full").status == 2)
  }

  @Test func `a reader who leaves ends the run quietly`() throws {
    let result = try run(
      "mkfifo pipe; (exec 3< pipe; exec 3<&-) & exec 4> pipe; wait; "
        + "\"$sluice\" explain >&4; echo $?; trap '' PIPE; \"$sluice\" explain >&4; echo $?")
    #expect(result.outputText == "141\n141\n")
    #expect(!result.errorText.contains("sluice:"), "\(result.errorText)")
  }

  @Test func `a hook that cannot be read is not taken for ours`() throws {
    try fleet.shell("mkdir", ["-p", ".git/hooks/pre-commit"])
    let result = try fleet.run("install")
    #expect(result.status == 2)
    #expect(result.errorText.contains("cannot read "), "\(result.errorText)")
  }

  @Test(.enabled("a file system cannot be mounted here", FileSystemSpace.canMount))
  func `a full disk leaves what was there and nothing else`() throws {
    let line = """
      set -e
      mkdir full; mount -t tmpfs -o size=16k none full
      mkdir full/repo; echo old > full/report; echo old > full/all.yaml
      status() { set +e; "$@" > out 2> err; echo "$?"; set -e; }
      dd if=/dev/zero of=full/ballast bs=1k count=64 2> dd || true
      status "$sluice" check --output sarif=full/report
      grep -c 'cannot write full/report: No space left on device' err
      status "$sluice" render clusters/production -o full/all.yaml
      status "$sluice" render clusters/production -o full/new.yaml
      status "$sluice" render --all --output-directory full
      cat full/report full/all.yaml
      ls -A full | sort | tr '\\n' ' '
      """
    let result = try ChildProcess(
      "unshare", ["-rm", "sh", "-c", line],
      environment: fleet.repository.environment.merging(["sluice": fleet.sluice.path]) { $1 },
      in: fleet.repository.path
    ).run()
    #expect(
      result.outputText == "2\n1\n2\n2\n2\nold\nold\nall.yaml ballast repo report ",
      "\(result.errorText)")
  }
}

/// Whether tests may mount a file system of their own.
private enum FileSystemSpace {
  static func canMount() -> Bool {
    let mount = ChildProcess(
      "unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"],
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"], in: "/")
    return (try? mount.run())?.status == 0
  }
}
