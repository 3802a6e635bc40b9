import Git
import TestKit
import Testing

/// `sluice validate`, and what `sluice check` asks of the API server.
struct ValidateCommandTests {
  static let budget = """
    apiVersion: policy/v1beta1
    kind: PodDisruptionBudget
    metadata: {name: api}
    spec: {minAvailable: 1, selector: {matchLabels: {app: api}}}

    """

  @Test func `a version that is gone is refused with what to use instead`() throws {
    let result = try SampleFleet().run("validate", "-", input: Self.budget)
    #expect(result.status == 1)
    #expect(result.outputText.contains("removed in v1.25; use policy/v1 PodDisruptionBudget"))
  }

  @Test func `a deprecated version is a warning with the release in which it goes`() throws {
    let result = try SampleFleet().run(
      "validate", "--kubernetes-version", "1.22", "-", input: Self.budget)
    #expect(result.status == 0)
    #expect(
      result.outputText.contains(
        "policy/v1beta1 PodDisruptionBudget is deprecated in v1.21+, unavailable in v1.25+"))
  }

  @Test(arguments: ["1.19", "1.99", "newest"])
  func `a release that nothing is known of is refused`(_ release: String) throws {
    let result = try SampleFleet().run(
      "validate", "--kubernetes-version", release, "-", input: Self.budget)
    #expect(result.status == 2)
    #expect(result.errorText.contains("from 1.20 to 1.37"))
  }

  @Test func `a kind without a schema is counted, and an error where that is asked for`() throws {
    let object = "apiVersion: example.dev/v1\nkind: Fleet\nmetadata: {name: all}\n"
    let counted = try SampleFleet().run("validate", "-", input: object)
    #expect(counted.status == 0)
    #expect(counted.outputText.contains("Fleet.v1.example.dev (1 object)"))
    let refused = try SampleFleet().run("validate", "--strict-kinds", "-", input: object)
    #expect(refused.status == 1)
    #expect(refused.findings.first?.hasPrefix("<stdin>:2:7: error: no schema is known") == true)
  }

  @Test func `a number is what kubectl makes of it`() throws {
    let service = "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: N}]}}"
    let whole = try SampleFleet().run(
      "validate", "-", input: service.replacing("N", with: "8.0e+1"))
    #expect(whole.status == 0, "\(whole.outputText)")
    let infinite = try SampleFleet().run(
      "validate", "-", input: service.replacing("N", with: ".inf"))
    #expect(infinite.status == 1)
    #expect(
      infinite.findings.first?.contains("error: json: unsupported value: +Inf") == true,
      "\(infinite.outputText)")
  }

  @Test func `a custom resource is held against its definition`() throws {
    let fleet = try SampleFleet()
    let monitor = """
      apiVersion: monitoring.coreos.com/v1
      kind: ServiceMonitor
      metadata: {name: api}
      spec: {endpoints: 3}

      """
    let result = try fleet.run("validate", "--crds", "clusters/base/crds", "-", input: monitor)
    #expect(result.status == 1)
    #expect(result.findings.contains { $0.hasPrefix("<stdin>:4:19: error: ") })
  }

  @Test func `check finds the definition of a custom resource wherever it stands`() throws {
    let fleet = try SampleFleet()
    let file = "clusters/components/monitoring/service-monitors.yaml"
    let text = try fleet.read(file)
    let first = try #require(text.firstRange(of: "interval: 30s"))
    try fleet.repository.write(
      "\(text[..<first.lowerBound])interval: [30]\(text[first.upperBound...])", to: file)
    let result = try fleet.run("check")
    #expect(result.status == 1)
    #expect(result.findings.count == 1, "\(result.outputText)")
    #expect(
      result.findings.first?.hasPrefix(try fleet.place(of: "[30]", in: file)) == true,
      "\(result.outputText)")
  }

  @Test func `check asks the release that the pipeline names`() throws {
    let fleet = try SampleFleet()
    try fleet.replace(
      "kubernetesVersion: \"1.36\"", with: "kubernetesVersion: \"1.22\"",
      in: "clusters/pipeline.yaml")
    let result = try fleet.run("check", "--environment", "staging")
    #expect(result.status == 1)
    #expect(
      result.findings.contains {
        $0.contains("autoscaling/v2") && $0.contains("it comes with v1.23")
      })
  }

  @Test func `a report names the release that was asked for`() throws {
    let asked = "\"kubernetesVersion\": \"1.22\""
    let validated = try SampleFleet().run(
      "validate", "--kubernetes-version", "1.22", "--format", "json", "-", input: Self.budget)
    #expect(validated.outputText.contains(asked))
    let checked = try SampleFleet().run("check", "--kubernetes-version", "1.22", "--format", "json")
    #expect(checked.outputText.contains(asked))
  }

  @Test func `a pipeline for a release that nothing is known of is refused at its line`() throws {
    let fleet = try SampleFleet()
    try fleet.replace(
      "kubernetesVersion: \"1.36\"", with: "kubernetesVersion: latest", in: "clusters/pipeline.yaml"
    )
    let result = try fleet.run("check")
    #expect(result.status == 2)
    #expect(
      result.findings.first?.hasPrefix("clusters/pipeline.yaml:3:20: error: kubernetesVersion must")
        == true, "\(result.outputText)")
  }
}
