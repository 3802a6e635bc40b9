import Kubernetes
import Values
import YAML

extension DefaultingRule {
  /// Pods, their templates and what is inside them (core/v1).
  static let podDefaults: [String: DefaultingRule] = [
    "io.k8s.api.core.v1.Pod": DefaultingRule(fillPod),
    "io.k8s.api.core.v1.PodSpec": DefaultingRule { spec in
      spec.fillEmpty("dnsPolicy", "ClusterFirst")
      spec.fillEmpty("restartPolicy", "Always")
      spec.fill("securityContext", .object([:]))
      spec.fill("terminationGracePeriodSeconds", .integer(30))
      spec.fillEmpty("schedulerName", "default-scheduler")
      mirrorServiceAccount(&spec)
    },
    "io.k8s.api.core.v1.Container": DefaultingRule(fillContainer),
    "io.k8s.api.core.v1.EphemeralContainer": DefaultingRule(fillContainer),
    "io.k8s.api.core.v1.Probe": DefaultingRule { probe in
      probe.fill("timeoutSeconds", .integer(1))
      probe.fill("periodSeconds", .integer(10))
      probe.fill("successThreshold", .integer(1))
      probe.fill("failureThreshold", .integer(3))
    },
    "io.k8s.api.core.v1.HTTPGetAction": DefaultingRule { action in
      action.fillEmpty("path", "/")
      action.fillEmpty("scheme", "HTTP")
    },
    "io.k8s.api.core.v1.ObjectFieldSelector": DefaultingRule { $0.fillEmpty("apiVersion", "v1") },
    "io.k8s.api.core.v1.Volume": DefaultingRule { volume in
      let hasSource = volume.entries.contains { $0.name != "name" && !$0.value.isNull }
      if !hasSource { volume.fill("emptyDir", .object([:])) }
      volume.changeMapping("image") {
        fillPullPolicy(&$0, image: $0.text("reference")) {
          $0.fillEmpty("pullPolicy", $1)
        }
      }
    },
    "io.k8s.api.core.v1.SecretVolumeSource": defaultMode,
    "io.k8s.api.core.v1.ConfigMapVolumeSource": defaultMode,
    "io.k8s.api.core.v1.DownwardAPIVolumeSource": defaultMode,
    "io.k8s.api.core.v1.ProjectedVolumeSource": defaultMode,
    "io.k8s.api.core.v1.ServiceAccountTokenProjection": DefaultingRule {
      $0.fill("expirationSeconds", .integer(3_600))
    },
    "io.k8s.api.core.v1.HostPathVolumeSource": DefaultingRule { $0.fill("type", .string("")) },
  ]

  /// 0644.
  private static let defaultMode = DefaultingRule { $0.fill("defaultMode", .integer(420)) }

  private static let fillContainer: @Sendable (inout Mapping) -> Void = { container in
    fillPullPolicy(&container, image: container.text("image")) {
      $0.fillEmpty("imagePullPolicy", $1)
    }
    container.fillEmpty("terminationMessagePath", "/dev/termination-log")
    container.fillEmpty("terminationMessagePolicy", "File")
  }

  /// Always for what may change under its name; a name that cannot be read counts as pinned.
  private static func fillPullPolicy(
    _ mapping: inout Mapping, image: String, _ fill: (inout Mapping, String) -> Void
  ) {
    fill(&mapping, ImageReference(image)?.isLatest == true ? "Always" : "IfNotPresent")
  }

  /// The deprecated name of the field always says the same.
  private static func mirrorServiceAccount(_ spec: inout Mapping) {
    let name = spec.text("serviceAccountName")
    let chosen = name.isEmpty ? spec.text("serviceAccount") : name
    guard !chosen.isEmpty else { return }
    spec.fillEmpty("serviceAccountName", chosen)
    if spec.text("serviceAccount") != chosen {
      spec["serviceAccount"] = Node.string(chosen).markedDefaulted
    }
  }

  private static let fillPod: @Sendable (inout Mapping) -> Void = { pod in
    pod.changeMapping("spec") { spec in
      for list in ["containers", "initContainers"] {
        spec.change(list) { $0.changeElements { $0.changeMapping(fillRequests) } }
      }
      if spec.value("resources").has("limits") { fillPodRequests(&spec) }
      spec.fill("enableServiceLinks", .boolean(true))
      guard spec["hostNetwork"]?.scalar?.boolean == true else { return }
      for list in ["containers", "initContainers"] {
        spec.change(list) { $0.changeElements { $0.changeMapping(fillHostPorts) } }
      }
    }
  }

  /// A request that is not given is the limit; only in a Pod, never in a template.
  private static func fillRequests(_ container: inout Mapping) {
    container.changeMapping("resources") { resources in
      guard let limits = resources["limits"]?.mapping else { return }
      if !resources.has("requests") { resources["requests"] = Node.object([:]).markedDefaulted }
      resources.changeMapping("requests") { requests in
        for limit in limits.entries { requests.fill(limit.name, limit.value) }
      }
    }
  }

  /// What a pod as a whole requests is what its containers do, else its limit (KEP-2837).
  private static func fillPodRequests(_ spec: inout Mapping) {
    var requests = spec.value("resources").value("requests")
    let sums = PodResources(ofContainersIn: Node(spec), .requests).sums
    for (name, amount) in sums.sorted(by: { $0.key < $1.key })
    where PodResources.isPodLevel(name) && !requests.has(name) {
      requests[name] = Node.string(amount.description).markedDefaulted
    }
    for limit in spec.value("resources").value("limits").entries
    where PodResources.isPodLevel(limit.name) && !requests.has(limit.name) {
      requests[limit.name] = limit.value.markedDefaulted
    }
    guard !requests.isEmpty else { return }
    spec.changeMapping("resources") { resources in
      resources["requests"] = Node(
        requests, origin: resources["requests"]?.origin ?? .defaulted)
    }
  }

  private static func fillHostPorts(_ container: inout Mapping) {
    container.change("ports") { ports in
      ports.changeElements { port in
        port.changeMapping { port in
          if let number = port["containerPort"] { port.fill("hostPort", number) }
        }
      }
    }
  }
}
