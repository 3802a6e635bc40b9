import Kubernetes
import YAML

extension GraphObject {
  /// Adds what an object asks for by name that is no pod's.
  func collect(into found: inout References) {
    switch kind {
    case "ServiceAccount":
      for (index, entry) in (object.root["imagePullSecrets"]?.elements ?? []).enumerated() {
        found.note(
          "Secret", entry["name"], by: self,
          at: ReferencePath(root: ["imagePullSecrets", .index(index), "name"], tail: []),
          .replaceable)
      }
    case "Ingress":
      guard let spec = object.root["spec"] else { return }
      for (index, entry) in (spec["tls"]?.elements ?? []).enumerated() {
        found.note(
          "Secret", entry["secretName"], by: self,
          at: ReferencePath(root: ["spec", "tls", .index(index), "secretName"], tail: []),
          .replaceable)
      }
      noteClass("IngressClass", at: ["spec", "ingressClassName"], into: &found)
    case "Gateway":
      for (index, listener) in (object.root["spec"]?["listeners"]?.elements ?? []).enumerated() {
        let certificates = listener["tls"]?["certificateRefs"]?.elements ?? []
        for (place, entry) in certificates.enumerated()
        where (entry["kind"]?.scalarText ?? "Secret") == "Secret" {
          found.note(
            "Secret", entry["name"], by: self,
            at: ReferencePath(
              root: [
                "spec", "listeners", .index(index), "tls", "certificateRefs", .index(place), "name",
              ], tail: []), .replaceable, in: entry["namespace"]?.scalarText)
        }
      }
    case "PersistentVolumeClaim":
      noteClass("StorageClass", at: ["spec", "storageClassName"], into: &found)
    case "StatefulSet":
      for index in (object.root["spec"]?["volumeClaimTemplates"]?.elements ?? []).indices {
        noteClass(
          "StorageClass",
          at: ["spec", "volumeClaimTemplates", .index(index), "spec", "storageClassName"],
          into: &found)
      }
    default: break
    }
  }

  private func noteClass(_ kind: String, at path: FieldPath, into found: inout References) {
    found.note(
      kind, object.root[path], by: self, at: ReferencePath(root: path, tail: []),
      isClusterScoped: true)
  }
}
