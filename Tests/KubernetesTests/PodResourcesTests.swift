import Diagnostics
import Kubernetes
import Testing
import Values
import YAML

/// What a pod asks for together.
struct PodResourcesTests {
  private func sums(_ spec: String, _ list: PodResources.List = .requests) throws -> [String:
    String]
  {
    let parsed = SourceFile(path: "pod.yaml", text: spec).parsed(as: .kubernetes)
    try #require(parsed.errors.isEmpty)
    return PodResources(of: parsed.documents[0].root, list).sums.mapValues(\.description)
  }

  private static let main = "{name: a, resources: {requests: {cpu: 500m}, limits: {memory: 1Gi}}}"

  @Test func `containers are added up, and a limit stands for a request that is left out`() throws {
    #expect(
      try sums("{containers: [\(Self.main), \(Self.main)]}") == ["cpu": "1", "memory": "2Gi"])
    #expect(try sums("{containers: [\(Self.main)]}", .limits) == ["memory": "1Gi"])
  }

  @Test
  func `one that runs before the others counts where it is more, with the sidecars before it`()
    throws
  {
    let sidecar = "{name: s, restartPolicy: Always, resources: {requests: {cpu: 200m}}}"
    let first = "{name: i, resources: {requests: {cpu: 1}}}"
    #expect(
      try sums("{containers: [\(Self.main)], initContainers: [\(sidecar), \(first)]}")["cpu"]
        == "1200m")
    #expect(
      try sums("{containers: [\(Self.main)], initContainers: [\(first), \(sidecar)]}")["cpu"]
        == "1")
  }

  @Test func `an amount for the whole pod replaces the sum, and overhead comes on top`() throws {
    let spec = """
      {containers: [\(Self.main)], resources: {requests: {cpu: 2, nvidia.com/gpu: 1}}, overhead: {cpu: 10m}}
      """
    #expect(try sums(spec) == ["cpu": "2010m", "memory": "1Gi"])
  }

  @Test func `amounts are in whole thousandths, and what is none is left out`() throws {
    let one = "{name: a, resources: {requests: {cpu: 500u, memory: much}}}"
    #expect(try sums("{containers: [\(one), \(one)]}") == ["cpu": "2m"])
  }
}
