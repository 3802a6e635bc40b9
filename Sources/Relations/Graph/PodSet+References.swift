import Kubernetes
import YAML

/// What objects ask each other for by name, as it is collected.
struct References: Sendable {
  private(set) var names: [Reference] = []
  private(set) var keys: [KeyReference] = []

  /// Notes a name, unless it is none, or only known when something is put in.
  ///
  /// - Returns: the reference, for the keys that are asked of it.
  @discardableResult
  mutating func note(
    _ kind: String, _ name: Node?, by owner: GraphObject, at path: ReferencePath,
    _ use: Reference.Use = .needed, isClusterScoped: Bool = false, in namespace: String? = nil
  ) -> Reference? {
    guard let name, name.scalarText?.isEmpty == false, !name.isPlaceholder else { return nil }
    let reference = Reference(
      owner: owner, kind: kind, name: name,
      namespace: isClusterScoped
        ? "" : namespace.map(GraphObject.key) ?? owner.namespace,
      path: path, use: use)
    names.append(reference)
    return reference
  }

  /// Notes a key that is asked of what a reference names.
  mutating func note(key: Node, of reference: Reference, at path: ReferencePath) {
    keys.append(KeyReference(reference: reference, key: key, path: path))
  }
}

extension PodSet {
  /// Adds what the pods ask for by name.
  func collect(into found: inout References) {
    let root = path([])
    for container in containers { collect(of: container, root, into: &found) }
    for (index, volume) in (spec["volumes"]?.elements ?? []).enumerated() {
      collect(of: volume, at: index, root, into: &found)
    }
    for (index, entry) in (spec["imagePullSecrets"]?.elements ?? []).enumerated() {
      found.note(
        "Secret", entry["name"], by: owner,
        at: ReferencePath(root: root, list: "imagePullSecrets", index: index, tail: ["name"]),
        .replaceable)
    }
    let account = spec["serviceAccountName"] == nil ? "serviceAccount" : "serviceAccountName"
    found.note(
      "ServiceAccount", spec[account], by: owner,
      at: ReferencePath(root: root, tail: [.key(account)]))
    for (field, kind) in Self.classes {
      found.note(
        kind, spec[field], by: owner, at: ReferencePath(root: root, tail: [.key(field)]),
        isClusterScoped: true)
    }
  }

  private func collect(
    of container: PodContainer, _ root: FieldPath, into found: inout References
  ) {
    for (place, entry) in (container.node["env"]?.elements ?? []).enumerated() {
      guard let source = entry["valueFrom"] else { continue }
      for (field, kind) in Self.keySources {
        guard let selector = source[field] else { continue }
        func path(_ last: FieldPath.Step) -> ReferencePath {
          ReferencePath(
            root: root, list: container.role.rawValue, index: container.index, middle: "env",
            place: place, tail: ["valueFrom", .key(field), last])
        }
        let reference = found.note(
          kind, selector["name"], by: owner, at: path("name"), selector.use)
        guard let reference, let key = selector["key"] else { continue }
        found.note(key: key, of: reference, at: path("key"))
      }
    }
    for (place, entry) in (container.node["envFrom"]?.elements ?? []).enumerated() {
      for (field, kind) in Self.wholeSources {
        guard let source = entry[field] else { continue }
        found.note(
          kind, source["name"], by: owner,
          at: ReferencePath(
            root: root, list: container.role.rawValue, index: container.index,
            middle: "envFrom", place: place, tail: [.key(field), "name"]), source.use)
      }
    }
  }

  private func collect(
    of volume: Node, at index: Int, _ root: FieldPath, into found: inout References
  ) {
    if let claim = volume["persistentVolumeClaim"] {
      found.note(
        "PersistentVolumeClaim", claim["claimName"], by: owner,
        at: ReferencePath(
          root: root, list: "volumes", index: index, tail: ["persistentVolumeClaim", "claimName"]))
    }
    for (field, kind, name) in Self.volumeSources {
      guard let source = volume[field] else { continue }
      collect(kind, source, named: name, into: &found) { rest in
        ReferencePath(root: root, list: "volumes", index: index, tail: [.key(field)] + rest)
      }
    }
    for (place, source) in (volume["projected"]?["sources"]?.elements ?? []).enumerated() {
      for (field, kind, _) in Self.volumeSources {
        guard let source = source[field] else { continue }
        collect(kind, source, named: "name", into: &found) { rest in
          ReferencePath(
            root: root, list: "volumes", index: index, middle: "sources", place: place,
            tail: [.key(field)] + rest)
        }
      }
    }
  }

  /// Adds a ConfigMap or Secret that is mounted, with the keys that are asked of it.
  private func collect(
    _ kind: String, _ source: Node, named field: String, into found: inout References,
    at path: ([FieldPath.Step]) -> ReferencePath
  ) {
    let reference = found.note(
      kind, source[field], by: owner, at: path([.key(field)]), source.use)
    guard let reference else { return }
    for (position, item) in (source["items"]?.elements ?? []).enumerated() {
      guard let key = item["key"] else { continue }
      found.note(key: key, of: reference, at: path(["items", .index(position), "key"]))
    }
  }

  private static let keySources = [
    ("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"),
  ]
  private static let wholeSources = [("configMapRef", "ConfigMap"), ("secretRef", "Secret")]
  private static let volumeSources = [
    ("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"),
  ]
  private static let classes = [
    ("priorityClassName", "PriorityClass"), ("runtimeClassName", "RuntimeClass"),
  ]
}

extension Node {
  /// Whether pods do without what a source of values names, where it is not there.
  fileprivate var use: Reference.Use {
    self["optional"]?.scalar?.boolean ?? false ? .optional : .needed
  }
}
