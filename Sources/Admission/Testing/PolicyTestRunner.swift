import Diagnostics
import Kubernetes
import YAML

/// Runs policy tests against a set of policies.
///
/// Each case is put to its policy alone, through all of its bindings, in a cluster that holds the
/// namespace of the case's object and the parameters of the set.
package struct PolicyTestRunner: Sendable {
  private let policies: PolicySet
  private let state: ClusterState

  /// - Parameter policies: what to test, with the parameters that were loaded beside it.
  package init(policies: PolicySet) {
    self.policies = policies
    state = ClusterState(objects: [], policies: policies)
  }

  /// The results in the order of the tests, with what the cases of all of them reach.
  package func run(_ tests: [PolicyTest]) -> PolicyTestReport {
    var report = PolicyTestReport()
    var coverage = CoverageRecorder(policies)
    for test in tests {
      guard let policy = policies.only(test.policy) else {
        report.diagnostics.append(unknownPolicy(test))
        continue
      }
      for testCase in test.cases {
        var options = Engine.Options()
        options.explainsFailures = false
        let engine = Engine(
          policies: policy, state: state(for: testCase), options: options)
        let request = request(for: testCase).defaulted()
        let verdict = engine.evaluate(request)
        report.results.append(PolicyTestResult(test, testCase, verdict))
        coverage.record(engine.evaluations(of: request))
      }
    }
    report.coverage = coverage.coverage
    return report
  }

  private func request(for testCase: PolicyTest.Case) -> AdmissionRequest {
    var request = AdmissionRequest(
      testCase.operation, object: testCase.object, oldObject: testCase.oldObject,
      mapper: state.mapper)
    request.userInfo = testCase.user
    request.subresource = testCase.subresource
    return request
  }

  /// The cluster that a case takes place in.
  private func state(for testCase: PolicyTest.Case) -> ClusterState {
    var state = state
    let name = request(for: testCase).namespace
    state.namespaces = Namespaces([.namespace(name, labels: testCase.namespaceLabels)])
    switch testCase.params {
    case .ofSet: break
    case .objects(let others): state.replaceParameters(with: others)
    case .patched(let patch):
      // A patch that is a mapping merges into anything.
      state.replaceParameters(
        with: policies.companions.map {
          KubernetesObject((try? patch.applied(to: $0.root)) ?? $0.root)
        })
    }
    return state
  }

  private func unknownPolicy(_ test: PolicyTest) -> Diagnostic {
    let nearest = Spelling.nearest(to: test.policy, among: policies.names)
    return Diagnostic(
      rule: "test/unknown-policy", severity: .error,
      message: "there is no policy '\(test.policy)' to test",
      primary: test.policyLocation, help: nearest.map { "write '\($0)'" })
  }
}

extension PolicySet {
  /// The set with one of its policies.
  func only(_ name: String) -> PolicySet? {
    let found = policies.filter { $0.policy.definition.name == name }
    return found.isEmpty ? nil : PolicySet(policies: found, companions: companions)
  }
}

extension KubernetesObject {
  fileprivate static func namespace(_ name: String, labels: [String: String]) -> KubernetesObject {
    var map = Mapping()
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) { map[key] = .string(value) }
    var metadata = Mapping()
    metadata["name"] = .string(name)
    metadata["labels"] = Node(map)
    var root = Mapping()
    root["apiVersion"] = .string("v1")
    root["kind"] = .string("Namespace")
    root["metadata"] = Node(metadata)
    return KubernetesObject(Node(root))
  }
}
