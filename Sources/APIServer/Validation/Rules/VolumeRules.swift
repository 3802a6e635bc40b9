import Kubernetes
import Values
import YAML

/// The volumes of a pod (core/v1 Volume).
extension Validation {
  /// Checks the volumes and returns those without fault, by name.
  mutating func volumes(_ spec: Fields, _ context: PodContext) -> [String: Fields] {
    var valid: [String: Fields] = [:]
    let claims =
      context.name.isEmpty
      ? []
      : Set(
        spec.objects("volumes").filter { $0.has("ephemeral") }
          .map { "\(context.name)-\($0.text("name"))" })
    each("volumes", of: spec) { v, volume, _ in
      let before = v.causes.count
      let name = volume.text("name")
      v.volumeSource(volume, context)
      if name.isEmpty { v.required("name") } else { v.check(name, is: .dns1123Label, at: "name") }
      if valid[name] != nil { v.duplicate("name", value: ShownValue(name)) }
      if v.causes.count == before { valid[name] = volume }
      let claim = volume.value("persistentVolumeClaim").text("claimName")
      if volume.has("persistentVolumeClaim"), claims.contains(claim) {
        v.invalid(
          "persistentVolumeClaim", "claimName", value: ShownValue(claim),
          "must not reference a PVC that gets created for an ephemeral volume")
      }
    }
    return valid
  }

  /// The kinds of source in the order in which the server looks for them.
  private static let volumeKinds = [
    "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret",
    "nfs", "iscsi", "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs",
    "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume",
    "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO",
    "csi", "ephemeral", "image",
  ]

  /// Exactly one source, and that one right.
  private mutating func volumeSource(_ volume: Fields, _ context: PodContext) {
    var count = 0
    for kind in Self.volumeKinds {
      guard let source = volume.object(kind) else { continue }
      count += 1
      guard count == 1 else {
        let shown = kind == "cephfs" ? "cephFS" : kind == "downwardAPI" ? "downwarAPI" : kind
        forbidden(.field(shown), because: "may not specify more than 1 volume type")
        continue
      }
      let place = ["gcePersistentDisk": "persistentDisk"][kind] ?? kind
      at(.field(place)) { v in v.podVolume(source, kind, context) }
      if kind == "iscsi", source.has("initiatorName") {
        initiatorLength(volume.text("name"), source, at: "name")
      }
      if kind == "ephemeral" { ephemeralClaimName(volume, context) }
    }
    if count == 0 { required(because: "must specify a volume type") }
  }

  private mutating func podVolume(_ source: Fields, _ kind: String, _ context: PodContext) {
    switch kind {
    case "emptyDir":
      if source.quantity("sizeLimit")?.isNegative == true {
        forbidden("sizeLimit", because: "SizeLimit field must be a valid resource quantity")
      }
    case "secret", "configMap":
      keyedVolume(source, nameField: kind == "secret" ? "secretName" : "name")
    case "persistentVolumeClaim":
      if source.text("claimName").isEmpty { required("claimName") }
    case "downwardAPI":
      fileMode(source, "defaultMode")
      for file in source.objects("items") { downwardAPIFile(file) }
    case "projected": projectedVolume(source)
    case "csi":
      driverName(source.text("driver"), at: "driver")
      guard let secret = source.object("nodePublishSecretRef") else { return }
      if secret.text("name").isEmpty {
        required("nodePublishSecretRef", "name")
      } else {
        check(secret.text("name"), is: .dns1123Subdomain, at: "name")
      }
    case "ephemeral":
      guard let template = source.object("volumeClaimTemplate") else {
        required("volumeClaimTemplate")
        return
      }
      at("volumeClaimTemplate") { v in
        v.claimTemplateMetadata(template)
        v.at("spec") { v in v.claimSpec(template.value("spec")) }
      }
    case "image":
      if context.isPod, source.text("reference").isEmpty { required("reference") }
      oneOfRequired(source, "pullPolicy", ["Always", "IfNotPresent", "Never"])
    default: attachedVolume(source, kind, isPersistent: false)
    }
  }

  mutating func claimTemplateMetadata(_ template: Fields) {
    let meta = template.value("metadata")
    at("metadata") { v in
      v.annotations(meta, "annotations")
      v.labels(meta, "labels")
      for entry in meta.entries where !["annotations", "labels"].contains(entry.name) {
        v.forbidden(.field(entry.name), because: "cannot be set")
      }
    }
  }

  private mutating func ephemeralClaimName(_ volume: Fields, _ context: PodContext) {
    let name = volume.text("name")
    guard !context.name.isEmpty, !name.isEmpty else { return }
    let claim = "\(context.name)-\(name)"
    for fault in NameFormat.dns1123Subdomain.faults(claim) {
      invalid("name", value: ShownValue(name), "PVC name \(ShownValue.quoted(claim)): \(fault)")
    }
  }

  // MARK: Files from objects

  private mutating func keyedVolume(_ source: Fields, nameField: String) {
    if source.text(nameField).isEmpty { required(.field(nameField)) }
    fileMode(source, "defaultMode")
    each("items", of: source) { v, item, _ in v.keyToPath(item) }
  }

  private mutating func keyToPath(_ item: Fields) {
    if item.text("key").isEmpty { required("key") }
    if item.text("path").isEmpty { required("path") }
    localPath(item.text("path"), at: "path")
    fileMode(item, "mode")
  }

  private mutating func fileMode(_ fields: Fields, _ name: String) {
    guard let mode = fields.int(name), !(0...0o777).contains(mode) else { return }
    invalid(
      .field(name), value: ShownValue(mode),
      "must be a number between 0 and 0777 (octal), both inclusive")
  }

  private mutating func downwardAPIFile(_ file: Fields) {
    if file.text("path").isEmpty { required("path") }
    localPath(file.text("path"), at: "path")
    if let selector = file.object("fieldRef") {
      at("fieldRef") { v in v.fieldSelector(selector, allowed: Self.volumeFields) }
      if file.has("resourceFieldRef") {
        invalid(
          value: "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
      }
    } else if let selector = file.object("resourceFieldRef") {
      at("resourceFieldRef") { v in v.resourceSelector(selector, inVolume: true) }
    } else {
      required(because: "one of fieldRef and resourceFieldRef is required")
    }
    fileMode(file, "mode")
  }

  private mutating func projectedVolume(_ projected: Fields) {
    fileMode(projected, "defaultMode")
    var paths: Set<String> = []
    for (index, source) in projected.objects("sources").enumerated() {
      projectedSource(source, index, &paths)
    }
  }

  private mutating func projectedSource(
    _ source: Fields, _ index: Int, _ paths: inout Set<String>
  ) {
    var count = 0
    var found: [(path: String, shown: String)] = []
    func within(
      _ v: inout Validation, _ kind: String, _ body: (inout Validation, Fields) -> Void
    ) {
      guard let projection = source.object(kind) else { return }
      count += 1
      v.at("sources") { v in
        v.at(.index(index)) { v in v.at(.field(kind)) { body(&$0, projection) } }
      }
    }
    for kind in ["secret", "configMap"] {
      within(&self, kind) { v, projection in
        if projection.text("name").isEmpty { v.required("name") }
        v.each("items", of: projection) { v, item, _ in
          v.keyToPath(item)
          found.append((item.text("path"), projection.text("name")))
        }
      }
    }
    within(&self, "downwardAPI") { v, projection in
      for file in projection.objects("items") {
        v.downwardAPIFile(file)
        found.append((file.text("path"), file.text("path")))
      }
    }
    within(&self, "serviceAccountToken") { v, token in v.tokenLifetime(token) }
    if let token = source.object("serviceAccountToken") {
      // The server names this field without the source.
      if token.text("path").isEmpty {
        required("path")
      } else {
        localPath(token.text("path"), at: "path")
      }
    }
    within(&self, "clusterTrustBundle") { v, bundle in
      v.trustBundle(bundle)
      found.append((bundle.text("path"), bundle.text("path")))
    }
    within(&self, "podCertificate") { v, certificate in v.podCertificate(certificate) }
    for (path, shown) in found where !path.isEmpty && !paths.insert(path).inserted {
      invalid(value: ShownValue(shown), "conflicting duplicate paths")
    }
    if count > 1 {
      forbidden(
        "sources", .index(index), because: "may not specify more than 1 volume type per source")
    }
  }

  private mutating func tokenLifetime(_ token: Fields) {
    let seconds = token.int("expirationSeconds") ?? 0
    if seconds < 600 {
      invalid(
        "expirationSeconds", value: ShownValue(seconds),
        "may not specify a duration less than 10 minutes")
    }
    if seconds > 1 << 32 {
      invalid(
        "expirationSeconds", value: ShownValue(seconds),
        "may not specify a duration larger than 2^32 seconds")
    }
  }

  private mutating func trustBundle(_ bundle: Fields) {
    let name = bundle.optionalText("name")
    let signer = bundle.optionalText("signerName")
    switch (name, signer) {
    case (_?, _?):
      invalid(
        value: ShownValue(bundle, as: .clusterTrustBundleProjection),
        "only one of name and signerName may be used")
    case (let name?, nil):
      if name.isEmpty { required("name", because: "must be a valid object name") }
      let last = name.split(separator: ":", omittingEmptySubsequences: false).last ?? ""
      for fault in NameFormat.dns1123Subdomain.faults(String(last)) {
        invalid("name", value: ShownValue(name), "not a valid clustertrustbundlename: \(fault)")
      }
      if bundle.has("labelSelector") {
        invalid(
          "labelSelector", value: ShownValue(bundle["labelSelector"]),
          "labelSelector must be unset if name is specified")
      }
    case (nil, let signer?):
      if signer.isEmpty { required("signerName", because: "must be a valid signer name") }
      signerName(signer, at: "signerName")
      labelSelector(bundle, "labelSelector")
    case (nil, nil): required(because: "either name or signerName must be specified")
    }
    if bundle.text("path").isEmpty { required("path") }
    localPath(bundle.text("path"), at: "path")
  }

  /// KEP-4317.
  private mutating func podCertificate(_ certificate: Fields) {
    signerName(certificate.text("signerName"), at: "signerName")
    oneOf(
      certificate.text("keyType"),
      ["ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519", "RSA3072", "RSA4096"], at: "keyType")
    let paths = ["credentialBundlePath", "keyPath", "certificateChainPath"]
    if paths.allSatisfy({ certificate.text($0).isEmpty }) {
      required(
        because:
          "must specify at least one of credentialBundlePath, keyPath, or certificateChainPath")
    }
    for path in paths where !certificate.text(path).isEmpty {
      localPath(certificate.text(path), at: .field(path))
    }
  }

  /// `domain/path`, as certificate signers are named.
  mutating func signerName(_ name: String, at place: Step) {
    guard !name.isEmpty else {
      required(place)
      return
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      invalid(
        place, value: ShownValue(name),
        "must be a fully qualified domain and path of the form 'example.com/signer-name'")
      return
    }
    check(parts[0], is: .dns1123Subdomain, at: place)
    if !parts[0].contains(".") {
      invalid(
        place, value: ShownValue(name),
        "should be a domain with at least two segments separated by dots"
      )
    }
    for part in parts[1].split(separator: ".", omittingEmptySubsequences: false) {
      check(String(part), is: .dns1123Label, at: place)
    }
  }
}
