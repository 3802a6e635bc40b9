import Kubernetes
import YAML

/// Fields of features that a 1.36 server has turned off: it drops them before it looks at them.
enum DisabledFields {
  static func drop(from root: inout Node, gvk: GroupVersionKind) {
    switch (gvk.group, gvk.kind) {
    case ("", "Pod"): dropFromPods(&root, at: ["spec"])
    case ("", "PodTemplate"): dropFromPods(&root, at: ["template", "spec"])
    case ("", "ReplicationController"), ("apps", "DaemonSet"), ("apps", "Deployment"),
      ("apps", "ReplicaSet"), ("batch", "Job"):
      dropFromPods(&root, at: ["spec", "template", "spec"])
    case ("batch", "CronJob"):
      dropFromPods(&root, at: ["spec", "jobTemplate", "spec", "template", "spec"])
    case ("apps", "StatefulSet"):
      dropFromPods(&root, at: ["spec", "template", "spec"])
      change(&root, at: ["spec", "updateStrategy", "rollingUpdate"]) { $0["maxUnavailable"] = nil }
    case ("", "Node"): change(&root, at: ["spec"]) { $0["configSource"] = nil }
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

  private static func dropFromPods(_ root: inout Node, at path: [String]) {
    change(&root, at: path[...]) { spec in
      if spec["schedulingGroup"] != nil { spec["schedulingGroup"] = nil }
      spec.change("volumes") { volumes in
        volumes.changeElements { volume in
          volume.changeMapping { volume in
            volume.changeMapping("projected") { projected in
              projected.change("sources") { sources in
                sources.changeElements { $0.changeMapping { $0["clusterTrustBundle"] = nil } }
              }
            }
          }
        }
      }
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
