import Kubernetes
import YAML

/// Where a container sees its volumes (core/v1 VolumeMount, VolumeDevice).
extension Validation {
  mutating func volumeMounts(_ container: Fields, _ context: PodContext) {
    let devices = container.objects("volumeDevices")
    var paths: Set<String> = []
    for (index, mount) in container.objects("volumeMounts").enumerated() {
      at("volumeMounts") { v in
        v.at(.index(index)) { v in
          v.mount(mount, context, &paths)
          v.mountBesideDevices(mount, devices)
        }
        // The server names these fields without the mount's index.
        v.subPaths(mount)
        v.mountPropagation(mount, container)
        v.recursiveReadOnly(mount)
      }
    }
  }

  private mutating func mount(
    _ mount: Fields, _ context: PodContext, _ paths: inout Set<String>
  ) {
    let name = mount.text("name")
    if name.isEmpty { required("name") }
    if context.volumes[name] == nil { notFound("name", value: ShownValue(name)) }
    let path = mount.text("mountPath")
    if path.isEmpty { required("mountPath") }
    if !paths.insert(path).inserted {
      invalid("mountPath", value: ShownValue(path), "must be unique")
    }
    guard context.volumes[name]?.has("image") == true else { return }
    for field in ["subPath", "subPathExpr"] where !mount.text(field).isEmpty {
      invalid(
        .field(field), value: ShownValue(mount.text(field)), "not allowed in image volume sources")
    }
  }

  private mutating func mountBesideDevices(_ mount: Fields, _ devices: [Fields]) {
    let name = mount.text("name")
    let path = mount.text("mountPath")
    if devices.contains(where: { $0.text("name") == name }) {
      invalid("name", value: ShownValue(name), "must not already exist in volumeDevices")
    }
    if devices.contains(where: { $0.text("devicePath") == path }) {
      invalid(
        "mountPath", value: ShownValue(path), "must not already exist as a path in volumeDevices")
    }
    let expression = mount.text("subPathExpr")
    if !expression.isEmpty, !mount.text("subPath").isEmpty {
      invalid(
        "subPathExpr", value: ShownValue(expression),
        "subPathExpr and subPath are mutually exclusive")
    }
  }

  private mutating func subPaths(_ mount: Fields) {
    for field in ["subPath", "subPathExpr"] where !mount.text(field).isEmpty {
      descendingPath(mount.text(field), at: .field(field))
    }
  }

  private mutating func mountPropagation(_ mount: Fields, _ container: Fields) {
    guard let mode = mount.optionalText("mountPropagation") else { return }
    oneOf(mode, ["Bidirectional", "HostToContainer", "None"], at: "mountPropagation")
    let isPrivileged = container.value("securityContext").isTrue("privileged")
    if mode == "Bidirectional", !isPrivileged {
      forbidden(
        "mountPropagation",
        because: "Bidirectional mount propagation is available only to privileged containers")
    }
  }

  /// KEP-3857.
  private mutating func recursiveReadOnly(_ mount: Fields) {
    guard let mode = mount.optionalText("recursiveReadOnly"), mode != "Disabled" else { return }
    guard ["Enabled", "IfPossible"].contains(mode) else {
      notSupported(
        "recursiveReadOnly", value: ShownValue(mode), ["Disabled", "Enabled", "IfPossible"])
      return
    }
    if !mount.isTrue("readOnly") {
      forbidden("recursiveReadOnly", because: "may only be specified when readOnly is true")
    }
    if let propagation = mount.optionalText("mountPropagation"), propagation != "None" {
      forbidden(
        "recursiveReadOnly",
        because: "may only be specified when mountPropagation is None or not specified")
    }
  }

  mutating func volumeDevices(_ container: Fields, _ context: PodContext) {
    let mounts = container.objects("volumeMounts")
    var names: Set<String> = []
    var paths: Set<String> = []
    each("volumeDevices", of: container) { v, device, _ in
      let name = device.text("name")
      let path = device.text("devicePath")
      if name.isEmpty { v.required("name") }
      if !name.isEmpty, !names.insert(name).inserted {
        v.invalid("name", value: ShownValue(name), "must be unique")
      }
      if let volume = context.volumes[name] {
        if !volume.has("persistentVolumeClaim"), !volume.has("ephemeral") {
          v.invalid(
            "name", value: ShownValue(name),
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")
        }
      } else {
        v.notFound("name", value: ShownValue(name))
      }
      if path.isEmpty { v.required("devicePath") }
      if path.hasBackstep {
        v.invalid("devicePath", value: ShownValue(path), "can not contain backsteps ('..')")
      } else if !paths.insert(path).inserted {
        v.invalid("devicePath", value: ShownValue(path), "must be unique")
      }
      if mounts.contains(where: { $0.text("name") == name }) {
        v.invalid("name", value: ShownValue(name), "must not already exist in volumeMounts")
      }
      if mounts.contains(where: { $0.text("mountPath") == path }) {
        v.invalid(
          "devicePath", value: ShownValue(path), "must not already exist as a path in volumeMounts")
      }
    }
  }

  // MARK: Paths

  /// A relative path without `..` in it.
  mutating func descendingPath(_ path: String, at place: Step...) {
    if path.hasPrefix("/") {
      report(
        .invalid, place, "Invalid value: \(ShownValue.quoted(path)): must be a relative path")
    }
    if path.hasBackstep {
      report(.invalid, place, "Invalid value: \(ShownValue.quoted(path)): must not contain '..'")
    }
  }

  /// A relative path whose names are not reserved for volumes' own use.
  mutating func localPath(_ path: String, at place: Step) {
    descendingPath(path, at: place)
    if path.hasPrefix(".."), !path.hasPrefix("../") {
      invalid(place, value: ShownValue(path), "must not start with '..'")
    }
  }
}

extension String {
  /// Whether one of the path's components is `..`.
  var hasBackstep: Bool {
    split(separator: "/", omittingEmptySubsequences: false).contains("..")
  }
}
