import Kubernetes
import YAML

/// Fields of features that a server has turned off: it drops them before it looks at them.
///
/// Which features are on in 1.37 and what their fields are called is told by the `featureGate` tags of
/// kubernetes/api at v0.37.0-beta.0 and by the pages of the gates in the Kubernetes documentation.
enum DisabledFields {
  /// - Parameter release: the release that the object's type is of.
  static func drop(from root: inout Node, gvk: GroupVersionKind, in release: KubernetesRelease) {
    switch (gvk.group, gvk.kind) {
    case ("", "Pod"): dropFromPods(&root, at: ["spec"], in: release)
    case ("", "PodTemplate"): dropFromPods(&root, at: ["template", "spec"], in: release)
    case ("", "ReplicationController"), ("apps", "DaemonSet"), ("apps", "Deployment"),
      ("apps", "ReplicaSet"):
      dropFromPods(&root, at: ["spec", "template", "spec"], in: release)
    case ("batch", "Job"): dropFromJobs(&root, at: ["spec"], in: release)
    case ("batch", "CronJob"):
      dropFromJobs(&root, at: ["spec", "jobTemplate", "spec"], in: release)
    case ("apps", "StatefulSet"):
      dropFromPods(&root, at: ["spec", "template", "spec"], in: release)
      if !release.limitsUnavailableOfStatefulSets {
        change(&root, at: ["spec", "updateStrategy", "rollingUpdate"]) {
          $0["maxUnavailable"] = nil
        }
      }
    case ("", "Node"):
      change(&root, at: ["spec"]) { spec in
        spec["configSource"] = nil
        if release.hasFieldsOf1_37 { spec["podPreemptionPolicy"] = nil }
      }
    case ("coordination.k8s.io", "Lease"):
      change(&root, at: ["spec"]) { spec in
        spec["strategy"] = nil
        spec["preferredHolder"] = nil
      }
    case ("discovery.k8s.io", "EndpointSlice"):
      root.changeMapping { slice in
        slice.change("endpoints") { endpoints in
          endpoints.changeElements { $0.changeMapping { $0["deprecatedTopology"] = nil } }
        }
      }
    default: break
    }
  }

  private static func dropFromJobs(
    _ root: inout Node, at path: [String], in release: KubernetesRelease
  ) {
    if release.hasFieldsOf1_37 { change(&root, at: path[...]) { $0["scheduling"] = nil } }
    dropFromPods(&root, at: path + ["template", "spec"], in: release)
  }

  private static func dropFromPods(
    _ root: inout Node, at path: [String], in release: KubernetesRelease
  ) {
    change(&root, at: path[...]) { spec in
      if spec["schedulingGroup"] != nil { spec["schedulingGroup"] = nil }
      if !release.mountsTrustBundles {
        spec.changeVolumes { volume in
          volume.changeSources { $0["clusterTrustBundle"] = nil }
        }
      }
      if release.hasFieldsOf1_37 { spec.dropAlphaFieldsOf1_37() }
    }
  }

  private static func change(
    _ root: inout Node, at path: ArraySlice<String>, _ body: (inout Mapping) -> Void
  ) {
    root.changeMapping { mapping in
      guard let name = path.first else { return body(&mapping) }
      mapping.change(name) { child in change(&child, at: path.dropFirst(), body) }
    }
  }
}

extension Mapping {
  /// The fields of a pod that came with 1.37 and are off there: `EvictionRequestAPI`,
  /// `EmptyDirVolumeMode`, `AtomicWriteVolumeUserFields`, `VolumeBindMountOptions`,
  /// `H2CContainerProbe` and `GRPCContainerProbeTLS`.
  fileprivate mutating func dropAlphaFieldsOf1_37() {
    self["evictionResponders"] = nil
    changeVolumes { volume in
      volume.changeMapping("emptyDir") { $0["mode"] = nil }
      for kind in ["configMap", "secret", "downwardAPI", "projected"] {
        volume.changeMapping(kind) { $0.dropOwners() }
      }
      volume.changeSources { source in
        for kind in [
          "clusterTrustBundle", "configMap", "downwardAPI", "podCertificate", "secret",
          "serviceAccountToken",
        ] {
          source.changeMapping(kind) { $0.dropOwners() }
        }
      }
    }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
      changeEach(list) { container in
        container.changeEach("volumeMounts") { $0["bindMountOptions"] = nil }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
          container.changeMapping(probe) { $0.dropProtocols() }
        }
        container.changeMapping("lifecycle") { hooks in
          for hook in ["postStart", "preStop"] {
            hooks.changeMapping(hook) { $0.dropProtocols() }
          }
        }
      }
    }
  }

  private mutating func dropOwners() {
    self["defaultUser"] = nil
    self["user"] = nil
    changeEach("items") { $0["user"] = nil }
  }

  private mutating func dropProtocols() {
    changeMapping("httpGet") { $0["protocol"] = nil }
    changeMapping("grpc") { $0["mode"] = nil }
  }

  fileprivate mutating func changeVolumes(_ body: (inout Mapping) -> Void) {
    changeEach("volumes", body)
  }

  /// Changes what a projected volume is made of.
  fileprivate mutating func changeSources(_ body: (inout Mapping) -> Void) {
    changeMapping("projected") { $0.changeEach("sources", body) }
  }

  private mutating func changeEach(_ name: String, _ body: (inout Mapping) -> Void) {
    change(name) { list in
      list.changeElements { $0.changeMapping(body) }
    }
  }
}
