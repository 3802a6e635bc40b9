import Diagnostics
import Environments
import Kustomize
@testable import Pipeline
import TestKit
import Testing

struct WholeCheckTests {
  private let workspace = Workspace(
    tree: MemoryTree(["web.yaml": "kind: Deployment\nreplicas: 2\n"]), name: "the tree")

  private var file: SourceFile {
    get throws { try workspace.tree.file(at: "web.yaml", limit: 1 << 10) }
  }

  /// A result in which every part of a finding and of a coverage is there.
  private var result: CheckResult {
    get throws {
      let file = try file
      let place = Location(file: file, range: ByteRange(17, 28))
      let elsewhere = Location(
        file: SourceFile(path: "built-in/policy.yaml", text: "é: 1\n"), range: ByteRange(0, 2))
      var finding = Diagnostic(
        rule: "policy/replicas", aspect: "replicas > 2", severity: .warning, message: "too few",
        primary: place, related: [Label("the policy", at: elsewhere), Label("a remark")],
        help: "set 3",
        fix: Fix(
          "set 3", edits: [.replacing(place, with: "replicas: 3")], applicability: .unsafe),
        object: "Deployment/web", field: "replicas", environments: ["staging", "production"])
      finding.entries = ["a", "b"]
      var result = CheckResult()
      var unquoted = Diagnostic(
        rule: "policy/mounts", severity: .note, message: "a mount", primary: place)
      unquoted.hidesSource = true
      result.diagnostics = [
        finding, unquoted, Diagnostic(rule: "api/invalid", severity: .error, message: ""),
      ]
      result.coverage = Coverage(
        environments: ["staging", "production"], objects: 300, matchedPolicies: ["replicas"],
        unmatchedPolicies: ["tags"], uncheckedKinds: ["Widget": 2], undecided: 1)
      result.coverage.targets = 4
      result.coverage.unchangedTargets = 1
      result.coverage.omissions = [Omission(.file, because: "charts", ["a", "b"])]
      result.coverage.builtInPolicies = ["replicas"]
      result.coverage.deployedPolicies = ["tags"]
      result.coverage.cataloguedKinds = [.init(kind: "Kustomization", source: "flux 2"): 3]
      result.coverage.knownVersions = ["Widget": ["v1", "v2"]]
      return result
    }
  }

  @Test func `what is written is read again`() throws {
    let whole = try #require(WholeCheck(try result))
    let read = try #require(WholeCheck(whole.encoded(over: workspace), over: workspace))
    #expect(read.findings == whole.findings)
    #expect(read.coverage == whole.coverage)
  }

  @Test func `damaged bytes are nothing, or something else, and never a crash`() throws {
    let whole = try #require(WholeCheck(try result))
    let bytes = whole.encoded(over: workspace)
    var random = SeededGenerator(seed: 4)
    for length in bytes.indices {
      #expect(WholeCheck(Array(bytes[..<length]), over: workspace) == nil)
    }
    for _ in 0..<2000 {
      var damaged = bytes
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        damaged[Int.random(in: bytes.indices, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      _ = WholeCheck(damaged, over: workspace)
    }
  }

  @Test func `secrets, exemptions and gaps are kept of no check`() throws {
    let sound = try result
    var (hidden, allowed, incomplete, undecided) = (sound, sound, sound, sound)
    hidden.diagnostics[0].hidden = HiddenText("hunter2")
    allowed.exempted = [sound.diagnostics[0]]
    incomplete.addGap("a policy")
    undecided.diagnostics[0].rule = "policy/undecided"
    for result in [hidden, allowed, incomplete, undecided] { #expect(WholeCheck(result) == nil) }
    var (spoken, written) = (sound, sound)
    spoken.diagnostics[0].message = "invalid: postgres://web:hunter2@db/web"
    written.diagnostics[0].fix = Fix(
      "quote it", edits: [.replacing(Location(file: try file, range: ByteRange(0, 4)), with: "x")],
      applicability: .safe)
    written.diagnostics[0].hidesSource = true
    for result in [spoken, written] { #expect(WholeCheck(result) == nil) }
  }
}
