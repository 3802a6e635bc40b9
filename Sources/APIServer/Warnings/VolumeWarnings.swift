import Kubernetes
import YAML

/// What the server warns of in volumes and claims.
extension Validation {
  private static let deprecatedVolumes: KeyValuePairs = [
    "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    "gitRepo": "deprecated in v1.11, and disabled by default in v1.33+",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "flocker": "deprecated in v1.22, non-functional in v1.25+",
    "storageos": "deprecated in v1.22, non-functional in v1.25+",
    "quobyte": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
  ]

  mutating func deprecatedVolumeWarnings(_ spec: Fields) {
    each("volumes", of: spec) { v, volume, _ in
      v.deprecatedSource(volume)
      let template = volume.value("ephemeral").value("volumeClaimTemplate")
      v.at("ephemeral") { v in
        v.at("volumeClaimTemplate") { v in
          v.at("spec") { v in v.claimSpecWarnings(template.value("spec")) }
        }
      }
    }
  }

  private mutating func deprecatedSource(_ volume: Fields) {
    for (source, advice) in Self.deprecatedVolumes where volume.has(source) {
      // The server spells this one field otherwise than the API does.
      warn(.field(source == "storageos" ? "storageOS" : source), because: advice)
    }
  }

  // MARK: Claims and volumes

  mutating func claimWarnings(_ object: Fields) {
    betaStorageClass(object)
    at("spec") { v in v.claimSpecWarnings(object.value("spec")) }
  }

  mutating func claimSpecWarnings(_ spec: Fields) {
    at("resources") { v in v.fractionalBytes(spec.value("resources"), "requests", ["storage"]) }
  }

  mutating func persistentVolumeWarnings(_ object: Fields) {
    betaStorageClass(object)
    deprecatedAnnotation(
      object, "volume.beta.kubernetes.io/mount-options", since: "1.31", instead: "mountOptions")
    let spec = object.value("spec")
    at("spec") { v in
      if spec.text("persistentVolumeReclaimPolicy") == "Recycle" {
        v.warn(
          "persistentVolumeReclaimPolicy",
          because: "The Recycle reclaim policy is deprecated. Instead, the recommended approach is"
            + " to use dynamic provisioning.")
      }
      let required = spec.value("nodeAffinity").value("required")
      v.at("nodeAffinity") { v in
        v.at("required") { v in
          v.each("nodeSelectorTerms", of: required) { v, term, _ in
            v.nodeSelectorTermWarnings(term)
          }
        }
      }
      v.deprecatedSource(spec)
    }
  }

  private mutating func betaStorageClass(_ object: Fields) {
    deprecatedAnnotation(
      object, "volume.beta.kubernetes.io/storage-class", since: "1.8", instead: "storageClassName")
  }

  private mutating func deprecatedAnnotation(
    _ object: Fields, _ key: String, since release: String, instead field: String
  ) {
    guard object.value("metadata").dictionary("annotations")[key] != nil else { return }
    at("metadata") { v in
      v.warn(
        "annotations", .key(key),
        because: "deprecated since v\(release); use \(ShownValue.quoted(field)) attribute instead")
    }
  }

  mutating func storageClassWarnings(_ object: Fields) {
    each("allowedTopologies", of: object) { v, topology, _ in
      v.each("matchLabelExpressions", of: topology) { v, expression, _ in
        let key = expression.text("key")
        guard let advice = DeprecatedNodeLabel.advice(on: key) else { return }
        v.warn("key", because: "\(key) is \(advice)")
      }
    }
  }

  // MARK: Paths that hide each other

  /// A path in a volume and what puts it there.
  private struct ProvidedPath {
    var path: String
    var source = ""

    var description: String {
      source.isEmpty ? ShownValue.quoted(path) : "\(ShownValue.quoted(path)) (\(source))"
    }

    func overlaps(_ other: ProvidedPath) -> Bool {
      path == other.path || path.hasPrefix(other.path + "/") || other.path.hasPrefix(path + "/")
    }
  }

  mutating func overlappingPathWarnings(_ spec: Fields) {
    each("volumes", of: spec) { v, volume, _ in
      for (field, kind, nameField) in [
        ("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"),
        ("downwardAPI", "DownwardAPI", ""),
      ] {
        guard let source = volume.object(field) else { continue }
        let name = nameField.isEmpty ? "" : " \(ShownValue.quoted(source.text(nameField)))"
        v.overlaps(Self.paths(of: source, ""), in: volume, kind + name)
      }
      v.projectedOverlaps(volume)
    }
  }

  private mutating func projectedOverlaps(_ volume: Fields) {
    var paths: [ProvidedPath] = []
    for source in volume.value("projected").objects("sources") {
      if source.entries.allSatisfy({ $0.value.isNull }) {
        warn(
          saying:
            "volume \(ShownValue.quoted(volume.text("name"))) (Projected) has no sources provided")
      }
      paths += Self.projectedPaths(source)
    }
    overlaps(paths, in: volume, "Projected")
  }

  private static func projectedPaths(_ source: Fields) -> [ProvidedPath] {
    for (field, kind) in [("configMap", "ConfigMap"), ("secret", "Secret")] {
      guard let object = source.object(field) else { continue }
      return paths(of: object, "\(kind) \(ShownValue.quoted(object.text("name")))")
    }
    if let object = source.object("downwardAPI") { return paths(of: object, "DownwardAPI") }
    if let object = source.object("serviceAccountToken") {
      return [provided(object.text("path"), "ServiceAccountToken")]
    }
    if let object = source.object("clusterTrustBundle") {
      let name = object.optionalText("name") ?? object.text("signerName")
      return [provided(object.text("path"), "ClusterTrustBundle \(ShownValue.quoted(name))")]
    }
    if let object = source.object("podCertificate") {
      return ["keyPath", "certificateChainPath", "credentialBundlePath"]
        .filter { !object.text($0).isEmpty }
        .map { provided(object.text($0), "PodCertificate") }
    }
    return []
  }

  private static func paths(of source: Fields, _ kind: String) -> [ProvidedPath] {
    source.objects("items").map { provided($0.text("path"), kind) }
  }

  private static func provided(_ path: String, _ source: String) -> ProvidedPath {
    ProvidedPath(path: String(path.trimmingTrailingSlashes), source: source)
  }

  private mutating func overlaps(_ paths: [ProvidedPath], in volume: Fields, _ kind: String) {
    for (index, path) in paths.enumerated() {
      for earlier in paths[..<index] where earlier.overlaps(path) {
        warn(
          saying: "volume \(ShownValue.quoted(volume.text("name"))) (\(kind)): overlapping paths:"
            + " \(path.description) with \(earlier.description)")
      }
    }
  }
}

extension String {
  fileprivate var trimmingTrailingSlashes: Substring {
    var rest = self[...]
    while rest.last == "/" { rest.removeLast() }
    return rest
  }
}
