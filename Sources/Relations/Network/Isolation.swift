import Kubernetes
import YAML

/// What the NetworkPolicies of a namespace leave open for some pods, as the NetworkPolicy API has it: a
/// pod that one policy selects for a direction is open there to what its policies name, and to no more.
///
/// What a node sends to its own pods, as the kubelet its probes, is let through whatever policies say.
struct Isolation {
  /// The policies that isolate the pods in the direction; none where they are open.
  let policies: [GraphObject]
  /// What the policies let through, each with the policy.
  let rules: [(policy: GraphObject, rule: Node)]

  enum Direction: String {
    case ingress = "Ingress"
    case egress = "Egress"

    var list: String { self == .ingress ? "ingress" : "egress" }
    var peers: String { self == .ingress ? "from" : "to" }
  }

  init(of pods: PodSet, _ direction: Direction, in graph: ObjectGraph) {
    var policies: [GraphObject] = []
    var rules: [(policy: GraphObject, rule: Node)] = []
    for policy in graph.networkPolicies.selecting(pods) {
      // Of targets that are applied one or the other, each counts alone.
      guard graph.meet(policy, pods.owner),
        let spec = policy.object.root["spec"], policy.isolates(direction)
      else { continue }
      policies.append(policy)
      for rule in spec[direction.list]?.elements ?? [] { rules.append((policy, rule)) }
    }
    self.policies = policies
    self.rules = rules
  }

  /// The policy that is about these pods most of all: one that does not select every pod.
  var nearest: GraphObject? {
    policies.first { policy in
      policy.object.root["spec"]?["podSelector"]?.mapping?.isEmpty == false
    } ?? policies.first
  }

  /// Whether a port of the pods is open to somebody in another namespace, or outside of the cluster.
  func isOpenOutside(_ port: Int, of pods: PodSet) -> Bool {
    rules.contains { _, rule in
      rule.allows(port, of: pods)
        && (rule.peers("from").map { peers in
          peers.contains { $0["namespaceSelector"] != nil || $0["ipBlock"] != nil }
        } ?? true)
    }
  }
}

extension Node {
  /// The peers of a rule; nil where it is for everybody.
  func peers(_ field: String) -> [Node]? {
    guard let peers = self[field]?.elements, !peers.isEmpty else { return nil }
    return peers
  }

  /// Whether a rule is for a port of pods, whoever asks.
  fileprivate func allows(_ number: Int, of pods: PodSet) -> Bool {
    guard let ports = self["ports"]?.elements, !ports.isEmpty else { return true }
    return ports.contains { port in
      guard let node = port["port"], !node.isNull else { return true }
      switch IntOrString(node) {
      case .int(let first):
        return first == number
          || port["endPort"]?.scalar?.integer.map { (first...max(first, $0)).contains(number) }
            ?? false
      case .string(let name): return pods.port(.string(name)) == number
      case nil: return true
      }
    }
  }
}

extension GraphObject {
  /// Whether a policy is for a direction: as its policyTypes say, or else by what it has.
  fileprivate func isolates(_ direction: Isolation.Direction) -> Bool {
    let spec = object.root["spec"]
    guard let types = spec?["policyTypes"]?.elements, !types.isEmpty else {
      return direction == .ingress || spec?["egress"]?.elements?.isEmpty == false
    }
    return types.contains { $0.scalarText == direction.rawValue }
  }
}
