import Kubernetes
import Values
import YAML

/// What the server warns of in a pod or a pod template.
extension Validation {
  mutating func templateWarnings(_ template: Fields, isPod: Bool) {
    let spec = template.value("spec")
    let annotations = template.value("metadata").dictionary("annotations")
    at("spec") { v in
      v.placementWarnings(spec)
    }
    deprecatedAnnotationWarnings(annotations)
    at("spec") { v in
      v.deprecatedVolumeWarnings(spec)
      v.overlappingPathWarnings(spec)
      v.hostAliasWarnings(spec)
      v.pullSecretWarnings(spec)
      v.fractionalBytes(spec, "overhead", ["memory", "ephemeral-storage"])
    }
    seccompWarnings(spec, annotations, holder: spec.value("securityContext"), suffix: "pod")
    for name in Container.Role.allCases.map(\.rawValue) {
      for (index, container) in spec.objects(name).enumerated() {
        containerWarnings(container, annotations, spec: spec, isPod: isPod, at: (name, index))
      }
    }
    at("spec") { v in
      v.portWarnings(spec)
      v.portNameWarnings(spec)
      if let period = spec.int("terminationGracePeriodSeconds"), period < 0 {
        v.warn(
          "terminationGracePeriodSeconds",
          because: "must be >= 0; negative values are invalid and will be treated as 1")
      }
      v.affinityWarnings(spec.value("affinity"))
    }
  }

  // MARK: Placement

  private mutating func placementWarnings(_ spec: Fields) {
    for (label, _) in spec.map("nodeSelector") {
      guard let advice = DeprecatedNodeLabel.advice(on: label) else { continue }
      warn("nodeSelector", .key(label), because: advice)
    }
    let nodeAffinity = spec.value("affinity").value("nodeAffinity")
    at("affinity") { v in
      v.at("nodeAffinity") { v in v.nodeAffinityWarnings(nodeAffinity) }
    }
    each("topologySpreadConstraints", of: spec) { v, constraint, _ in
      let key = constraint.text("topologyKey")
      if let advice = DeprecatedNodeLabel.advice(on: key) {
        v.warn("topologyKey", because: "\(key) is \(advice)")
      }
      v.nullSelectorWarning(constraint)
    }
  }

  private mutating func nodeAffinityWarnings(_ affinity: Fields) {
    let required = "requiredDuringSchedulingIgnoredDuringExecution"
    at(.field(required)) { v in
      v.each("nodeSelectorTerms", of: affinity.value(required)) { v, term, _ in
        v.nodeSelectorTermWarnings(term)
      }
    }
    each("preferredDuringSchedulingIgnoredDuringExecution", of: affinity) { v, term, _ in
      v.at("preference") { v in v.nodeSelectorTermWarnings(term.value("preference")) }
    }
  }

  mutating func nodeSelectorTermWarnings(_ term: Fields) {
    each("matchExpressions", of: term) { v, expression, _ in
      let key = expression.text("key")
      guard let advice = DeprecatedNodeLabel.advice(on: key) else { return }
      v.warn("key", because: "\(key) is \(advice)")
    }
  }

  private mutating func affinityWarnings(_ affinity: Fields) {
    at("affinity") { v in
      for kind in ["podAffinity", "podAntiAffinity"] {
        v.at(.field(kind)) { v in
          let terms = affinity.value(kind)
          v.each("requiredDuringSchedulingIgnoredDuringExecution", of: terms) { v, term, _ in
            v.nullSelectorWarning(term)
          }
          v.each("preferredDuringSchedulingIgnoredDuringExecution", of: terms) { v, term, _ in
            v.at("podAffinityTerm") { v in v.nullSelectorWarning(term.value("podAffinityTerm")) }
          }
        }
      }
    }
  }

  private mutating func nullSelectorWarning(_ holder: Fields) {
    guard !holder.has("labelSelector") else { return }
    warn("labelSelector", because: "a null labelSelector results in matching no pod")
  }

  // MARK: Annotations

  private mutating func deprecatedAnnotationWarnings(_ annotations: [String: String]) {
    let deprecated = [
      ("scheduler.alpha.kubernetes.io/critical-pod", "1.16", "priorityClassName"),
      ("security.alpha.kubernetes.io/sysctls", "1.11", "sysctls"),
      ("security.alpha.kubernetes.io/unsafe-sysctls", "1.11", "sysctls"),
    ]
    for (key, release, field) in deprecated where annotations[key] != nil {
      warn(
        "metadata", "annotations", .key(key),
        because: "non-functional in v\(release)+; use the \(ShownValue.quoted(field)) field instead"
      )
    }
  }

  private mutating func seccompWarnings(
    _ spec: Fields, _ annotations: [String: String], holder: Fields, suffix: String
  ) {
    let key = "\(suffix == "pod" ? "" : "container.")seccomp.security.alpha.kubernetes.io/\(suffix)"
    guard !holder.has("seccompProfile"), annotations[key] != nil else { return }
    warn(
      "metadata", "annotations", .key(key),
      because: "non-functional in v1.27+; use the \"seccompProfile\" field instead")
  }

  // MARK: Lists

  private mutating func hostAliasWarnings(_ spec: Fields) {
    var addresses: Set<String> = []
    each("hostAliases", of: spec) { v, alias, _ in
      let address = alias.text("ip")
      if !addresses.insert(address).inserted {
        v.warn("ip", because: "duplicate ip \(ShownValue.quoted(address))")
      }
      v.addressWarnings(address, at: "ip")
    }
  }

  private mutating func pullSecretWarnings(_ spec: Fields) {
    var names: Set<String> = []
    each("imagePullSecrets", of: spec) { v, secret, _ in
      let name = secret.text("name")
      if !names.insert(name).inserted {
        v.warn("name", because: "duplicate name \(ShownValue.quoted(name))")
      }
    }
    each("imagePullSecrets", of: spec) { v, secret, _ in
      if secret.text("name").isEmpty { v.warn("name", because: "invalid empty name \"\"") }
    }
  }

  // MARK: Containers

  private mutating func containerWarnings(
    _ container: Fields, _ annotations: [String: String], spec: Fields, isPod: Bool,
    at place: (field: String, index: Int)
  ) {
    let security = container.value("securityContext")
    let name = container.text("name")
    seccompWarnings(spec, annotations, holder: security, suffix: name)
    let appArmor = "container.apparmor.security.beta.kubernetes.io/\(name)"
    let hasProfile =
      security.has("appArmorProfile") || spec.value("securityContext").has("appArmorProfile")
    if isPod || !hasProfile, annotations[appArmor] != nil {
      warn(
        "metadata", "annotations", .key(appArmor),
        because: "deprecated since v1.30; use the \"appArmorProfile\" field instead")
    }
    at("spec") { v in
      v.at(.field(place.field)) { v in
        v.at(.index(place.index)) { v in
          v.at("resources") { v in
            let resources = container.value("resources")
            for name in ["memory", "ephemeral-storage"] {
              v.fractionalBytes(resources, "limits", [name])
              v.fractionalBytes(resources, "requests", [name])
            }
          }
          v.environmentWarnings(container)
        }
      }
    }
  }

  mutating func fractionalBytes(_ fields: Fields, _ list: String, _ names: [String]) {
    for name in names {
      guard let amount = fields.value(list).quantity(name), !amount.isInteger else { continue }
      warn(
        .field(list), .key(name),
        because: "fractional byte value \(ShownValue(amount).text) is invalid, must be an integer")
    }
  }

  private mutating func environmentWarnings(_ container: Fields) {
    var names: Set<String> = []
    each("env", of: container) { v, variable, _ in
      let name = variable.text("name")
      let reference = "$(\(name))"
      let value = variable.text("value")
      if !names.insert(name).inserted,
        variable.has("valueFrom") || value == reference || !value.contains(reference)
      {
        v.warn(
          because:
            "hides previous definition of \(ShownValue.quoted(name)), which may be dropped when"
            + " using apply")
      }
    }
  }

  // MARK: Ports

  private mutating func portWarnings(_ spec: Fields) {
    var taken: [String: [(port: Fields, field: String)]] = [:]
    for list in Container.Role.allCases.map(\.rawValue) {
      each(list, of: spec) { v, container, _ in
        v.each("ports", of: container) { v, port, _ in
          if !port.text("hostIP").isEmpty, port.int("hostPort") ?? 0 == 0 {
            v.warn(because: "hostIP set without hostPort: \(Self.shown(port))")
          }
          let key = "\(port.int("containerPort") ?? 0)/\(port.text("protocol"))"
          for other in taken[key] ?? [] {
            guard let clash = Self.clash(port, other.port) else { continue }
            v.warn(because: "\(clash) port definition with \(other.field)")
          }
          taken[key, default: []].append((port, v.name()))
        }
      }
    }
  }

  /// Two ports of one name: who looks for it finds the first.
  private mutating func portNameWarnings(_ spec: Fields) {
    var names: [String: String] = [:]
    for list in Container.Role.allCases.map(\.rawValue) {
      each(list, of: spec) { v, container, _ in
        v.each("ports", of: container) { v, port, _ in
          let name = port.text("name")
          guard !name.isEmpty else { return }
          guard let other = names[name] else {
            names[name] = v.name()
            return
          }
          v.warn(
            because:
              "duplicate port name \(ShownValue.quoted(name)) with \(other), services and probes "
              + "that select ports by name will use \(other)")
        }
      }
    }
  }

  /// A port as the server prints its struct.
  private static func shown(_ port: Fields) -> String {
    "{Name:\(port.text("name")) HostPort:\(port.int("hostPort") ?? 0) "
      + "ContainerPort:\(port.int("containerPort") ?? 0) Protocol:\(port.text("protocol")) "
      + "HostIP:\(port.text("hostIP"))}"
  }

  private static func clash(_ port: Fields, _ other: Fields) -> String? {
    let hostPorts = (port.int("hostPort") ?? 0, other.int("hostPort") ?? 0)
    let addresses = (port.text("hostIP"), other.text("hostIP"))
    if addresses.0 == addresses.1, hostPorts.0 == hostPorts.1 { return "duplicate" }
    if hostPorts.0 == 0 || hostPorts.1 == 0 { return "overlapping" }
    let isAmbiguous = addresses.0.isEmpty != addresses.1.isEmpty
    return hostPorts.0 == hostPorts.1 && isAmbiguous ? "dangerously ambiguous" : nil
  }
}

/// Labels of nodes that have newer names.
enum DeprecatedNodeLabel {
  private static let labels: [String: (release: String, successor: String)] = [
    "beta.kubernetes.io/arch": ("1.14", "kubernetes.io/arch"),
    "beta.kubernetes.io/os": ("1.14", "kubernetes.io/os"),
    "failure-domain.beta.kubernetes.io/region": ("1.17", "topology.kubernetes.io/region"),
    "failure-domain.beta.kubernetes.io/zone": ("1.17", "topology.kubernetes.io/zone"),
    "beta.kubernetes.io/instance-type": ("1.17", "node.kubernetes.io/instance-type"),
  ]

  static func advice(on label: String) -> String? {
    if label == "node-role.kubernetes.io/master" {
      return "use \"node-role.kubernetes.io/control-plane\" instead"
    }
    return labels[label].map {
      "deprecated since v\($0.release); use \(ShownValue.quoted($0.successor)) instead"
    }
  }
}
