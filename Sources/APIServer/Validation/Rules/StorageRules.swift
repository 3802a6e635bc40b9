import Kubernetes
import Values
import YAML

/// Volumes and claims (core/v1), classes and drivers (storage.k8s.io/v1).
extension Validation {
  private static let accessModes = [
    "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod",
  ]

  // MARK: Claims

  mutating func persistentVolumeClaim(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    at("spec") { v in v.claimSpec(object.value("spec")) }
  }

  mutating func claimSpec(_ spec: Fields) {
    if spec.isEmptyCollection("accessModes") {
      required("accessModes", because: "at least 1 access mode is required")
    }
    labelSelector(spec, "selector")
    accessModes(spec)
    let requests = spec.value("resources").value("requests")
    at("resources") { v in
      if let storage = requests.quantity("storage") {
        if storage.sign <= 0 {
          v.invalid(.key("storage"), value: ShownValue(storage), "must be greater than zero")
        }
      } else {
        v.required(.key("storage"))
      }
    }
    if let name = spec.optionalText("storageClassName"), !name.isEmpty {
      check(name, is: .dns1123Subdomain, at: "storageClassName")
    }
    optional(spec, "volumeMode", ["Block", "Filesystem"])
    dataSources(spec)
    if let name = spec.optionalText("volumeAttributesClassName"), !name.isEmpty {
      check(name, is: .dns1123Subdomain, at: "volumeAttributesClassName")
    }
  }

  private mutating func accessModes(_ spec: Fields) {
    let modes = spec.strings("accessModes")
    for mode in modes { oneOf(mode, Self.accessModes, at: "accessModes") }
    let others = modes.contains { $0 != "ReadWriteOncePod" && Self.accessModes.contains($0) }
    if modes.contains("ReadWriteOncePod"), others {
      forbidden("accessModes", because: "may not use ReadWriteOncePod with other access modes")
    }
  }

  private mutating func dataSources(_ spec: Fields) {
    for field in ["dataSource", "dataSourceRef"] {
      within(field, of: spec) { v, source in v.dataSource(source) }
    }
    let namespace = spec.value("dataSourceRef").text("namespace")
    if !namespace.isEmpty {
      at("dataSourceRef") { v in v.check(namespace, is: .dns1123Label, at: "namespace") }
      if spec.has("dataSource") {
        invalid(
          value: "spec.dataSource",
          "may not be specified when dataSourceRef.namespace is specified")
      }
    } else if let source = spec.object("dataSource"), let other = spec.object("dataSourceRef"),
      !["apiGroup", "kind", "name"].allSatisfy({ source.text($0) == other.text($0) })
    {
      invalid(value: "spec.dataSource", "must match dataSourceRef")
    }
  }

  private mutating func dataSource(_ source: Fields) {
    for field in ["name", "kind"] where source.text(field).isEmpty { required(.field(field)) }
    let group = source.text("apiGroup")
    if group.isEmpty {
      if source.text("kind") != "PersistentVolumeClaim" {
        invalid(
          value: ShownValue(source.text("kind")),
          "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
      }
    } else {
      check(group, is: .dns1123Subdomain, at: "apiGroup")
    }
  }

  // MARK: Volumes

  mutating func persistentVolume(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let name = object.value("metadata").text("name")
    at("spec") { v in v.volumeSpec(object.value("spec"), name: name) }
  }

  private mutating func volumeSpec(_ spec: Fields, name: String) {
    if spec.isEmptyCollection("accessModes") { required("accessModes") }
    accessModes(spec)
    capacity(spec)
    optionalWhenSet(
      spec, "persistentVolumeReclaimPolicy", ["Delete", "Recycle", "Retain"])
    within("nodeAffinity", of: spec) { v, affinity in
      v.within("required", of: affinity) { v, selector in v.nodeSelector(selector) }
      if !affinity.has("required") {
        v.required("required", because: "must specify required node constraints")
      }
    }
    volumeSource(spec, name: name)
    let path = spec.value("hostPath").text("path")
    if spec.has("hostPath"), path.split(separator: "/").allSatisfy({ $0 == "." }), !path.isEmpty,
      spec.text("persistentVolumeReclaimPolicy") == "Recycle"
    {
      forbidden(
        "persistentVolumeReclaimPolicy",
        because: "may not be 'recycle' for a hostPath mount of '/'")
    }
    let storageClass = spec.text("storageClassName")
    if !storageClass.isEmpty { check(storageClass, is: .dns1123Subdomain, at: "storageClassName") }
    optional(spec, "volumeMode", ["Block", "Filesystem"])
    volumeAttributesClass(spec)
  }

  private mutating func capacity(_ spec: Fields) {
    let amounts = spec.quantities("capacity")
    if amounts.isEmpty { required("capacity") }
    if amounts.count != 1 || amounts[0].name != "storage" {
      notSupported("capacity", value: ShownValue(spec["capacity"]), ["storage"])
    }
    for (name, amount) in amounts {
      if amount.isNegative {
        invalid(
          "capacity", .key(name), value: ShownValue(amount), "must be a valid resource quantity")
      }
      if amount.sign <= 0 {
        invalid("capacity", .key(name), value: ShownValue(amount), "must be greater than zero")
      }
    }
  }

  /// A word that is empty or one of a few.
  mutating func optionalWhenSet(_ fields: Fields, _ name: String, _ allowed: [String]) {
    let value = fields.text(name)
    if !value.isEmpty { oneOf(value, allowed, at: .field(name)) }
  }

  private static let volumeKinds = [
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd",
    "quobyte", "cephfs", "iscsi", "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume",
    "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
  ]

  private mutating func volumeSource(_ spec: Fields, name: String) {
    var count = 0
    for kind in Self.volumeKinds {
      guard let source = spec.object(kind) else { continue }
      count += 1
      if count > 1, kind != "flexVolume" {
        forbidden(
          .field(kind == "cephfs" ? "cephFS" : kind),
          because: "may not specify more than 1 volume type")
        continue
      }
      let place = ["gcePersistentDisk": "persistentDisk"][kind] ?? kind
      at(.field(place)) { v in v.persistentSource(source, kind) }
      if kind == "iscsi", source.has("initiatorName") {
        initiatorLength(name, source, at: "iscsi")
      }
      if kind == "local", !spec.has("nodeAffinity") {
        required("nodeAffinity", because: "Local volume requires node affinity")
      }
    }
    if count == 0 { required(because: "must specify a volume type") }
  }

  private mutating func persistentSource(_ source: Fields, _ kind: String) {
    switch kind {
    case "local":
      let path = source.text("path")
      if path.isEmpty {
        required("path")
      } else if path.hasBackstep {
        invalid("path", value: ShownValue(path), "must not contain '..'")
      }
    case "csi": persistentDriver(source)
    default: attachedVolume(source, kind, isPersistent: true)
    }
  }

  private mutating func persistentDriver(_ source: Fields) {
    driverName(source.text("driver"), at: "driver")
    if source.text("volumeHandle").isEmpty { required("volumeHandle") }
    for field in [
      "controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef",
      "nodeStageSecretRef", "nodeExpandSecretRef",
    ] where field != "nodeStageSecretRef" {
      within(field, of: source) { v, secret in
        let name = secret.text("name")
        let namespace = secret.text("namespace")
        if name.isEmpty {
          v.required("name")
        } else {
          v.check(name, is: .dns1123Subdomain, at: "name")
        }
        if namespace.isEmpty {
          v.required("namespace")
        } else {
          v.check(namespace, is: .dns1123Label, at: "namespace")
        }
      }
    }
  }

  private mutating func volumeAttributesClass(_ spec: Fields) {
    guard let name = spec.optionalText("volumeAttributesClassName") else { return }
    if name.isEmpty {
      required("volumeAttributesClassName", because: "an empty string is disallowed")
    } else {
      check(name, is: .dns1123Subdomain, at: "volumeAttributesClassName")
    }
    if !spec.has("csi") {
      required("csi", because: "has to be specified when using volumeAttributesClassName")
    }
  }

  // MARK: Classes

  mutating func storageClass(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let provisioner = object.text("provisioner")
    if provisioner.isEmpty {
      required("provisioner")
    } else {
      for fault in NameFormat.qualifiedName.faults(provisioner.lowercased()) {
        invalid("provisioner", value: ShownValue(provisioner), fault)
      }
    }
    parameters(object, allowsNone: true)
    optional(object, "reclaimPolicy", ["Delete", "Retain"])
    optional(object, "volumeBindingMode", ["Immediate", "WaitForFirstConsumer"])
    allowedTopologies(object)
  }

  private mutating func parameters(_ object: Fields, allowsNone: Bool) {
    let entries = object.map("parameters")
    if entries.count > 512 { tooLong("parameters", limit: 512) }
    var size = 0
    for entry in entries {
      if entry.key.isEmpty { invalid("parameters", value: "", "field can not be empty.") }
      size += entry.key.utf8.count + entry.value.utf8.count
    }
    if size > 256 << 10 { tooLong("parameters", limit: 256 << 10) }
    if entries.isEmpty, !allowsNone {
      required("parameters", because: "must contain at least one key/value pair")
    }
  }

  private mutating func allowedTopologies(_ object: Fields) {
    var terms: Set<[String: [String]]> = []
    each("allowedTopologies", of: object) { v, term, _ in
      let labels = Dictionary(
        term.objects("matchLabelExpressions").map {
          ($0.text("key"), $0.strings("values").sorted())
        },
        uniquingKeysWith: { $1 })
      // A term without labels is the same as what the server begins to compare with.
      if labels.isEmpty || !terms.insert(labels).inserted {
        v.duplicate("matchLabelExpressions", value: "")
      }
      var keys: Set<String> = []
      v.each("matchLabelExpressions", of: term) { v, requirement, _ in
        let values = requirement.strings("values")
        if values.isEmpty { v.required("values") }
        var seen: Set<String> = []
        for (index, value) in values.enumerated() where !seen.insert(value).inserted {
          v.duplicate("values", .index(index), value: ShownValue(value))
        }
        let key = requirement.text("key")
        v.check(key, is: .qualifiedName, at: "key")
        if !keys.insert(key).inserted { v.duplicate("key", value: ShownValue(key)) }
      }
    }
  }

  mutating func volumeAttributesClassObject(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let driver = object.text("driverName")
    if driver.isEmpty {
      required("driverName")
    } else {
      for fault in NameFormat.qualifiedName.faults(driver.lowercased()) {
        invalid("driverName", value: ShownValue(driver), fault)
      }
    }
    parameters(object, allowsNone: false)
  }

  mutating func csiDriver(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    at("spec") { v in
      v.optional(spec, "fsGroupPolicy", ["File", "None", "ReadWriteOnceWithFSType"])
      for mode in spec.strings("volumeLifecycleModes")
      where !["Persistent", "Ephemeral"].contains(mode) {
        v.notSupported(
          "volumeLifecycleModes", value: ShownValue(mode), ["Persistent", "Ephemeral"])
      }
      if spec.isTrue("serviceAccountTokenInSecrets"), spec.isEmptyCollection("tokenRequests") {
        v.invalid(
          "serviceAccountTokenInSecrets", value: ShownValue(true),
          "serviceAccountTokenInSecrets is set but no tokenRequests are specified")
      }
      var audiences: Set<String> = []
      v.each("tokenRequests", of: spec) { v, request, _ in
        let audience = request.text("audience")
        if !audiences.insert(audience).inserted {
          v.duplicate("audience", value: ShownValue(audience))
        }
        if let seconds = request.int("expirationSeconds"), seconds < 600 {
          v.invalid(
            "expirationSeconds", value: ShownValue(seconds),
            "may not specify a duration less than 10 minutes")
        }
      }
    }
  }

  mutating func csiNode(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    var names: Set<String> = []
    at("spec") { v in
      v.each("drivers", of: spec) { v, driver, _ in
        let name = driver.text("name")
        v.driverName(name, at: "name")
        if !names.insert(name).inserted { v.duplicate("name", value: ShownValue(name)) }
        let node = driver.text("nodeID")
        if node.isEmpty { v.required("nodeID") }
        if node.utf8.count > 192 {
          v.invalid("nodeID", value: ShownValue(node), "must be 192 characters or less")
        }
        // Faults of the keys are told of the driver.
        var keys: Set<String> = []
        for key in driver.strings("topologyKeys") {
          if !keys.insert(key).inserted { v.duplicate(value: ShownValue(key)) }
          v.check(key, is: .qualifiedName)
        }
      }
    }
  }

  mutating func csiStorageCapacity(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    labelSelector(object, "nodeTopology")
    let name = object.text("storageClassName")
    if name.isEmpty {
      required("storageClassName")
    } else {
      check(name, is: .dns1123Subdomain, at: "storageClassName")
    }
    for field in ["capacity", "maximumVolumeSize"] {
      guard let amount = object.quantity(field), amount.isNegative else { continue }
      invalid(.field(field), value: ShownValue(amount), Self.notNegative)
    }
  }

  mutating func volumeAttachment(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let spec = object.value("spec")
    at("spec") { v in
      v.driverName(spec.text("attacher"), at: "attacher")
      let source = spec.value("source")
      v.at("source") { v in
        let volume = source.optionalText("persistentVolumeName")
        if volume == nil, !source.has("inlineVolumeSpec") {
          v.required(
            because: "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
        } else if volume != nil, source.has("inlineVolumeSpec") {
          v.forbidden(
            because: "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
        } else if let volume {
          if volume.isEmpty {
            v.required(
              "persistentVolumeName", because: "must specify non empty persistentVolumeName")
          } else {
            v.check(volume, is: .dns1123Subdomain, at: "persistentVolumeName")
          }
        }
      }
      let node = spec.text("nodeName")
      v.check(node, is: .dns1123Subdomain, at: "nodeName")
    }
  }
}
