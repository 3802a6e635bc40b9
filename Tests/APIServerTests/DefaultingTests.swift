import APIServer
import Diagnostics
import Kubernetes
import Testing
import YAML

struct DefaultingTests {
  private func object(_ text: String) throws -> KubernetesObject {
    let parsed = SourceFile(path: "o.yaml", text: text).parsed(as: .kubernetes)
    return KubernetesObject(try #require(parsed.documents.first).root)
  }

  @Test func `a defaulted value says that the server set it`() throws {
    let secret = Defaulting.apply(
      to: try object("{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: b}}"))
    #expect(secret.root["type"]?.string == "Opaque")
    #expect(secret.root["type"]?.origin.setter == .defaulted)
    #expect(secret.root["type"]?.origin.location == nil)
    #expect(secret.root["data"]?["a"]?.string == "Yg==")
    #expect(secret.root["data"]?["a"]?.origin.location?.text == "b")
    #expect(secret.root["stringData"] == nil)
  }

  @Test func `an object of an unknown kind stays as it is`() throws {
    let other = try object("{apiVersion: example.com/v1, kind: Thing, spec: null}")
    #expect(Defaulting.apply(to: other).root.isEqual(to: other.root))
  }

  @Test func `an object that cannot be decoded keeps its faulty field`() throws {
    let faulty = try object(
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: many, x: 1}}")
    let root = Defaulting.apply(to: faulty).root
    #expect(root["spec"]?["replicas"]?.string == "many")
    #expect(root["spec"]?["x"]?.scalar?.integer == 1)
    #expect(root["spec"]?["revisionHistoryLimit"]?.scalar?.integer == 10)
  }

  @Test func `the server fills in the same for every recorded object`() {
    var compared = 0
    var misses: [String] = []
    for recorded in RecordedCases.create.cases {
      guard let set = recorded.answer["defaults"]?["set"]?.elements else { continue }
      compared += 1
      let before = recorded.object.leaves
      let after = Defaulting.apply(to: KubernetesObject(recorded.object)).root.leaves
      let changed = after.filter { $0.key.isStableInRecordings && before[$0.key] != $0.value }
      let wanted = Dictionary(
        set.map { (FieldPath(recorded: $0.elements?.first), $0.elements?.last?.json ?? "") },
        uniquingKeysWith: { $1 })
      if changed != wanted { misses.append(recorded.label) }
    }
    #expect(compared == (RecordedCases.isWhole ? 2_944 : 409))
    #expect(misses == [])
  }
}

extension FieldPath {
  /// A path as recordings write it: a list of keys and indices.
  init(recorded node: Node?) {
    self.init(
      (node?.elements ?? []).map { step in
        step.scalar?.integer.map { .index($0) } ?? .key(step.string ?? "")
      })
  }

  /// Whether the field is neither given by a cluster nor left out by the recordings.
  var isStableInRecordings: Bool {
    !steps.contains { step in
      guard case .key(let key) = step else { return false }
      return Self.volatile.contains(key)
    } && steps.first != "status" && self != ["metadata", "name"]
  }

  private static let volatile: Set<String> = [
    "controller-uid", "clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort",
    "batch.kubernetes.io/controller-uid", "uid", "creationTimestamp", "generation",
    "resourceVersion",
  ]
}
