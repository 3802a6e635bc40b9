import Diagnostics
import Kubernetes
import YAML

/// What is not here and will be in the cluster: what controllers make of objects that are here, what
/// every cluster has, and what somebody says is provided.
struct MadeObjects: Sendable {
  /// A Secret or another object that something here is known to make.
  struct Made: Sendable {
    /// What makes it.
    let maker: GraphObject
    /// The keys that it will have; nil where they are not known.
    let keys: Set<String>?
  }

  private var exact: [ObjectKey: Made] = [:]
  /// Custom resources of which nothing more is known than that a controller acts on them, by namespace.
  private var unknown: [String: [GraphObject]] = [:]
  /// Objects that a controller copies to other namespaces, by kind and name.
  private var copied: Set<ObjectKey> = []
  private let provided: [ObjectPattern]

  init(by objects: [GraphObject], provided: [ObjectPattern]) {
    self.provided = provided
    for object in objects {
      switch object.kind {
      case "Secret", "ConfigMap":
        guard object.isCopied else { continue }
        copied.insert(ObjectKey(kind: object.kind, namespace: "", name: object.name))
      case "Ingress", "Gateway":
        for name in object.issuedSecrets { add("Secret", name, by: object, Self.tlsKeys) }
      case "Service":
        for name in ["alpha", "beta"] {
          let annotations = object.object.metadata?["annotations"]
          guard
            let secret = annotations?["service.\(name).openshift.io/serving-cert-secret-name"]
          else { continue }
          add("Secret", secret.scalarText ?? "", by: object, Self.tlsKeys)
        }
      default:
        guard object.isCustom else { continue }
        if let made = object.knownProducts {
          for product in made { add(product.kind, product.name, by: object, product.keys) }
        } else {
          unknown[object.namespace, default: []].append(object)
        }
      }
    }
  }

  private mutating func add(
    _ kind: String, _ name: String, by maker: GraphObject, _ keys: Set<String>?
  ) {
    let key = ObjectKey(kind: kind, namespace: maker.namespace, name: name)
    if exact[key] == nil { exact[key] = Made(maker: maker, keys: keys) }
  }

  /// What makes an object; nil where nothing here is known to.
  func made(_ key: ObjectKey) -> Made? { exact[key] }

  /// Whether an object of the name is made in one of the namespaces.
  func isMadeSomewhere(_ kind: String, _ name: String) -> Bool {
    exact.keys.contains { $0.kind == kind && $0.name == name }
  }

  /// Whether an object is in the cluster, or likely to be, though nothing here is known to make it.
  func isGiven(_ key: ObjectKey) -> Bool {
    if ClusterObjects.has(key) || provided.contains(where: { $0.matches(key) }) { return true }
    if copied.contains(ObjectKey(kind: key.kind, namespace: "", name: key.name)) { return true }
    return unknown[key.namespace]?.contains { $0.mayMake(key) } ?? false
  }

  /// What controllers write to a Secret of type kubernetes.io/tls.
  static let tlsKeys: Set = ["tls.crt", "tls.key", "ca.crt"]
}

extension GraphObject {
  /// Whether the object's kind is none that every API server has.
  var isCustom: Bool {
    group.utf8.contains(UInt8(ascii: ".")) && !group.hasSuffix(".k8s.io")
      || group.hasSuffix(".x-k8s.io") || group == "serving.knative.dev"
  }

  /// Whether a controller is asked to copy the object to other namespaces.
  fileprivate var isCopied: Bool {
    (object.metadata?["annotations"]?.mapping?.names ?? []).contains { name in
      name.hasPrefix("reflector.v1.k8s.emberstack.com/")
        || name.hasPrefix("replicator.v1.mittwald.de/") || name == "kubed.appscode.com/sync"
    }
  }

  /// The Secrets that cert-manager makes for an Ingress or a Gateway that asks for them.
  fileprivate var issuedSecrets: [String] {
    let annotations = object.metadata?["annotations"]?.mapping?.names ?? []
    let asks = annotations.contains {
      $0.hasPrefix("cert-manager.io/") || $0.hasPrefix("certmanager.k8s.io/")
        || $0 == "kubernetes.io/tls-acme" || $0.hasPrefix("cert.gardener.cloud/")
    }
    guard asks, let spec = object.root["spec"] else { return [] }
    let names =
      (spec["tls"]?.elements ?? []).map { $0["secretName"] }
      + (spec["listeners"]?.elements ?? []).flatMap { listener in
        (listener["tls"]?["certificateRefs"]?.elements ?? []).map { $0["name"] }
      }
    return names.compactMap { $0?.scalarText }
  }

  /// Whether a custom resource of which no more is known may be what an object is made from: it names
  /// the object, or the object is named for it.
  fileprivate func mayMake(_ key: ObjectKey) -> Bool {
    if key.name == name || key.name.hasPrefix(name + "-") { return true }
    return object.root["spec"]?.hasScalar(key.name) ?? false
  }
}

extension Node {
  /// Whether a value somewhere in the tree is that text.
  fileprivate func hasScalar(_ text: String) -> Bool {
    switch content {
    case .scalar(let scalar): scalar.text == text
    case .sequence(let elements): elements.contains { $0.hasScalar(text) }
    case .mapping(let mapping): mapping.entries.contains { $0.value.hasScalar(text) }
    }
  }
}
