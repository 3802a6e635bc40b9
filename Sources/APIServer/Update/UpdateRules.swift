import Kubernetes
import YAML

/// What may not change in an object of a kind once it is there.
enum UpdateRules {
  typealias Rules = @Sendable (inout Validation, _ new: Fields, _ old: Fields) -> Void

  static func rules(for gvk: GroupVersionKind) -> Rules? { all["\(gvk.group)/\(gvk.kind)"] }

  private static let all: [String: Rules] = [
    "/Node": { $0.nodeUpdate($1, $2) },
    "/ConfigMap": { $0.immutableData($1, $2, ["data", "binaryData"]) },
    "/PersistentVolume": { $0.persistentVolumeUpdate($1, $2) },
    "/PersistentVolumeClaim": { $0.claimUpdate($1, $2) },
    "/Pod": { $0.podUpdate($1, $2) },
    "/ResourceQuota": { $0.quotaUpdate($1, $2) },
    "/Secret": { v, new, old in
      v.unchanged("type", new, old)
      v.immutableData(new, old, ["data"])
    },
    "/Service": { $0.serviceUpdate($1, $2) },
    "apiextensions.k8s.io/CustomResourceDefinition": { $0.definitionUpdate($1, $2) },
    "apps/ControllerRevision": { $0.unchanged("data", $1, $2) },
    "apps/DaemonSet": { $0.unchangedInSpec(["selector"], $1, $2, shownAs: .labelSelector) },
    "apps/Deployment": { $0.unchangedInSpec(["selector"], $1, $2, shownAs: .labelSelector) },
    "apps/ReplicaSet": { $0.unchangedInSpec(["selector"], $1, $2, shownAs: .labelSelector) },
    "apps/StatefulSet": { $0.statefulSetUpdate($1, $2) },
    "batch/Job": { $0.jobUpdate($1, $2) },
    "certificates.k8s.io/ClusterTrustBundle": { $0.unchangedInSpec(["signerName"], $1, $2) },
    "events.k8s.io/Event": { $0.eventUpdate($1, $2) },
    "discovery.k8s.io/EndpointSlice": { $0.unchanged("addressType", $1, $2) },
    "networking.k8s.io/IPAddress": {
      $0.unchangedInSpec(["parentRef"], $1, $2, shownAs: .ipAddressParent)
    },
    "networking.k8s.io/IngressClass": { $0.unchangedInSpec(["controller"], $1, $2) },
    "networking.k8s.io/ServiceCIDR": { $0.serviceCIDRUpdate($1, $2) },
    "node.k8s.io/RuntimeClass": { $0.unchanged("handler", $1, $2) },
    "rbac.authorization.k8s.io/ClusterRoleBinding": { $0.roleReferenceUpdate($1, $2) },
    "rbac.authorization.k8s.io/RoleBinding": { $0.roleReferenceUpdate($1, $2) },
    "resource.k8s.io/ResourceClaim": { $0.unchanged("spec", $1, $2, shownAs: .resourceClaimSpec) },
    "resource.k8s.io/ResourceClaimTemplate": {
      $0.unchanged("spec", $1, $2, shownAs: .resourceClaimTemplateSpec)
    },
    "resource.k8s.io/ResourceSlice": { $0.resourceSliceUpdate($1, $2) },
    "scheduling.k8s.io/PriorityClass": { $0.priorityClassUpdate($1, $2) },
    "storage.k8s.io/CSIDriver": { $0.csiDriverUpdate($1, $2) },
    "storage.k8s.io/CSINode": { $0.csiNodeUpdate($1, $2) },
    "storage.k8s.io/CSIStorageCapacity": { v, new, old in
      v.unchanged("nodeTopology", new, old, shownAs: .labelSelector)
      v.unchanged("storageClassName", new, old)
    },
    "storage.k8s.io/StorageClass": { v, new, old in
      for field in ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] {
        v.unchanged(field, new, old)
      }
    },
    "storage.k8s.io/VolumeAttachment": {
      $0.unchanged("spec", $1, $2, shownAs: .volumeAttachmentSpec)
    },
    "storage.k8s.io/VolumeAttributesClass": { v, new, old in
      for field in ["driverName", "parameters"] where !new.means(old, in: field) {
        v.forbidden(.field(field), because: "updates to \(field) are forbidden.")
      }
    },
    "storagemigration.k8s.io/StorageVersionMigration": {
      $0.unchanged("spec", $1, $2, shownAs: .storageVersionMigrationSpec)
    },
  ]
}

extension Validation {
  static let immutable = "field is immutable"

  /// A field that keeps the value it was created with.
  mutating func unchanged(
    _ field: String, _ new: Fields, _ old: Fields, _ message: String = Validation.immutable,
    shownAs type: GoStruct? = nil
  ) {
    guard !new.means(old, in: field) else { return }
    invalid(.field(field), value: ShownValue(new[field], as: type), message)
  }

  mutating func unchangedInSpec(
    _ fields: [String], _ new: Fields, _ old: Fields, shownAs type: GoStruct? = nil
  ) {
    at("spec") { v in
      for field in fields {
        v.unchanged(field, new.value("spec"), old.value("spec"), shownAs: type)
      }
    }
  }

  /// Rules of meta/v1 ObjectMeta for every kind.
  mutating func metadataUpdate(_ new: Fields, _ old: Fields) {
    let (meta, before) = (new.value("metadata"), old.value("metadata"))
    at("metadata") { v in
      v.unchanged("name", meta, before)
      v.unchanged("namespace", meta, before)
      // What is there has an identity of the server's own.
      if let uid = meta["uid"], !uid.isNull, uid.string != before.text("uid") {
        for _ in 0..<2 { v.invalid("uid", value: ShownValue(uid), Self.immutable) }
      }
    }
  }

  // MARK: core/v1

  /// A ConfigMap or Secret that says it never changes.
  fileprivate mutating func immutableData(_ new: Fields, _ old: Fields, _ fields: [String]) {
    guard old.isTrue("immutable") else { return }
    let message = "field is immutable when `immutable` is set"
    if !new.isTrue("immutable") { forbidden("immutable", because: message) }
    for field in fields where !new.means(old, in: field) {
      forbidden(.field(field), because: message)
    }
  }

  fileprivate mutating func quotaUpdate(_ new: Fields, _ old: Fields) {
    let scopes = Set(new.value("spec").strings("scopes"))
    guard scopes != Set(old.value("spec").strings("scopes")) else { return }
    at("spec") { v in
      v.invalid("scopes", value: ShownValue(new.value("spec")["scopes"]), Self.immutable)
    }
  }

  /// A Service keeps its first address and first family, unless it stops or begins to have any.
  fileprivate mutating func serviceUpdate(_ new: Fields, _ old: Fields) {
    let (spec, before) = (new.value("spec"), old.value("spec"))
    let isExternal = [spec, before].contains { $0.text("type") == "ExternalName" }
    guard !isExternal else { return }
    at("spec") { v in
      // A Service without an address in its manifest was given one.
      let next = spec.text("clusterIP")
      if !next.isEmpty, next != before.text("clusterIP") {
        v.invalid(
          "clusterIPs", .index(0), value: ShownValue(Node([.string(next)])),
          "may not change once set")
      }
      if let family = before.strings("ipFamilies").first,
        let next = spec.strings("ipFamilies").first, next != family
      {
        v.invalid(
          "ipFamilies", .index(0), value: ShownValue(spec["ipFamilies"]), "may not change once set")
      }
      if spec.needsHealthCheck, before.needsHealthCheck, let port = spec.int("healthCheckNodePort"),
        port != 0, port != before.int("healthCheckNodePort")
      {
        v.forbidden("healthCheckNodePort", because: Self.immutable)
      }
      let balancer = before.optionalText("loadBalancerClass")
      if spec.text("type") == "LoadBalancer", before.text("type") == "LoadBalancer",
        spec.optionalText("loadBalancerClass") != balancer
      {
        v.invalid(
          "loadBalancerClass", value: ShownValue(spec["loadBalancerClass"]),
          "may not change once set")
      }
    }
  }

  // MARK: Others

  fileprivate mutating func statefulSetUpdate(_ new: Fields, _ old: Fields) {
    let mutable = [
      "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
      "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
    ]
    let (spec, before) = (new.value("spec"), old.value("spec"))
    guard !spec.taking(mutable, from: before).means(before) else { return }
    let names = mutable.dropLast().map { "'\($0)'" }.joined(separator: ", ")
    forbidden(
      "spec",
      because: "updates to statefulset spec for fields other than \(names) and 'minReadySeconds'"
        + " are forbidden")
  }

  fileprivate mutating func roleReferenceUpdate(_ new: Fields, _ old: Fields) {
    unchanged("roleRef", new, old, "cannot change roleRef", shownAs: .roleRef)
  }

  fileprivate mutating func priorityClassUpdate(_ new: Fields, _ old: Fields) {
    if !new.means(old, in: "value") {
      forbidden("value", because: "may not be changed in an update.")
    }
    unchanged("preemptionPolicy", new, old)
  }
}
