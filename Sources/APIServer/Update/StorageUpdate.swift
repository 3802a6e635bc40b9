import Kubernetes
import YAML

/// What may change in volumes and claims that are there.
extension Validation {
  /// Fields of a volume that do not say where its data is.
  private static let volumeProperties = [
    "accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity",
    "persistentVolumeReclaimPolicy", "storageClassName", "volumeAttributesClassName", "volumeMode",
  ]

  mutating func persistentVolumeUpdate(_ new: Fields, _ old: Fields) {
    let (spec, before) = (new.value("spec"), old.value("spec"))
    var source = spec.taking(Self.volumeProperties, from: before)
    // What lets a driver grow a volume may come later.
    if !before.value("csi").has("controllerExpandSecretRef") {
      source.changeMapping("csi") { $0["controllerExpandSecretRef"] = nil }
    }
    if !source.means(before) {
      at("spec") { v in
        v.forbidden(
          "persistentvolumesource",
          because: "spec.persistentvolumesource is immutable after creation")
      }
    }
    // The server leaves `spec` out.
    if !spec.means(before, in: "volumeMode") {
      invalid(
        .named("volumeMode", ["spec", "volumeMode"]), value: ShownValue(spec["volumeMode"]),
        Self.immutable)
    }
    if before.has("nodeAffinity"), !spec.means(before, in: "nodeAffinity") {
      invalid(
        "nodeAffinity", value: ShownValue(spec["nodeAffinity"], as: .volumeNodeAffinity),
        "field is immutable, except for updating from beta label to GA")
    }
  }

  mutating func claimUpdate(_ new: Fields, _ old: Fields) {
    let (spec, before) = (new.value("spec"), old.value("spec"))
    let isBound = old.value("status").text("phase") == "Bound"
    var held = spec
    if isBound {
      held = spec.taking(["volumeAttributesClassName"], from: before)
      held.changeMapping("resources") { resources in
        resources = resources.taking(["requests"], from: before.value("resources"))
      }
    }
    // A claim without a class may get one.
    if !before.has("storageClassName") { held["storageClassName"] = nil }
    // The controller names the volume of a claim.
    if before.text("volumeName").isEmpty { held["volumeName"] = before["volumeName"] }
    guard held.means(before) else {
      forbidden(
        "spec",
        because: "spec is immutable after creation except resources.requests and"
          + " volumeAttributesClassName for bound claims")
      return
    }
    let sizes = [before, spec].map { $0.value("resources").value("requests").quantity("storage") }
    if let size = sizes[0], let next = sizes[1], next < size {
      at("spec") { v in
        v.forbidden(
          "resources", "requests", "storage", because: "field can not be less than status.capacity")
      }
    }
  }
}
