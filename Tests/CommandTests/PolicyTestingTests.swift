import Git
import Testing

struct PolicyTestingTests {
  @Test func `a policy that asks less fails its cases`() throws {
    let fleet = try SampleFleet()
    try fleet.replace(
      "variables.maxUnavailable in ['0', '0%']",
      with: "variables.maxUnavailable in ['0', '0%', '1']",
      in: "policies/rollout-safety.yaml")
    let result = try fleet.run("test", "policies")
    let place = try fleet.place(
      of: "no pod may be taken away", in: "policies/tests/rollout-safety.yaml")
    #expect(result.status == 1)
    #expect(
      result.findings == [
        "\(place): error: case 'no pod may be taken away': expected deny, but it is allow "
          + "[test/failed]"
      ])
    #expect(result.outputText.contains("policies: 24 of 24 tested\n"))
  }

  @Test func `no case at all is no success`() throws {
    let fleet = try SampleFleet()
    try fleet.shell("rm", ["-r", "policies/tests"])
    let result = try fleet.run("test")
    #expect(result.status == 2)
    #expect(result.errorText.contains("there is no test to run in policies"))
  }

  @Test func `a mistake that no policy notices is told`() throws {
    let fleet = try SampleFleet()
    try fleet.replace(
      "  - service-exposure.yaml\n", with: "", in: "policies/kustomization.yaml")
    try fleet.shell(
      "rm", ["policies/service-exposure.yaml", "policies/tests/service-exposure.yaml"])
    let result = try fleet.run("test", "--mutate", "--environment", "development")
    #expect(result.status == 1)
    #expect(
      result.findings.contains {
        $0.contains(
          "no policy would notice if Service/ml-development/loan-api is a NodePort [test/mutant]")
      })
  }
}
