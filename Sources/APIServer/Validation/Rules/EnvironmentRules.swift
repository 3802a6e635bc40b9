import Kubernetes
import Values
import YAML

/// The environment of a container (core/v1 EnvVar, EnvFromSource).
extension Validation {
  mutating func environment(_ container: Fields, _ context: PodContext) {
    each("env", of: container) { v, variable, _ in
      let name = variable.text("name")
      if name.isEmpty {
        v.required("name")
      } else {
        v.check(name, is: .environmentVariable, at: "name")
      }
      v.within("valueFrom", of: variable) { v, source in
        v.valueSource(source, hasValue: !variable.text("value").isEmpty, context)
      }
    }
    for (index, source) in container.objects("envFrom").enumerated() {
      let prefix = source.text("prefix")
      if !prefix.isEmpty {
        check(prefix, is: .environmentVariable, at: "envFrom", .index(index), "prefix")
      }
      environmentSource(source, index)
    }
  }

  private mutating func environmentSource(_ source: Fields, _ index: Int) {
    var count = 0
    for name in ["configMapRef", "secretRef"] {
      guard let reference = source.object(name) else { continue }
      count += 1
      let target = reference.text("name")
      if target.isEmpty {
        required("envFrom", .index(index), .field(name), "name")
      } else {
        for fault in NameFormat.dns1123Subdomain.ofPrefix.faults(target) {
          invalid("envFrom", .index(index), .field(name), "name", value: ShownValue(target), fault)
        }
      }
    }
    if count == 0 {
      invalid("envFrom", value: "", "must specify one of: `configMapRef` or `secretRef`")
    } else if count > 1 {
      invalid("envFrom", value: "", "may not have more than one field specified at a time")
    }
  }

  private mutating func valueSource(_ source: Fields, hasValue: Bool, _ context: PodContext) {
    var count = 0
    within("fieldRef", of: source) { v, selector in
      count += 1
      v.fieldSelector(selector, allowed: Self.environmentFields)
    }
    within("resourceFieldRef", of: source) { v, selector in
      count += 1
      v.resourceSelector(selector, inVolume: false)
    }
    for name in ["configMapKeyRef", "secretKeyRef"] {
      within(name, of: source) { v, selector in
        count += 1
        v.check(selector.text("name"), is: .dns1123Subdomain, at: "name")
        let key = selector.text("key")
        if key.isEmpty { v.required("key") } else { v.check(key, is: .configKey, at: "key") }
      }
    }
    within("fileKeyRef", of: source) { v, selector in
      count += 1
      v.fileKeySelector(selector, context)
    }
    if count == 0 {
      invalid(
        value: "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` "
          + "or `fileKeyRef`")
    } else if hasValue {
      invalid(value: "", "may not be specified when `value` is not empty")
    } else if count > 1 {
      invalid(value: "", "may not have more than one field specified at a time")
    }
  }

  /// KEP-3721.
  private mutating func fileKeySelector(_ selector: Fields, _ context: PodContext) {
    let key = selector.text("key")
    if key.isEmpty { required("key") } else { check(key, is: .environmentVariable, at: "key") }
    let volume = selector.text("volumeName")
    if volume.isEmpty {
      required("volumeName")
    } else if let source = context.volumes[volume] {
      if source.object("emptyDir") == nil {
        invalid(
          "volumeName", value: ShownValue(volume), "referenced volume must be of type emptyDir")
      }
    } else {
      notFound("volumeName", value: ShownValue(volume))
    }
    let path = selector.text("path")
    if path.isEmpty { required("path") } else { localPath(path, at: "path") }
  }

  // MARK: Downward API

  static let environmentFields = [
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName",
    "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
  ]

  static let volumeFields = [
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
    "metadata.uid",
  ]

  /// The labels by which the server knows a pod's fields.
  private static let podFields: Set<String> = [
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
    "metadata.uid", "spec.nodeName", "spec.restartPolicy", "spec.schedulerName",
    "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.hostIP",
    "status.hostIPs", "status.podIP", "status.podIPs", "status.nominatedNodeName", "spec.host",
  ]

  mutating func fieldSelector(_ selector: Fields, allowed: [String]) {
    guard !selector.text("apiVersion").isEmpty else {
      required("apiVersion")
      return
    }
    let path = selector.text("fieldPath")
    guard !path.isEmpty else {
      required("fieldPath")
      return
    }
    guard selector.text("apiVersion") == "v1" else {
      invalid(
        "fieldPath", value: ShownValue(path),
        "error converting fieldPath: unsupported pod version: \(selector.text("apiVersion"))")
      return
    }
    let (field, subscripted) = Self.splitSubscript(path)
    if let subscripted {
      switch field {
      case "metadata.annotations":
        check(subscripted.lowercased(), is: .qualifiedName)
      case "metadata.labels": check(subscripted, is: .qualifiedName)
      default:
        invalid(
          "fieldPath", value: ShownValue(path),
          "error converting fieldPath: field label does not support subscript")
      }
      return
    }
    guard Self.podFields.contains(path) else {
      invalid(
        "fieldPath", value: ShownValue(path),
        "error converting fieldPath: field label not supported: \(path)")
      return
    }
    let name = path == "spec.host" ? "spec.nodeName" : path
    oneOf(name, allowed, at: "fieldPath")
  }

  /// `metadata.labels['app']` as its field and its key.
  private static func splitSubscript(_ path: String) -> (field: String, key: String?) {
    guard path.hasSuffix("']"), let open = path.range(of: "['") else { return (path, nil) }
    let key = String(path[open.upperBound...].dropLast(2))
    let field = String(path[..<open.lowerBound])
    return field.isEmpty ? (path, nil) : (field, key)
  }

  private static let resourceFields = [
    "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu",
    "requests.ephemeral-storage", "requests.memory",
  ]

  mutating func resourceSelector(_ selector: Fields, inVolume: Bool) {
    let resource = selector.text("resource")
    let isHugePages =
      resource.hasPrefix("requests.hugepages-") || resource.hasPrefix("limits.hugepages-")
    if inVolume, selector.text("containerName").isEmpty {
      required("containerName")
    } else if resource.isEmpty {
      required("resource")
    } else if !isHugePages {
      oneOf(resource, Self.resourceFields, at: "resource")
    }
    guard let divisor = selector.quantity("divisor"), !divisor.isZero else { return }
    let cpu = ["1m", "1"]
    let bytes = [
      "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei",
    ]
    let kinds = [
      "cpu": ("cpu", cpu), "memory": ("memory", bytes),
      "ephemeral-storage": ("local ephemeral storage", bytes),
    ]
    let name = isHugePages ? "" : String(resource.drop { $0 != "." }.dropFirst())
    guard let (title, allowed) = isHugePages ? ("hugepages", bytes) : kinds[name],
      !allowed.contains(divisor.description)
    else { return }
    let list = title == "cpu" ? "1m and 1" : bytes.joined(separator: ", ")
    invalid(
      "divisor", value: ShownValue(resource),
      "only divisor's values \(list) are supported with the \(title) resource")
  }
}

extension String {
  /// The first occurrence of a text.
  func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) {
        return start..<index(start, offsetBy: text.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
