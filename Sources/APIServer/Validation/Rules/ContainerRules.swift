import Kubernetes
import Values
import YAML

/// Containers of all three kinds (core/v1).
extension Validation {
  mutating func containers(_ spec: Fields, _ context: PodContext) {
    guard !spec.isEmptyCollection("containers") else {
      required("containers")
      return
    }
    var names: Set<String> = []
    each("containers", of: spec) { v, container, _ in
      v.container(container, context)
      let name = container.text("name")
      if !names.insert(name).inserted { v.duplicate("name", value: ShownValue(name)) }
      v.lifecycle(container, context)
      v.probes(container, context)
      v.restartRules(container, context, isInit: false)
    }
    var ports: Set<String> = []
    hostPortConflicts(spec, "containers", &ports)
  }

  mutating func initContainers(_ spec: Fields, _ context: PodContext) {
    var names = Set(spec.objects("containers").map { $0.text("name") })
    each("initContainers", of: spec) { v, container, _ in
      v.container(container, context)
      let name = container.text("name")
      if names.contains(name) {
        v.duplicate("name", value: ShownValue(name))
      } else if !name.isEmpty {
        names.insert(name)
      }
      if container.text("restartPolicy") == "Always" {
        v.lifecycle(container, context)
        v.probes(container, context)
      } else {
        for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]
        where container.has(field) {
          v.forbidden(
            .field(field),
            because: "may not be set for init containers without restartPolicy=Always")
        }
      }
      v.restartRules(container, context, isInit: true)
    }
    // Init containers run one by one, so each has the host's ports to itself.
    for (index, container) in spec.objects("initContainers").enumerated() {
      var ports: Set<String> = []
      at("initContainers") { v in
        v.at(.index(index)) { v in v.uniqueHostPorts(container, &ports) }
      }
    }
  }

  mutating func ephemeralContainers(_ spec: Fields, _ context: PodContext) {
    let others = Set(
      (spec.objects("containers") + spec.objects("initContainers")).map { $0.text("name") })
    var names = others
    each("ephemeralContainers", of: spec) { v, container, _ in
      v.container(container, context)
      v.imageWithoutPadding(container)
      let name = container.text("name")
      if !names.insert(name).inserted { v.duplicate("name", value: ShownValue(name)) }
      let target = container.text("targetContainerName")
      if !target.isEmpty, !others.contains(target) {
        v.notFound("targetContainerName", value: ShownValue(target))
      }
      for field in ["ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"]
      where container.has(field) {
        v.forbidden(.field(field), because: "cannot be set for an Ephemeral Container")
      }
      if !container.value("resources").isEmpty {
        v.forbidden("resources", because: "cannot be set for an Ephemeral Container")
      }
      for (index, mount) in container.objects("volumeMounts").enumerated() {
        for field in ["subPath", "subPathExpr"] where !mount.text(field).isEmpty {
          v.forbidden(
            "volumeMounts", .index(index), .field(field),
            because: "cannot be set for an Ephemeral Container")
        }
      }
    }
  }

  /// What every container must keep.
  private mutating func container(_ container: Fields, _ context: PodContext) {
    let name = container.text("name")
    if name.isEmpty { required("name") } else { check(name, is: .dns1123Label, at: "name") }
    if container.text("image").isEmpty { required("image") }
    oneOfRequired(container, "terminationMessagePolicy", ["File", "FallbackToLogsOnError"])
    containerPorts(container)
    environment(container, context)
    volumeMounts(container, context)
    volumeDevices(container, context)
    oneOfRequired(container, "imagePullPolicy", ["Always", "IfNotPresent", "Never"])
    at("resources") { v in
      v.resourceRequirements(container.value("resources"), context, names: .container)
    }
    resizePolicy(container, context)
    securityContext(container, usesHostUsers: context.usesHostUsers)
  }

  mutating func imageWithoutPadding(_ container: Fields) {
    let image = container.text("image")
    guard image.first?.isWhitespace == true || image.last?.isWhitespace == true else { return }
    invalid("image", value: ShownValue(image), "must not have leading or trailing whitespace")
  }

  // MARK: Ports

  private mutating func containerPorts(_ container: Fields) {
    var names: Set<String> = []
    each("ports", of: container) { v, port, _ in
      let name = port.text("name")
      if !name.isEmpty {
        let faults = NameFormat.portName.faults(name)
        for fault in faults { v.invalid("name", value: ShownValue(name), fault) }
        if faults.isEmpty, !names.insert(name).inserted {
          v.duplicate("name", value: ShownValue(name))
        }
      }
      let number = port.int("containerPort") ?? 0
      if number == 0 { v.required("containerPort") } else { v.port(number, at: "containerPort") }
      if let host = port.int("hostPort"), host != 0 { v.port(host, at: "hostPort") }
      v.oneOfRequired(port, "protocol", ["SCTP", "TCP", "UDP"])
    }
  }

  private mutating func hostPortConflicts(
    _ spec: Fields, _ list: String, _ seen: inout Set<String>
  ) {
    for (index, container) in spec.objects(list).enumerated() {
      at(.field(list)) { v in
        v.at(.index(index)) { v in v.uniqueHostPorts(container, &seen) }
      }
    }
  }

  private mutating func uniqueHostPorts(_ container: Fields, _ seen: inout Set<String>) {
    for (index, port) in container.objects("ports").enumerated() {
      guard let host = port.int("hostPort"), host != 0 else { continue }
      let key = "\(port.text("protocol"))/\(port.text("hostIP"))/\(host)"
      if !seen.insert(key).inserted {
        duplicate("ports", .index(index), "hostPort", value: ShownValue(key))
      }
    }
  }

  // MARK: Restarts and resizing

  /// KEP-753 sidecars and KEP-5307 restart rules of single containers.
  private mutating func restartRules(_ container: Fields, _ context: PodContext, isInit: Bool) {
    let policy = container.optionalText("restartPolicy")
    let rules = container.objects("restartPolicyRules")
    if let policy, !["Always", "OnFailure", "Never"].contains(policy) {
      notSupported("restartPolicy", value: ShownValue(policy), ["Always", "Never", "OnFailure"])
    }
    if !rules.isEmpty, policy == nil {
      required("restartPolicy", because: "must specify restartPolicy when restart rules are used")
    }
    if !rules.isEmpty, isInit, policy == "Always" {
      forbidden(
        "restartPolicyRules",
        because: "restartPolicyRules are not allowed for init containers with restart policy Always"
      )
    }
    if rules.count > 20 { tooMany("restartPolicyRules", count: rules.count, limit: 20) }
    each("restartPolicyRules", of: container) { v, rule, _ in
      if rule.text("action") != "Restart", rule.text("action") != "RestartAllContainers" {
        v.notSupported(
          "action", value: ShownValue(rule.text("action")), ["Restart", "RestartAllContainers"])
      }
      guard let codes = rule.object("exitCodes") else {
        v.required("exitCodes", because: "must be specified")
        return
      }
      if !["In", "NotIn"].contains(codes.text("operator")) {
        v.notSupported(
          "exitCodes", "operator", value: ShownValue(codes.text("operator")), ["In", "NotIn"])
      }
      if codes.list("values").count > 255 {
        v.tooMany("exitCodes", "values", count: codes.list("values").count, limit: 255)
      }
    }
  }

  private mutating func resizePolicy(_ container: Fields, _ context: PodContext) {
    var seen: Set<String> = []
    for (index, policy) in container.objects("resizePolicy").enumerated() {
      let resource = policy.text("resourceName")
      let restart = policy.text("restartPolicy")
      if !seen.insert(resource).inserted {
        duplicate("resizePolicy", .index(index), value: ShownValue(resource))
      }
      if resource.isEmpty {
        required("resizePolicy")
      } else {
        oneOf(resource, ["cpu", "memory"], at: "resizePolicy")
      }
      if restart.isEmpty {
        required("resizePolicy")
      } else {
        oneOf(restart, ["NotRequired", "RestartContainer"], at: "resizePolicy")
      }
      if context.restartPolicy == "Never", restart != "NotRequired" {
        invalid(
          "resizePolicy", value: ShownValue(restart),
          "must be 'NotRequired' when pod `restartPolicy` is 'Never'")
      }
    }
  }
}
