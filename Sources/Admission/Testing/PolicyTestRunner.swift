import APIServer
import Diagnostics
package import Kubernetes
import Values
import YAML

/// Runs policy tests against a set of policies.
///
/// Each case is put to its policy alone, through all of its bindings, in a cluster that holds the
/// namespace of the case's object and the parameters of the set.
package struct PolicyTestRunner: Sendable {
  private let policies: PolicySet
  private let state: ClusterState
  private let validator: Validator

  /// - Parameters:
  ///   - policies: what to test, with the parameters that were loaded beside it.
  ///   - definitions: objects whose CustomResourceDefinitions add kinds.
  package init(policies: PolicySet, definitions: [KubernetesObject] = []) {
    self.policies = policies
    state = ClusterState(objects: [], definitions: definitions, policies: policies)
    validator = .evaluatingRules(definitions: definitions)
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
        let engine = engine(policy, for: testCase, of: test)
        let request = request(for: testCase)
        guard !policy.mutations.isEmpty else {
          let request = request.defaulted(by: validator)
          report.results.append(
            PolicyTestResult(
              test, testCase, engine.evaluate(request), obstacle: obstacle(to: testCase),
              deviation: testCase.mutated.map { _ in "the policy changes no object" }))
          coverage.record(engine.evaluations(of: request))
          continue
        }
        let answer = AdmissionChain(engine: engine, validator: validator).answer(request)
        report.results.append(
          PolicyTestResult(
            test, testCase, answer.verdict, obstacle: obstacle(to: testCase),
            deviation: deviation(of: answer, from: testCase, request)))
        coverage.record(answer, of: test.policy)
      }
    }
    report.coverage = coverage.coverage
    return report
  }

  /// Whether every case passes when it is put to a policy; asked of policies that are changed.
  func passes(_ tests: [PolicyTest], under bound: PolicySet.BoundPolicy) -> Bool {
    let set = PolicySet(policies: [bound], companions: policies.companions)
    return tests.allSatisfy { test in
      test.cases.allSatisfy { testCase in
        let verdict = engine(set, for: testCase, of: test)
          .evaluate(request(for: testCase).defaulted(by: validator))
        return PolicyTestResult(test, testCase, verdict, obstacle: nil, deviation: nil).problem
          == nil
      }
    }
  }

  private func engine(
    _ policies: PolicySet, for testCase: PolicyTest.Case, of test: PolicyTest
  ) -> Engine {
    Engine(
      policies: policies, state: state(for: testCase, of: test),
      options: options(for: testCase, of: test))
  }

  private func request(for testCase: PolicyTest.Case) -> AdmissionRequest {
    var request = AdmissionRequest(
      testCase.operation, object: testCase.object, oldObject: testCase.oldObject,
      mapper: state.mapper)
    request.userInfo = testCase.user
    if let part = testCase.subresource { request.subresource = part }
    if let name = testCase.requestName { request.name = name }
    if let resource = testCase.resource.flatMap(state.mapper.resource(named:)) {
      request.resource = resource.resource
      if !resource.isNamespaced { request.namespace = "" }
    }
    if let namespace = testCase.requestNamespace { request.namespace = namespace }
    return request
  }

  /// How authorization checks are answered: what the test says is all that there is to say.
  private func options(for testCase: PolicyTest.Case, of test: PolicyTest) -> Engine.Options {
    var options = Engine.Options()
    options.explainsFailures = false
    options.statedAnswers = testCase.answers ?? []
    if testCase.answers != nil || !test.roles.isEmpty { options.authorization = .noOpinion }
    return options
  }

  /// Why a server would answer before it asks policies, which makes the case one of nothing: the
  /// object's kind does not exist, it cannot be read, or, where it is to be let through, it breaks
  /// a rule.
  private func obstacle(to testCase: PolicyTest.Case) -> String? {
    guard let object = (testCase.mutated ?? testCase.object).map({ KubernetesObject($0) }),
      SubresourceKind.named(object.gvk) == nil, testCase.resource == nil,
      testCase.subresource == nil
    else { return nil }
    // A policy may be for what only an earlier release serves.
    let isRetired = Facts.standard.kind(object.gvk)?.removed != nil
    guard validator.knows(object.gvk), !isRetired else { return nil }
    let verdict = validator.verdict(on: object)
    if let refusal = verdict.refusal { return "the server refuses the object: \(refusal)" }
    if let fault = verdict.faults.first {
      return "the server cannot read the object: \(fault.message)"
    }
    guard testCase.expected == .allow, testCase.operation == .create,
      let cause = verdict.causes.first
    else { return nil }
    return "the server refuses the object itself: \(cause.field): \(cause.message)"
  }

  /// In what the object that mutating policies leave is another than the case says; nil in nothing.
  private func deviation(
    of answer: AdmissionChain.Answer, from testCase: PolicyTest.Case, _ request: AdmissionRequest
  ) -> String? {
    guard answer.verdict.isAllowed, let object = answer.object else { return nil }
    guard let mutated = testCase.mutated else {
      return answer.verdict.matches.isEmpty
        ? nil : "the case does not say what the policy makes of the object: add 'mutated'"
    }
    var stated = request
    stated.object = mutated
    let unchanged = AdmissionChain(
      engine: Engine(policies: .empty, state: state), validator: validator)
    guard let expected = unchanged.answer(stated).object else { return nil }
    let differences = JSONPatch(from: expected, to: object, of: expected).operations
    guard !differences.isEmpty else { return nil }
    return "the object is not as expected: "
      + differences.map(\.difference).joined(separator: ", ")
  }

  /// The cluster that a case takes place in.
  private func state(for testCase: PolicyTest.Case, of test: PolicyTest) -> ClusterState {
    var state = state
    if !test.roles.isEmpty { state.replaceGrants(with: test.roles) }
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
  /// The set with one of its policies, or with the two that have one name where one of them mutates.
  func only(_ name: String) -> PolicySet? {
    let found = policies.filter { $0.policy.definition.name == name }
    let mutating = mutations.filter { $0.policy.definition.name == name }
    guard !found.isEmpty || !mutating.isEmpty else { return nil }
    return PolicySet(policies: found, mutations: mutating, companions: companions)
  }
}

extension JSONPatch.Operation {
  /// What is there, where something else was expected.
  fileprivate var difference: String {
    switch kind {
    case "remove": "\(path.text) is missing"
    default: "\(path.text) is \((value ?? .null()).json)"
    }
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
