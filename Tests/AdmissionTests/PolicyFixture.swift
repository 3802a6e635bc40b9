import Admission
import Diagnostics
import Kubernetes
import TestKit
import Testing
import YAML

/// A policy with its binding, an object, and what the engine says of them.
struct PolicyFixture {
  let policies: LoadedPolicySet
  let objects: [KubernetesObject]
  private let engine: Engine

  /// - Parameters:
  ///   - policies: YAML of policies and bindings.
  ///   - state: YAML of Namespaces and parameters.
  init(
    _ policies: String, state: String = "", options: Engine.Options = Engine.Options(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    self.policies = PolicySet.load(Self.objects(policies, path: "policy.yaml"))
    objects = Self.objects(state, path: "state.yaml")
    engine = Engine(
      policies: self.policies.policies,
      state: ClusterState(objects: objects, policies: self.policies.policies), options: options)
  }

  /// The objects of a YAML stream.
  static func objects(_ text: String, path: String) -> [KubernetesObject] {
    let parsed = SourceFile(path: path, text: text).parsed(as: .kubernetes)
    #expect(parsed.errors == [])
    return parsed.documents.filter { !$0.isEmpty }.map { KubernetesObject($0.root) }
  }

  /// What the policies say of creating the one object of `text`, or of updating `old` to it.
  func verdict(on text: String, old: String? = nil) throws -> Verdict {
    let object = try #require(Self.objects(text, path: "object.yaml").first)
    return verdict(on: object, old: old.flatMap { Self.objects($0, path: "old.yaml").first })
  }

  func verdict(on object: KubernetesObject, old: KubernetesObject? = nil) -> Verdict {
    #expect(policies.refusals.flatMap(\.causes) == [])
    let request = AdmissionRequest(
      old == nil ? .create : .update, object: object.root, oldObject: old?.root,
      mapper: engine.state.mapper)
    return engine.evaluate(request)
  }

  /// The findings about the one object of a text, where `1️⃣` marks places.
  func findings(_ marked: String) throws -> (findings: [Diagnostic], marks: [Int]) {
    let source = MarkedSource(marked)
    let text = String(decoding: source.bytes, as: UTF8.self)
    let object = try #require(Self.objects(text, path: "object.yaml").first)
    return (verdict(on: object).diagnostics(at: object), source.offsets)
  }

  /// A policy for ConfigMaps with a binding that denies, around the given `spec` fields.
  static func policy(
    _ spec: String, name: String = "p", actions: String = "[Deny]",
    resource: String = #"apiGroups: [""], apiVersions: [v1], resources: [configmaps]"#
  ) -> String {
    """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: \(name)}
    spec:
      matchConstraints:
        resourceRules: [{operations: [CREATE, UPDATE], \(resource)}]
    \(spec.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: \(name)-binding}
    spec: {policyName: \(name), validationActions: \(actions)}

    """
  }

  static let deployments = "apiGroups: [apps], apiVersions: [v1], resources: [deployments]"

  static func configMap(_ data: String = "{}") -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: c, namespace: app}
    data: \(data)

    """
  }
}
