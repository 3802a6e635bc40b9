import Kubernetes
import Values
import YAML

/// Sources of storage that pods and persistent volumes share (core/v1).
extension Validation {
  /// The fields that must not be empty, by kind.
  private static let requiredFields: [String: [String]] = [
    "gitRepo": ["repository"], "iscsi": ["targetPortal", "iqn"],
    "glusterfs": ["endpoints", "path"], "rbd": ["monitors", "image"], "cinder": ["volumeID"],
    "cephfs": ["monitors"], "flexVolume": ["driver"], "azureFile": ["secretName", "shareName"],
    "vsphereVolume": ["volumePath"], "photonPersistentDisk": ["pdID"],
    "portworxVolume": ["volumeID"], "azureDisk": ["diskName", "diskURI"],
    "scaleIO": ["gateway", "system", "volumeName"], "gcePersistentDisk": ["pdName"],
    "awsElasticBlockStore": ["volumeID"], "nfs": ["server", "path"],
  ]

  /// - Parameter isPersistent: whether the source stands in a PersistentVolume, where references
  ///   to secrets name a namespace.
  mutating func attachedVolume(_ source: Fields, _ kind: String, isPersistent: Bool) {
    for name in Self.requiredFields[kind] ?? [] {
      let isMissing =
        source[name]?.elements != nil ? source.isEmptyCollection(name) : source.text(name).isEmpty
      if isMissing { required(.field(name)) }
    }
    switch kind {
    case "hostPath": hostPath(source)
    case "gitRepo": descendingPath(source.text("directory"), at: "directory")
    case "gcePersistentDisk", "awsElasticBlockStore":
      if let partition = source.int("partition"), !(0...255).contains(partition) {
        invalid(
          "partition", value: ShownValue(partition), "must be between 1 and 255, inclusive")
      }
    case "nfs":
      let path = source.text("path")
      if !path.hasPrefix("/") {
        invalid("path", value: ShownValue(path), "must be an absolute path")
      }
    case "iscsi": iscsi(source, isPersistent: isPersistent)
    case "fc": fibreChannel(source)
    case "flocker": flocker(source)
    case "quobyte": quobyte(source)
    case "flexVolume": flexOptions(source)
    case "azureDisk": azureDisk(source)
    case "azureFile":
      if isPersistent, source.optionalText("secretNamespace") == "" { required("secretNamespace") }
    case "glusterfs":
      if isPersistent, let namespace = source.optionalText("endpointsNamespace") {
        check(namespace, is: .dns1123Label, at: "endpointsNamespace")
      }
    case "cinder": secretReference(source, needsNamespace: isPersistent)
    case "storageos":
      storageOS(source)
      secretReference(source, needsNamespace: isPersistent)
    default: break
    }
  }

  private mutating func secretReference(_ source: Fields, needsNamespace: Bool) {
    within("secretRef", of: source) { v, reference in
      if reference.text("name").isEmpty { v.required("name") }
      if needsNamespace, reference.text("namespace").isEmpty { v.required("namespace") }
    }
  }

  mutating func hostPath(_ source: Fields) {
    let path = source.text("path")
    guard !path.isEmpty else {
      required("path")
      return
    }
    if path.hasBackstep { invalid("path", value: ShownValue(path), "must not contain '..'") }
    if let type = source.optionalText("type") {
      oneOf(
        type,
        [
          "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File",
          "FileOrCreate", "Socket",
        ], at: "type")
    }
  }

  // MARK: Block storage

  private mutating func iscsi(_ source: Fields, isPersistent: Bool) {
    let name = source.text("iqn")
    if !name.isEmpty { qualifiedISCSIName(name, at: "iqn") }
    let lun = source.int("lun") ?? 0
    if !(0...255).contains(lun) {
      invalid("lun", value: ShownValue(lun), "must be between 0 and 255, inclusive")
    }
    if source.isTrue("chapAuthDiscovery") || source.isTrue("chapAuthSession"),
      !source.has("secretRef")
    {
      required("secretRef")
    }
    if isPersistent, let secret = source.object("secretRef"), secret.text("name").isEmpty {
      required("secretRef", "name")
    }
    if let initiator = source.optionalText("initiatorName") {
      qualifiedISCSIName(initiator, at: "initiatorname")
    }
  }

  private mutating func qualifiedISCSIName(_ name: String, at place: Step) {
    guard let kind = ["iqn", "eui", "naa"].first(where: name.hasPrefix) else {
      invalid(place, value: ShownValue(name), "must be valid format starting with iqn, eui, or naa")
      return
    }
    let rest = name.utf8.dropFirst(4)
    let isWord: (UInt8) -> Bool = {
      (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20)
    }
    let isValid =
      switch kind {
      case "eui": rest.count == 16 && rest.allSatisfy(isWord)
      case "naa": rest.count == 32 && rest.allSatisfy(isWord)
      default: Self.isISCSIQualifiedName(name)
      }
    if !isValid { invalid(place, value: ShownValue(name), "must be valid format") }
  }

  /// `iqn.yyyy-mm.naming-authority:unique`.
  private static func isISCSIQualifiedName(_ name: String) -> Bool {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty,
      !parts[1].contains(where: { ",;*&$|".contains($0) || $0.isWhitespace })
    else { return false }
    let head = Array(parts[0].utf8)
    guard head.count > 12, head[3] == UInt8(ascii: "."), head[8] == UInt8(ascii: "-"),
      head[11] == UInt8(ascii: ".")
    else { return false }
    let digits = head[4..<8] + head[9..<11]
    return digits.allSatisfy { (0x30...0x39).contains($0) }
      && head[12...].allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20)
          || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      }
  }

  mutating func initiatorLength(_ volume: String, _ source: Fields, at place: Step) {
    guard "\(volume):\(source.text("targetPortal"))".utf8.count > 64 else { return }
    invalid(
      place, value: ShownValue(volume),
      "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
        + "iscsi.initiatorName is specified.")
  }

  private mutating func fibreChannel(_ source: Fields) {
    let hasNames = !source.isEmptyCollection("targetWWNs")
    let hasIDs = !source.isEmptyCollection("wwids")
    if !hasNames, !hasIDs {
      required(
        "targetWWNs", because: "must specify either targetWWNs or wwids, but not both")
    }
    if hasNames, hasIDs {
      invalid(
        "targetWWNs", value: ShownValue(source["targetWWNs"]),
        "targetWWNs and wwids can not be specified simultaneously")
    }
    guard hasNames else { return }
    guard let lun = source.int("lun") else {
      required("lun", because: "lun is required if targetWWNs is specified")
      return
    }
    if !(0...255).contains(lun) {
      invalid("lun", value: ShownValue(lun), "must be between 0 and 255, inclusive")
    }
  }

  private mutating func azureDisk(_ source: Fields) {
    if let mode = source.optionalText("cachingMode") {
      oneOf(mode, ["None", "ReadOnly", "ReadWrite"], at: "cachingMode")
    }
    guard let kind = source.optionalText("kind") else { return }
    oneOf(kind, ["Dedicated", "Managed", "Shared"], at: "kind")
    let address = source.text("diskURI")
    if kind == "Managed", !address.hasPrefix("/subscriptions/") {
      notSupported(
        "diskURI", value: ShownValue(address),
        [
          "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/"
            + "microsoft.compute/disks/{disk-id}"
        ])
    }
    if kind != "Managed", !address.hasPrefix("https://") {
      notSupported(
        "diskURI", value: ShownValue(address),
        ["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"])
    }
  }

  // MARK: File storage

  private mutating func flocker(_ source: Fields) {
    let name = source.text("datasetName")
    let uuid = source.text("datasetUUID")
    if name.isEmpty, uuid.isEmpty {
      required(because: "one of datasetName and datasetUUID is required")
    }
    if !name.isEmpty, !uuid.isEmpty {
      invalid(
        value: "resource", "datasetName and datasetUUID can not be specified simultaneously")
    }
    if name.contains("/") {
      invalid("datasetName", value: ShownValue(name), "must not contain '/'")
    }
  }

  private mutating func quobyte(_ source: Fields) {
    let registry = source.text("registry")
    let pairs = "must be a host:port pair or multiple pairs separated by commas"
    if registry.isEmpty {
      required("registry", because: pairs)
    } else if source.text("tenant").utf8.count >= 65 {
      required("tenant", because: "must be a UUID and may not exceed a length of 64 characters")
    } else {
      for pair in registry.split(separator: ",", omittingEmptySubsequences: false)
      where pair.split(separator: ":", omittingEmptySubsequences: false).count != 2 {
        invalid("registry", value: ShownValue(registry), pairs)
      }
    }
    if source.text("volume").isEmpty { required("volume") }
  }

  private mutating func flexOptions(_ source: Fields) {
    for entry in source.map("options") {
      let namespace = entry.key.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
      let normalized = "." + namespace.lowercased()
      guard normalized.hasSuffix(".kubernetes.io") || normalized.hasSuffix(".k8s.io") else {
        continue
      }
      invalid(
        "options", .key(entry.key), value: ShownValue(entry.key),
        "kubernetes.io and k8s.io namespaces are reserved")
    }
  }

  private mutating func storageOS(_ source: Fields) {
    let name = source.text("volumeName")
    if name.isEmpty {
      required("volumeName")
    } else {
      check(name, is: .dns1123Label, at: "volumeName")
    }
    let namespace = source.text("volumeNamespace")
    if !namespace.isEmpty { check(namespace, is: .dns1123Label, at: "volumeNamespace") }
  }

  // MARK: CSI

  mutating func driverName(_ name: String, at place: Step) {
    guard !name.isEmpty else {
      required(place)
      return
    }
    if name.utf8.count > 63 { tooLong(place, limit: 63) }
    for fault in NameFormat.dns1123Subdomain.faults(name.lowercased()) {
      invalid(place, value: ShownValue(name), fault)
    }
  }
}
