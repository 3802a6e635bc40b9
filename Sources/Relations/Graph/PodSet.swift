import Diagnostics
import Kubernetes
import YAML

/// What pods are made from: a workload, a pod, or a custom resource that holds a pod's template.
struct PodSet: Sendable {
  let owner: GraphObject
  /// The way from the owner to the template.
  let templatePath: FieldPath
  /// The pod's spec.
  let spec: Node
  /// The labels of the template.
  let labels: [String: String]
  /// The labels that the owner's selector asks for, where they are not the template's: the API server
  /// says so, and what is meant to select the pods shall not be blamed for it too.
  private let otherLabels: [String: String]?
  let containers: [PodContainer]

  /// Nil for an object that holds no pod's template where its kind, or most custom ones, have it.
  init?(_ owner: GraphObject) {
    let root = owner.object.root
    guard let path = Self.templatePath(of: owner.kind, in: root) else { return nil }
    guard let template = root[path], let spec = template["spec"], let list = spec["containers"],
      list.elements != nil
    else { return nil }
    self.owner = owner
    self.spec = spec
    templatePath = path
    let labels = Self.labels(template["metadata"]?["labels"])
    self.labels = labels
    var asked = Self.labels(root["spec"]?["selector"]?["matchLabels"])
    asked.merge(labels) { selector, _ in selector }
    otherLabels = asked == labels ? nil : asked
    var containers: [PodContainer] = []
    for role in [Container.Role.initial, .main] {
      for (index, node) in (spec[role.rawValue]?.elements ?? []).enumerated() {
        containers.append(PodContainer(node, role: role, index: index))
      }
    }
    self.containers = containers
  }

  private static func templatePath(of kind: String, in root: Node) -> FieldPath? {
    if let known = Workload.Kind(rawValue: kind) { return known.templatePath }
    switch kind {
    case "ConfigMap", "Secret", "Service", "CustomResourceDefinition": return nil
    default: return root["spec"]?["template"]?["spec"] == nil ? nil : ["spec", "template"]
    }
  }

  private static func labels(_ node: Node?) -> [String: String] {
    guard let entries = node?.mapping?.entries else { return [:] }
    return Dictionary(
      entries.map { ($0.name, $0.value.scalarText ?? "") }, uniquingKeysWith: { $1 })
  }

  /// Whether the pods have labels that a selector selects.
  @inline(__always)
  func isSelected(by selector: LabelSelector) -> Bool {
    selector.matches(labels) || otherLabels.map(selector.matches) ?? false
  }

  /// Calls with each label that the pods may be found by.
  func eachLabel(_ body: (String, String) -> Void) {
    for (name, value) in labels { body(name, value) }
    for (name, value) in otherLabels ?? [:] where labels[name] != value { body(name, value) }
  }

  /// Whether the pods run until they are told to end.
  var isServing: Bool {
    owner.kind != "Job" && owner.kind != "CronJob" && owner.kind != "PodTemplate"
  }

  /// The way from the owner to a field of the pod's spec.
  func path(_ steps: [FieldPath.Step]) -> FieldPath {
    FieldPath(templatePath.steps + [.key("spec")] + steps)
  }

  /// The number of pods that the owner asks for; nil where it is for something else to say.
  var replicas: Int? {
    switch owner.kind {
    case "Deployment", "StatefulSet", "ReplicaSet", "Rollout", "ReplicationController":
      guard let node = replicasNode else { return 1 }
      return node.scalar?.integer
    case "Pod": return 1
    default: return nil
    }
  }

  /// The field that says how many pods there are.
  var replicasNode: Node? {
    let node = owner.object.root["spec"]?["replicas"]
    return node?.isNull == true ? nil : node
  }

  /// The containers that run as long as the pod does.
  var running: [PodContainer] { containers.filter { $0.role == .main || $0.isSidecar } }

  /// The port that pods of the set listen on where something asks for one by name or number; nil for a
  /// name that none of them has.
  func port(_ wanted: IntOrString) -> Int? {
    switch wanted {
    case .int(let number): number
    case .string(let name):
      running.lazy.flatMap(\.ports).first { $0.name == name }?.number
    }
  }
}

/// A container of a pod's template.
struct PodContainer: Sendable {
  let node: Node
  let role: Container.Role
  let index: Int

  init(_ node: Node, role: Container.Role, index: Int) {
    self.node = node
    self.role = role
    self.index = index
  }

  var name: String { node["name"]?.scalarText ?? "" }
  var isSidecar: Bool { role == .initial && node["restartPolicy"]?.string == "Always" }

  /// The ports that it says it listens on.
  var ports: [Port] {
    (node["ports"]?.elements ?? []).compactMap { port in
      guard let number = port["containerPort"]?.scalar?.integer else { return nil }
      return Port(
        name: port["name"]?.scalarText ?? "", number: number,
        isOnHost: (port["hostPort"]?.scalar?.integer ?? 0) != 0, node: port)
    }
  }

  struct Port: Sendable {
    /// Empty where it has none.
    let name: String
    let number: Int
    let isOnHost: Bool
    let node: Node
  }

  /// The steps from the pod's spec to the container.
  var steps: [FieldPath.Step] { [.key(role.rawValue), .index(index)] }

  /// Whether its command line, environment or probes speak of a number: what listens is often told so.
  func mentions(_ number: Int) -> Bool { speaks(of: String(number)) }

  /// Whether a text stands in its command line, its environment or what its probes run.
  func speaks(of text: String) -> Bool {
    let lines =
      ["command", "args"].flatMap { node[$0]?.elements ?? [] }
      + (node["env"]?.elements ?? []).compactMap { $0["value"] }
      + ["livenessProbe", "readinessProbe", "startupProbe"].flatMap {
        node[$0]?["exec"]?["command"]?.elements ?? []
      }
    return lines.contains { $0.scalarText?.contains(text) ?? false }
  }
}
