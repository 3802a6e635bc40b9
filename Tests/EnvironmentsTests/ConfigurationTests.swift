import Diagnostics
import Environments
import Kustomize
import TestKit
import Testing
import YAML

struct ConfigurationTests {
  @Test func `paths are relative to the file that names them`() throws {
    let configuration = try read(
      """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      policies: [../policies]
      environments:
        - {name: staging, path: staging}
        - {name: production, path: prod, from: staging, protected: true}
      promotion:
        keep: []
      checks: {policy/a: warning, policy/b: off}
      """)
    #expect(configuration.policies.map(\.path) == ["policies"])
    #expect(
      configuration.environments.map(\.directories) == ["clusters/staging", "clusters/prod"])
    #expect(configuration.environments.map(\.source) == [nil, "staging"])
    #expect(configuration.environments.map(\.isProtected) == [false, true])
    #expect(
      configuration.promotion.follow.map(\.value) == ["images[*].newTag", "images[*].digest"])
    #expect(configuration.promotion.keep.isEmpty)
    #expect(configuration.checks["policy/a"]?.severity == .warning)
    #expect(configuration.checks["policy/b"]?.isOff == true)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var source: String
    var message: String
    var help: String?
    var testDescription: String { message }
  }

  @Test(arguments: [
    Mistake(
      source: "environments: []\n1️⃣enviroments: []\n",
      message: "a Pipeline has no field \"enviroments\"", help: "did you mean environments?"),
    Mistake(
      source: "environments: [{name: a, path: 1️⃣a, from: b}]\n",
      message: "environment \"a\" comes from \"b\", which is not listed"),
    Mistake(
      source: "environments: [{name: staging}, {name: b, path: 1️⃣a, from: stagign}]\n",
      message: "environment \"b\" comes from \"stagign\", which is not listed",
      help: "did you mean staging?"),
    Mistake(
      source: "environments: [{name: a, path: 1️⃣a, from: b}, {name: b}]\n",
      message: "environment \"a\" comes from \"b\", which must be listed before"),
    Mistake(
      source: "environments: [{name: a}, {name: a, path: 1️⃣a}]\n",
      message: "environment \"a\" is listed twice"),
    Mistake(
      source: "environments: [1️⃣{path: a}]\n", message: "an environment needs name"),
    Mistake(
      source: "promotion: {message: {subject: 1️⃣\"to {traget}\"}}\n",
      message: "nothing is filled in for {traget}", help: "did you mean {target}?"),
    Mistake(
      source: "promotion: {message: {subject: 1️⃣\"{changes}\"}}\n",
      message: "{changes} has a line for each field",
      help: "{summary} says what changes in a few words"),
    Mistake(
      source: "promotion: {message: {body: 1️⃣\"a {b\"}}\n", message: "\"{b\" has no end",
      help: "{{ stands for a brace"),
    Mistake(
      source: "promotion: {message: {1️⃣title: a}}\n",
      message: "the message of a promotion has no field \"title\""),
    Mistake(
      source: "environments: [{name: a, protected: 1️⃣maybe}]\n",
      message: "protected must be true or false"),
    Mistake(
      source: "environments: [{name: a}]\nchecks: {policy/a: 1️⃣fatal}\n",
      message: "severity \"fatal\" is none of error, warning, note and off"),
    Mistake(
      source: "environments: [{name: a}]\nchecks: {policy/a: {1️⃣exemtable: false}}\n",
      message: "the setting of a rule has no field \"exemtable\"", help: "did you mean exemptable?"),
    Mistake(
      source: "environments: [{name: a}]\nchecks: {policy/a: {exemptable: 1️⃣never}}\n",
      message: "exemptable must be true or false"),
    Mistake(source: "policies: 1️⃣here\n", message: "policies must be a list, not a string"),
  ])
  func `a mistake is reported where it is marked`(_ mistake: Mistake) throws {
    let header = "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\n"
    let marked = MarkedSource(header + mistake.source)
    let error = #expect(throws: PipelineError.self) { try read(bytes: marked.bytes) }
    let diagnostics = try #require(error?.diagnostics)
    #expect(diagnostics.map(\.message) == [mistake.message])
    #expect(diagnostics.map { $0.primary?.range.lowerBound } == marked.offsets)
    #expect(diagnostics.map(\.help) == [mistake.help])
  }

  @Test func `another version of the file is refused`() throws {
    let error = #expect(throws: PipelineError.self) {
      try read("apiVersion: sluice.dev/v2\nkind: Pipeline\nenvironments: [{name: a}]\n")
    }
    #expect(
      error?.diagnostics.map(\.message)
        == ["apiVersion must be sluice.dev/v1alpha1, not sluice.dev/v2"])
  }

  private func read(_ source: String) throws -> PipelineConfiguration {
    try read(bytes: Array(source.utf8))
  }

  private func read(bytes: [UInt8]) throws -> PipelineConfiguration {
    var tree = MemoryTree()
    tree.write(bytes, to: "clusters/pipeline.yaml")
    return try Discovery(Workspace(tree: tree, name: "the test")).configuration()
  }
}
