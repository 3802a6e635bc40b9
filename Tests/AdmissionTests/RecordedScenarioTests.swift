import APIServer
import Admission
import Diagnostics
import Glibc
import Kubernetes
import TestKit
import Testing
import YAML

/// The verdicts that a 1.36 API server gave, as `Tests/Corpus/admission` holds them.
struct RecordedScenarioTests {
  private static let file = GoldenFile("admission/scenarios.json")

  private static let corpus: Node? = {
    guard let bytes = try? file.contents() else { return nil }
    return try? SourceFile(path: "scenarios.json", bytes: bytes).parsedJSON().root
  }()

  struct Scenario: Sendable, CustomTestStringConvertible {
    var node: Node
    var testDescription: String { node["name"]?.string ?? "?" }
    func objects(_ key: String) -> [KubernetesObject] {
      (node[key]?.elements ?? []).map { KubernetesObject($0) }
    }
  }

  static let scenarios = (corpus?["scenarios"]?.elements ?? []).map { Scenario(node: $0) }
  static let refused = (corpus?["invalidPolicies"]?.elements ?? []).map { Scenario(node: $0) }

  @Test func `the recording is there`() {
    #expect(Self.scenarios.count == 65)
    #expect(Self.refused.count == 10)
  }

  @Test func `a run that records leaves the server's answers alone`() async {
    await #expect(processExitsWith: .success) {
      setenv("RECORD", "1", 1)
      #expect(RecordedScenarioTests.scenarios.count == 65)
      let bytes = try RecordedScenarioTests.file.contents()
      #expect(bytes.count > 200_000)
    }
  }

  @Test(arguments: scenarios)
  func `a request gets the server's answer`(_ scenario: Scenario) throws {
    let objects = scenario.objects("policies") + scenario.objects("namespaces")
    let loaded = PolicySet.load(objects)
    #expect(loaded.refusals.isEmpty)
    let chain = AdmissionChain(
      engine: Engine(
        policies: loaded.policies,
        state: ClusterState(objects: objects, policies: loaded.policies)),
      validator: .evaluatingRules())
    for request in scenario.node["requests"]?.elements ?? [] {
      var fields = Mapping()
      fields["request"] = request
      let review = try AdmissionReview(Node(fields), mapper: chain.engine.state.mapper)
      let answer = review.answer(chain.answer(review.request))
      let expected = try #require(request["expect"])
      let status = answer["response"]?["status"]
      #expect(
        answer["response"]?["allowed"]?.scalar?.boolean == expected["allowed"]?.scalar?.boolean)
      #expect(status?["message"]?.string == expected["message"]?.string)
      #expect(status?["reason"]?.string == expected["reason"]?.string)
      #expect(status?["code"]?.scalar?.integer == expected["code"]?.scalar?.integer)
      #expect(
        answer["response"]?["warnings"]?.elements?.map(\.string)
          == expected["warnings"]?.elements?.map(\.string))
    }
  }

  @Test(arguments: refused)
  func `a policy is refused with the server's causes`(_ scenario: Scenario) throws {
    let policy = KubernetesObject(try #require(scenario.node["policy"]))
    let causes = PolicySet.load([policy]).refusals.flatMap(\.causes)
    let expected = (scenario.node["causes"]?.elements ?? []).map {
      ($0.elements ?? []).compactMap(\.string)
    }
    #expect(causes.map { [$0.reason.rawValue, $0.field, $0.message] } == expected)
    #expect(causes.allSatisfy { $0.location != nil })
  }
}
