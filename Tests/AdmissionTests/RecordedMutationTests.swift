import APIServer
import Admission
import Diagnostics
import Kubernetes
import TestKit
import Testing
import YAML

/// What a 1.36 API server made of requests under mutating policies, as `Tests/Corpus/mutation` holds
/// it.
struct RecordedMutationTests {
  private static let corpus: Node? = {
    guard let bytes = try? GoldenFile("mutation/scenarios.json").contents() else { return nil }
    return try? SourceFile(path: "scenarios.json", bytes: bytes).parsedJSON().root
  }()

  static let scenarios = (corpus?["scenarios"]?.elements ?? [])
    .map { RecordedScenarioTests.Scenario(node: $0) }
  static let policies = (corpus?["invalidPolicies"]?.elements ?? [])
    .map { RecordedScenarioTests.Scenario(node: $0) }

  @Test func `the recording is there`() {
    #expect(Self.scenarios.count == 80)
    #expect(Self.policies.count == 26)
  }

  @Test(arguments: scenarios)
  func `a request ends with the server's answer and object`(
    _ scenario: RecordedScenarioTests.Scenario
  ) throws {
    let objects =
      scenario.objects("policies") + scenario.objects("namespaces") + scenario.objects("existing")
    let loaded = PolicySet.load(objects)
    #expect(loaded.refusals.isEmpty)
    let chain = AdmissionChain(
      engine: Engine(
        policies: loaded.policies,
        state: ClusterState(objects: objects, policies: loaded.policies)),
      validator: .evaluatingRules(definitions: objects), judges: true)
    for request in scenario.node["requests"]?.elements ?? [] {
      var fields = Mapping()
      fields["request"] = request
      let review = try AdmissionReview(Node(fields), mapper: chain.engine.state.mapper)
      let answer = review.answer(chain.answer(review.request), showsObject: true)
      let response = try #require(answer["response"])
      let expected = [try #require(request["expect"])] + (request["alternatives"]?.elements ?? [])
      #expect(
        expected.contains { isSame(response, as: $0) },
        "\(response.json) is not \(expected[0].json)")
    }
  }

  @Test(arguments: policies)
  func `a mutating policy is judged as the server does`(
    _ scenario: RecordedScenarioTests.Scenario
  ) throws {
    // A strict reader refuses what the server, asked by a lenient client, only warns of.
    guard scenario.node["warnings"] == nil else { return }
    let policy = KubernetesObject(try #require(scenario.node["policy"]))
    let causes = Validator.evaluatingRules().verdict(on: policy).causes
    let expected = (scenario.node["causes"]?.elements ?? []).map {
      ($0.elements ?? []).compactMap(\.string)
    }
    #expect(Set(causes.map { [$0.reason.rawValue, $0.field, $0.message] }) == Set(expected))
  }

  private func isSame(_ response: Node, as expected: Node) -> Bool {
    guard response["allowed"]?.scalar?.boolean == expected["allowed"]?.scalar?.boolean,
      response["warnings"]?.json == expected["warnings"]?.json,
      response["status"]?["message"]?.string == expected["message"]?.string,
      response["status"]?["reason"]?.string == expected["reason"]?.string,
      response["status"]?["code"]?.scalar?.integer == expected["code"]?.scalar?.integer
    else { return false }
    guard let object = expected["object"] else { return true }
    return response["object"].map { compared($0).isSameJSON(as: compared(object)) } ?? false
  }

  /// The object without what only a running server fills in.
  private func compared(_ object: Node) -> Node {
    var object = object
    object["status"] = nil
    if var metadata = object["metadata"] {
      for name in ["uid", "creationTimestamp", "generation", "resourceVersion"] {
        metadata[name] = nil
      }
      object["metadata"] = metadata
    }
    guard object["kind"]?.string == "Pod", var spec = object["spec"] else { return object }
    for name in ["tolerations", "priority", "preemptionPolicy", "enableServiceLinks"] {
      spec[name] = nil
    }
    object["spec"] = spec
    return object
  }
}
