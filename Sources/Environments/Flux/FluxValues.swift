import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Looks for the ConfigMaps and Secrets that HelmReleases of a cluster take values from (`valuesFrom`).
///
/// helm-controller installs nothing while one is missing, or lacks the key.
struct FluxValues {
  private let objects: FluxObjects
  /// The texts in objects that other controllers read, by their namespaces; such a controller may make
  /// what one of them names.
  private lazy var mentions = Self.mentions(in: objects)

  /// - Parameter objects: what the cluster has.
  init(among objects: FluxObjects) { self.objects = objects }

  /// What is missing for an object; nothing for one of another kind.
  mutating func findings(of object: KubernetesObject) -> [Diagnostic] {
    guard object.kind == "HelmRelease", object.gvk.group == Self.group else { return [] }
    var findings: [Diagnostic] = []
    for reference in object.root[["spec", "valuesFrom"]]?.elements ?? [] {
      guard var finding = finding(of: reference, in: object.namespace) else { continue }
      finding.object = object.identity.description
      findings.append(finding)
    }
    return findings
  }

  static let group = "helm.toolkit.fluxcd.io"

  private mutating func finding(of reference: Node, in namespace: String) -> Diagnostic? {
    let kind = reference["kind"]?.scalarText ?? ""
    guard let name = reference["name"]?.scalarText, ["ConfigMap", "Secret"].contains(kind) else {
      return nil
    }
    let id = FluxIdentity(namespace: namespace, name: name)
    let isOptional = reference["optional"]?.scalar?.boolean == true
    let shown = "\(kind) \(id)"
    guard let object = objects["", kind, id] else {
      guard !isOptional, isManaged(namespace), !mayBeMade(id) else { return nil }
      let known = objects.all(kind, of: "").filter { $0.namespace == namespace }.map(\.name)
      return .missing(
        "its values are to come from \(shown), which the cluster does not have",
        at: reference["name"]?.origin.location, help: Self.meant(name, among: known))
    }
    let key = reference["valuesKey"]?.scalarText ?? "values.yaml"
    let keys = ["data", "stringData", "binaryData"].flatMap { field in
      object.root[field]?.mapping?.entries.map(\.name) ?? []
    }
    // A file that is encrypted as a whole does not show its keys.
    guard !isOptional, !keys.contains(key), !(object.isEncrypted && keys.isEmpty) else {
      return nil
    }
    return .missing(
      "its values are to come from \(shown), which has no key \"\(key)\"",
      at: (reference["valuesKey"] ?? reference["name"])?.origin.location,
      help: Self.meant(key, among: keys))
  }

  private static func meant(_ name: String, among known: [String]) -> String? {
    Spelling.nearest(to: name, among: known).map { "did you mean \($0)?" }
  }

  /// Whether the repository says what is in a namespace.
  private func isManaged(_ namespace: String) -> Bool {
    objects["", "Namespace", FluxIdentity(namespace: "", name: namespace)] != nil
  }

  /// Whether an object that another controller reads names it, as an ExternalSecret does.
  private mutating func mayBeMade(_ id: FluxIdentity) -> Bool {
    [id.namespace, ""].contains { mentions[$0]?.contains(id.name) == true }
  }

  private static func mentions(in objects: FluxObjects) -> [String: Set<String>] {
    var mentions: [String: Set<String>] = [:]
    for object in objects.all where object.gvk.group.contains(".") {
      var root = object.root
      _ = root.update("spec") { spec in
        _ = spec.updateMapping { $0.removeAll { $0.name == "valuesFrom" } }
      }
      mentions[object.namespace, default: []].formUnion(root.texts)
    }
    return mentions
  }
}

extension Node {
  /// The texts of all scalars in it.
  fileprivate var texts: [String] {
    switch content {
    case .scalar(let scalar): [scalar.text]
    case .sequence(let elements): elements.flatMap(\.texts)
    case .mapping(let mapping): mapping.entries.flatMap(\.value.texts)
    }
  }
}

extension Diagnostic {
  fileprivate static func missing(
    _ message: String, at place: Location?, help: String?
  ) -> Diagnostic {
    Diagnostic(
      rule: .missingValues, severity: .warning, message: message, primary: place,
      help: help ?? "add it, or say `optional: true` where it may be missing")
  }
}

extension RuleID {
  /// A source of a HelmRelease's values that is not there.
  static let missingValues: RuleID = "flux/missing-values"
}
