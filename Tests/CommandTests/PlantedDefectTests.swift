import Git
import TestKit
import Testing

/// A defect is reported once, at the line to edit, with the environments that it reaches.
struct PlantedDefectTests {
  struct Defect: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var file: String
    var old: String
    var new: String
    /// The text in the file that the finding must stand at.
    var marked: String
    var rule: String
    var environments: String
  }

  @Test(arguments: [
    Defect(
      testDescription: "a base without a memory limit",
      file: "clusters/base/sentiment/deployment.yaml",
      old: "              cpu: \"2\"\n              memory: 384Mi\n",
      new: "              cpu: \"2\"\n",
      marked: "cpu: \"2\"", rule: "policy/limits-and-requests",
      environments: "development, staging, production"),
    Defect(
      testDescription: "an overlay's patch that lets a rollout take pods away",
      file: "clusters/production/loan-api.yaml", old: "spec:\n  template:\n",
      new: "spec:\n  strategy: {rollingUpdate: {maxUnavailable: 30%}}\n  template:\n",
      marked: "30%",
      rule: "policy/rollout-safety", environments: "production"),
    Defect(
      testDescription: "an overlay's patch that takes away how a rollout goes",
      file: "clusters/production/loan-api.yaml", old: "spec:\n  template:\n",
      new: "spec:\n  strategy: null\n  template:\n", marked: "null",
      rule: "policy/rollout-safety", environments: "production"),
    Defect(
      testDescription: "an operation that removes a limit",
      file: "clusters/production/kustomization.yaml", old: "patches:\n",
      new: """
        patches:
          - target: {kind: Deployment, name: loan-api}
            patch: |-
              - op: remove
                path: /spec/template/spec/containers/0/resources/limits/memory

        """, marked: "op: remove", rule: "policy/limits-and-requests", environments: "production"),
    Defect(
      testDescription: "a generator's literal that is a token",
      file: "clusters/production/kustomization.yaml", old: "- queue_capacity=64\n",
      new: "- queue_capacity=64\n      - token=ghp_0123456789abcdefghijABCDEFGHIJ012345\n",
      marked: "ghp_", rule: "secret/github-token", environments: "production"),
    Defect(
      testDescription: "a component that lets a rollout take pods away",
      file: "clusters/components/external-access/kustomization.yaml", old: "patches:\n",
      new: """
        patches:
          - patch: |-
              apiVersion: apps/v1
              kind: Deployment
              metadata:
                name: model-api
              spec:
                strategy:
                  rollingUpdate:
                    maxUnavailable: 41%

        """,
      marked: "41%", rule: "policy/rollout-safety", environments: "staging, production"),
  ])
  func `a planted defect is found where it is`(_ defect: Defect) throws {
    let fleet = try SampleFleet()
    try fleet.replace(defect.old, with: defect.new, in: defect.file)
    let result = try fleet.run("check")
    #expect(result.status == 1)
    #expect(result.findings.count == 1, "\(result.outputText)\(result.errorText)")
    let finding = try #require(result.findings.first)
    #expect(finding.hasPrefix(try fleet.place(of: defect.marked, in: defect.file) + ": error: "))
    #expect(finding.hasSuffix(" [\(defect.rule)]"))
    #expect(result.outputText.contains(defect.environments))
  }

  @Test func `the fleet as it is has no finding`() throws {
    let result = try SampleFleet().run("check")
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
    #expect(result.findings == [])
    #expect(result.outputText.contains("3 environments"))
  }

  @Test func `a secret is not shown`() throws {
    let fleet = try SampleFleet()
    try fleet.replace(
      "- queue_capacity=64\n",
      with: "- queue_capacity=64\n      - token=ghp_0123456789abcdefghijABCDEFGHIJ012345\n",
      in: "clusters/production/kustomization.yaml")
    for format in ["text", "json", "sarif"] {
      let result = try fleet.run("check", "--format", format)
      #expect(result.status == 1)
      #expect(!(result.outputText + result.errorText).contains("ghp_0123456789"), "\(format)")
    }
  }
}
