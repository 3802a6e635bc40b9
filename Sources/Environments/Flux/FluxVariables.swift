import Diagnostics
import Kubernetes
import Values
import YAML

/// Collects the variables of a Kustomization's `postBuild`.
struct FluxVariables {
  private(set) var variables = SubstitutionVariables()
  private(set) var diagnostics: [Diagnostic] = []
  private let kustomization: FluxKustomization
  private let objects: FluxObjects
  /// The sources that are read, as people know them, with the places that name them.
  private var sources: [Label] = []
  /// Those that may be absent and are, in the repository at least.
  private var absentSources: [Label] = []

  /// - Parameter objects: what the cluster has.
  init(of kustomization: FluxKustomization, among objects: FluxObjects) {
    self.kustomization = kustomization
    self.objects = objects
    let postBuild = kustomization.spec["postBuild"]
    for source in postBuild?["substituteFrom"]?.elements ?? [] { add(source) }
    for entry in postBuild?["substitute"]?.mapping?.entries ?? [] {
      variables[entry.name] = .init(
        entry.value.scalarText ?? "", at: entry.value.origin.location)
    }
  }

  /// Whether a source that is wanted is not there, so that another Kustomization may yet bring it.
  static func lacksSource(_ kustomization: FluxKustomization, among objects: FluxObjects) -> Bool {
    let sources = kustomization.spec["postBuild"]?["substituteFrom"]?.elements ?? []
    return sources.contains { source in
      Self.object(of: source, for: kustomization, among: objects) == nil
    }
  }

  private static func object(
    of source: Node, for kustomization: FluxKustomization, among objects: FluxObjects
  ) -> KubernetesObject? {
    let id = FluxIdentity(
      namespace: kustomization.id.namespace, name: source["name"]?.scalarText ?? "")
    return objects["", source["kind"]?.scalarText ?? "", id]
  }

  private mutating func add(_ source: Node) {
    let kind = source["kind"]?.scalarText ?? ""
    let name = source["name"]?.scalarText ?? ""
    let shown = "\(kind) \(kustomization.id.namespace)/\(name)"
    guard kind == "ConfigMap" || kind == "Secret" else { return }
    let place = source["name"]?.origin.location
    guard let object = Self.object(of: source, for: kustomization, among: objects) else {
      guard source["optional"]?.scalar?.boolean != true else {
        absentSources.append(
          Label("\(shown) may give it, which is not in the repository", at: place))
        return
      }
      variables.mayHaveMore = true
      diagnostics.append(
        .unknownValues(
          "\(shown) is not in the repository, so the variables that it gives stay as they are",
          at: source["name"]?.origin.location))
      return
    }
    sources.append(Label("\(shown) does not have it", at: place))
    if kind == "ConfigMap" {
      for entry in object.root["data"]?.mapping?.entries ?? [] {
        variables[entry.name] = .init(
          entry.value.scalarText ?? "", at: entry.value.origin.location)
      }
      return
    }
    add(secret: object, shown, at: source["name"]?.origin.location)
  }

  /// The finding of a variable that nobody defines, with the sources that might.
  ///
  /// What the cluster has and the repository need not may define it yet, so that nobody can be sure.
  func explained(_ finding: Diagnostic) -> Diagnostic {
    var finding = finding
    finding.related += (absentSources + sources).prefix(3)
    if !absentSources.isEmpty {
      finding.severity = .warning
      finding.message += " in the repository"
    }
    return finding
  }

  private mutating func add(secret: KubernetesObject, _ shown: String, at place: Location?) {
    let location = secret.metadata?["name"]?.origin.location ?? secret.location
    var isEncrypted = false
    for (field, isEncoded) in [("data", true), ("stringData", false)] {
      for entry in secret.root[field]?.mapping?.entries ?? [] {
        let text = entry.value.scalarText ?? ""
        let value =
          isEncoded ? Base64.decode(text).map { String(decoding: $0, as: UTF8.self) } : text
        guard let value, !SOPS.isEncrypted(text), !SOPS.isEncrypted(value) else {
          isEncrypted = true
          variables.setUnknown(entry.name)
          continue
        }
        variables[entry.name] = .init(value, at: location, isSecret: true)
      }
    }
    guard isEncrypted else { return }
    diagnostics.append(
      .unknownValues(
        "\(shown) is encrypted, so the variables that it gives stay as they are", at: place,
        related: [Label("encrypted here", at: location)]))
  }
}

/// What SOPS leaves in a file that it encrypts.
enum SOPS {
  /// Whether a value is one that SOPS has encrypted, or a whole document that has such.
  static func isEncrypted(_ text: String) -> Bool {
    text.contains("ENC[AES256_GCM,data:")
  }
}

extension Diagnostic {
  fileprivate static func unknownValues(
    _ message: String, at location: Location?, related: [Label] = []
  ) -> Diagnostic {
    Diagnostic(
      rule: .unknownValues, severity: .warning, message: message, primary: location,
      related: related,
      help: "findings at such values are counted, not reported")
  }
}

extension RuleID {
  /// Values that are put into objects and that the repository does not have in clear.
  static let unknownValues: RuleID = "flux/unknown-values"
}
