import Kubernetes
import Values
import YAML

/// A pod as the scheduler sees it.
struct SchedulingPod {
  let name: String
  let namespace: String
  let labels: [String: String]
  /// The node that the pod names; nil for one to schedule.
  let nodeName: String?
  /// Thousandths by resource.
  let requests: [String: Int]
  /// CPU and memory with a guess for containers that request none.
  let ranked: [String: Int]
  let nodeAffinity: NodeAffinity
  let affinity: [PodAffinityTerm]
  let antiAffinity: [PodAffinityTerm]
  /// Terms that only rank nodes; weights of anti-affinity are negative.
  let preferred: [(term: PodAffinityTerm, weight: Int)]
  let tolerations: [Toleration]
  let spread: [SpreadConstraint]
  let hostPorts: [HostPort]
  /// Whether it was deleted and has not ended yet.
  let isTerminating: Bool
  /// Whether it makes no others go: preemptionPolicy `Never`.
  let neverPreempts: Bool

  /// Reads a Pod with its defaults, or what a template makes of one.
  ///
  /// - Parameter namespaces: those whose labels are known.
  init(_ object: KubernetesObject, among namespaces: NamespaceLabels = NamespaceLabels([])) {
    let spec = object.root["spec"]
    let namespace = object.namespace.isEmpty ? "default" : object.namespace
    let labels = object.labels
    name = object.name
    self.namespace = namespace
    self.labels = labels
    nodeName = spec?["nodeName"]?.scalarText
    requests = PodResources(of: spec, .requests).amounts
    ranked = PodResources(of: spec, .requests, guess: Self.guess).amounts
      .filter { Self.guess.keys.contains($0.key) }
    nodeAffinity = NodeAffinity(spec)
    func terms(_ kind: String, _ list: String) -> [Node] {
      spec?["affinity"]?[kind]?[list]?.elements ?? []
    }
    func required(_ kind: String) -> [PodAffinityTerm] {
      terms(kind, "requiredDuringSchedulingIgnoredDuringExecution")
        .map { PodAffinityTerm($0, namespace: namespace, labels: labels, among: namespaces) }
    }
    func preferred(_ kind: String, sign: Int) -> [(term: PodAffinityTerm, weight: Int)] {
      terms(kind, "preferredDuringSchedulingIgnoredDuringExecution").map { node in
        (
          PodAffinityTerm(
            node["podAffinityTerm"] ?? .null(), namespace: namespace, labels: labels,
            among: namespaces),
          sign * (node["weight"]?.int32 ?? 0)
        )
      }
    }
    affinity = required("podAffinity")
    antiAffinity = required("podAntiAffinity")
    self.preferred = preferred("podAffinity", sign: 1) + preferred("podAntiAffinity", sign: -1)
    tolerations = (spec?["tolerations"]?.elements ?? []).map(Toleration.init)
    spread = (spec?["topologySpreadConstraints"]?.elements ?? [])
      .map { SpreadConstraint($0, labels: labels) }
    let containers = spec?["containers"]?.elements ?? []
    let sidecars = (spec?["initContainers"]?.elements ?? [])
      .filter { $0["restartPolicy"]?.string == "Always" }
    hostPorts = (containers + sidecars).flatMap { $0["ports"]?.elements ?? [] }
      .compactMap(HostPort.init)
    isTerminating = object.metadata?["deletionTimestamp"]?.scalarText != nil
    neverPreempts = spec?["preemptionPolicy"]?.string == "Never"
  }

  /// Whether one such pod on a node says nothing of another beside room.
  var isIndifferent: Bool {
    affinity.isEmpty && antiAffinity.isEmpty && hostPorts.isEmpty
      && !spread.contains(where: \.isRequired)
  }

  /// What a container without a request counts with: 100m and 200 MB.
  private static let guess = [
    "cpu": Quantity(thousandths: 100), "memory": Quantity(200 * 1_024 * 1_024, format: .binarySI),
  ]

  /// Whether a taint keeps the pod away.
  func isRepelled(by taint: Taint) -> Bool {
    (taint.effect == "NoSchedule" || taint.effect == "NoExecute")
      && !tolerations.contains { $0.tolerates(taint) }
  }
}

/// A port of a node that a container asks for.
struct HostPort {
  private let address: String
  private let transport: String
  private let port: Int

  /// nil for a port that asks for none of the node.
  init?(_ node: Node) {
    guard let port = node["hostPort"]?.int32, port > 0 else { return nil }
    self.port = port
    transport = node["protocol"]?.scalarText ?? "TCP"
    let address = node["hostIP"]?.scalarText ?? ""
    self.address = address.isEmpty ? "0.0.0.0" : address
  }

  func conflicts(with other: HostPort) -> Bool {
    port == other.port && transport == other.transport
      && (address == other.address || address == "0.0.0.0" || other.address == "0.0.0.0")
  }
}
