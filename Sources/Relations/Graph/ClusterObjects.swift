import YAML

/// What every cluster has, and what the well-known distributions add to each namespace.
enum ClusterObjects {
  static func has(_ key: ObjectKey) -> Bool {
    switch key.kind {
    case "ServiceAccount": ["default", "builder", "deployer", "pipeline"].contains(key.name)
    case "ConfigMap": ["kube-root-ca.crt", "openshift-service-ca.crt"].contains(key.name)
    case "PriorityClass": key.name.hasPrefix("system-") || key.name == "openshift-user-critical"
    case "ClusterRole": isClusterRole(key.name)
    case "Role":
      key.namespace.hasPrefix("kube-")
        && (key.name == "extension-apiserver-authentication-reader"
          || key.name.hasPrefix("system:"))
    case "Service": key.name == "kubernetes" && key.namespace.isEmpty
    default: false
    }
  }

  /// The roles that the API server makes for users and itself, and those of OpenShift.
  private static func isClusterRole(_ name: String) -> Bool {
    name.hasPrefix("system:")
      || [
        "admin", "cluster-admin", "edit", "view", "basic-user", "cluster-reader", "cluster-status",
        "self-provisioner", "self-access-reviewer", "storage-admin", "sudoer", "registry-admin",
        "registry-editor", "registry-viewer", "cluster-monitoring-view", "monitoring-edit",
        "monitoring-rules-edit", "monitoring-rules-view",
      ].contains(name)
  }
}
