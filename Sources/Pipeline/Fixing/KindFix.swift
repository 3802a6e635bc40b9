import Diagnostics
import Kubernetes
import Kustomize
import YAML

extension KubernetesObject {
  /// The edit that asks for another kind or version in the place of the object's own; nil where the object
  /// would have to be written anew.
  func fix(ofKind other: GroupVersionKind) -> Fix? {
    guard other.kind != kind else { return fix(ofVersion: other.apiVersion) }
    // A name that is right but for capitals is certain to be meant.
    guard other.apiVersion == apiVersion, let edit = root["kind"]?.writing(other.kind) else {
      return nil
    }
    let isCertain = other.kind.lowercased() == kind.lowercased()
    return Fix(
      "write \(other.kind)", edits: [edit],
      applicability: isCertain && !isPatched ? .safe : .unsafe)
  }

  private func fix(ofVersion version: String) -> Fix? {
    switch ("\(apiVersion) \(kind)", version) {
    case ("extensions/v1beta1 Ingress", _), ("networking.k8s.io/v1beta1 Ingress", _):
      return ingressFix(to: version)
    case (let old, "apps/v1"): return workloadFix(isKept: old.hasPrefix("apps/v1beta2 "))
    case (let old, _):
      guard Self.alike.contains(old), let edit = root["apiVersion"]?.writing(version) else {
        return nil
      }
      // The old version took an empty selector for none, the new one takes it for all.
      let isKept =
        kind != "PodDisruptionBudget"
        || root["spec"]?["selector"]?.mapping?.entries.contains {
          $0.value.mapping?.isEmpty == false || $0.value.elements?.isEmpty == false
        } == true
      return Fix(
        "write \(version)", edits: [edit],
        applicability: isKept && !isPatched ? .safe : .unsafe)
    }
  }

  /// Versions whose successors have the same fields, with the same meaning and the same defaults (the
  /// Kubernetes deprecation guide).
  private static let alike: Set = [
    "policy/v1beta1 PodDisruptionBudget", "batch/v1beta1 CronJob",
    "autoscaling/v2beta2 HorizontalPodAutoscaler", "extensions/v1beta1 NetworkPolicy",
    "networking.k8s.io/v1beta1 IngressClass", "node.k8s.io/v1beta1 RuntimeClass",
    "coordination.k8s.io/v1beta1 Lease", "scheduling.k8s.io/v1alpha1 PriorityClass",
    "scheduling.k8s.io/v1beta1 PriorityClass", "storage.k8s.io/v1beta1 StorageClass",
    "storage.k8s.io/v1beta1 VolumeAttachment", "storage.k8s.io/v1beta1 CSIDriver",
    "storage.k8s.io/v1beta1 CSINode", "storage.k8s.io/v1beta1 CSIStorageCapacity",
    "rbac.authorization.k8s.io/v1alpha1 Role", "rbac.authorization.k8s.io/v1beta1 Role",
    "rbac.authorization.k8s.io/v1alpha1 RoleBinding",
    "rbac.authorization.k8s.io/v1beta1 RoleBinding",
    "rbac.authorization.k8s.io/v1alpha1 ClusterRole",
    "rbac.authorization.k8s.io/v1beta1 ClusterRole",
    "rbac.authorization.k8s.io/v1alpha1 ClusterRoleBinding",
    "rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding",
  ]

  /// Whether a patch is part of the object, which may find it by its version and its kind.
  private var isPatched: Bool { root.isPatched }

  // MARK: Fields that moved

  /// A workload, which must name its selector: it was that of the template's labels where it did not.
  ///
  /// - Parameter isKept: whether the defaults of the versions are the same.
  private func workloadFix(isKept: Bool) -> Fix? {
    let labels = root["spec"]?["template"]?["metadata"]?["labels"]
    let isSelected = root["spec"]?["selector"]?.mapping?.isEmpty == false
    return fix("write apps/v1", isKept && isSelected && !isPatched ? .safe : .unsafe) {
      (text) throws(EditError) in
      guard text.holds(["apiVersion"]) else { return false }
      try text.set(["apiVersion"], to: .string("apps/v1"))
      guard !isSelected else { return true }
      guard let labels, text.holds(["spec", "template", "metadata", "labels"]) else { return false }
      try text.set(["spec", "selector", "matchLabels"], to: labels)
      return true
    }
  }

  /// An Ingress, whose backends have other fields, and whose paths must name their type.
  private func ingressFix(to version: String) -> Fix? {
    fix("write \(version), with its fields") { (text) throws(EditError) in
      guard text.holds(["apiVersion"]), text.holds(["spec"]) else { return false }
      try text.set(["apiVersion"], to: .string(version))
      for (rule, node) in (root["spec"]?["rules"]?.elements ?? []).enumerated() {
        for (index, path) in (node["http"]?["paths"]?.elements ?? []).enumerated() {
          let place: FieldPath = ["spec", "rules", .index(rule), "http", "paths", .index(index)]
          guard let backend = path["backend"]?.backendOfToday else { return false }
          try text.set(place.appending("backend"), to: backend)
          if path["pathType"] == nil {
            try text.set(place.appending("pathType"), to: .string("ImplementationSpecific"))
          }
        }
      }
      if let backend = root["spec"]?["backend"] {
        guard let today = backend.backendOfToday else { return false }
        try text.set(["spec", "defaultBackend"], to: today)
        try text.remove(["spec", "backend"])
      }
      return true
    }
  }
}

extension Node {
  /// The backend of an Ingress as v1 has it; nil for one that no version has.
  fileprivate var backendOfToday: Node? {
    if self["resource"] != nil || self["service"] != nil { return self }
    guard let name = self["serviceName"], let port = self["servicePort"] else { return nil }
    func mapping(_ name: String, _ value: Node) -> Mapping.Entry {
      Mapping.Entry(key: .string(name), value: value)
    }
    let number = port.scalar?.type == .integer ? "number" : "name"
    return Node(
      Mapping(entries: [
        mapping(
          "service",
          Node(
            Mapping(entries: [
              mapping("name", name),
              mapping("port", Node(Mapping(entries: [mapping(number, port)]))),
            ])))
      ]))
  }

  fileprivate var isPatched: Bool {
    if origin.setter == .strategicMergePatch || origin.setter == .jsonPatch { return true }
    return switch content {
    case .scalar: false
    case .sequence(let elements): elements.contains(where: \.isPatched)
    case .mapping(let mapping): mapping.entries.contains { $0.value.isPatched }
    }
  }
}
