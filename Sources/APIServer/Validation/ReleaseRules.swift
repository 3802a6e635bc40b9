import Kubernetes
import YAML

/// What a server of an earlier release has not yet, or one of a later release has no longer.
enum ReleaseRules {
  /// Why a kind that the release does not serve is refused, and what to use instead.
  static func refusal(of gvk: GroupVersionKind, in release: KubernetesRelease) -> String {
    var text = "no matches for kind \"\(gvk.kind)\" in version \"\(gvk.apiVersion)\""
    let unknown = UnknownKind.of(release)
    guard let kind = Facts.of(release).kind(gvk) ?? Facts.newest.kind(gvk) else {
      if let other = unknown.nearest(to: gvk) {
        text += "; did you mean \(other.apiVersion) \(other.kind)?"
      }
      return text
    }
    if let introduced = kind.introduced, release < introduced {
      text += ": it comes with v\(introduced), and v\(release) is asked for"
    } else if let removed = kind.removed, removed <= release {
      text += ": removed in v\(removed)"
      if let other = kind.replacement { text += "; use \(other.apiVersion) \(other.kind)" }
    } else if let other = unknown.served(like: gvk) {
      text += "; use \(other.apiVersion) \(other.kind)"
    } else {
      text += ": a server has it only where it is turned on"
    }
    return text
  }

  /// The kind that the release has in the place of one that it does not serve; nil where none is known, or
  /// where it may yet be served.
  static func kind(
    meantBy gvk: GroupVersionKind, in release: KubernetesRelease
  ) -> GroupVersionKind? {
    let unknown = UnknownKind.of(release)
    guard let kind = Facts.of(release).kind(gvk) ?? Facts.newest.kind(gvk) else {
      return unknown.nearest(to: gvk)
    }
    if let introduced = kind.introduced, release < introduced { return nil }
    if let removed = kind.removed, removed <= release { return kind.replacement }
    return unknown.served(like: gvk)
  }

  /// The faults, each unknown field that a later release has with that release.
  ///
  /// - Parameter schema: the object's type in the release.
  static func dated(
    _ faults: [DecodingFault], _ schema: ObjectSchema, _ release: KubernetesRelease
  ) -> [DecodingFault] {
    guard faults.contains(where: { $0.kind == .unknownField }), release < Facts.newest.described,
      let later = Facts.newest.schema(named: schema.name)
    else { return faults }
    return faults.map { fault in
      guard fault.kind == .unknownField, later.unknownField(on: fault.path) == nil else {
        return fault
      }
      var dated = fault
      dated.comesWith = Facts.newest.described
      return dated
    }
  }

  /// The fields of a decoded object that the release does not have.
  static func faults(
    in root: Node, _ schema: ObjectSchema, _ release: KubernetesRelease
  ) -> [DecodingFault] {
    guard release != schema.described else { return [] }
    var faults: [DecodingFault] = []
    collect(root, schema, release, at: .root, &faults)
    return faults
  }

  private static func collect(
    _ node: Node, _ schema: ObjectSchema, _ release: KubernetesRelease, at path: FieldPath,
    _ faults: inout [DecodingFault]
  ) {
    for entry in node.mapping?.entries ?? [] {
      guard let field = schema.field(entry.name) else { continue }
      let place = path.appending(.key(entry.name))
      if let missing = field.missingHistory(in: release) {
        let when = missing.since.map { release < $0 ? "it comes with v\($0)" : nil } ?? nil
        let reason = when ?? missing.until.map { "it went with v\($0)" } ?? ""
        faults.append(
          DecodingFault(
            kind: .unknownField, message: "unknown field \"\(place)\" in v\(release): \(reason)",
            path: place, location: entry.key.origin.location))
        continue
      }
      collect(entry.value, field.type, release, at: place, &faults)
    }
  }

  private static func collect(
    _ node: Node, _ type: ValueType, _ release: KubernetesRelease, at path: FieldPath,
    _ faults: inout [DecodingFault]
  ) {
    switch type.kind {
    case .object:
      if let schema = type.object { collect(node, schema, release, at: path, &faults) }
    case .list:
      guard let element = type.element else { return }
      for (index, item) in (node.elements ?? []).enumerated() {
        collect(item, element, release, at: path.appending(.index(index)), &faults)
      }
    case .map:
      guard let element = type.element else { return }
      for entry in node.mapping?.entries ?? [] {
        collect(entry.value, element, release, at: path.appending(.key(entry.name)), &faults)
      }
    default: return
    }
  }
}

extension FieldSchema {
  /// Since when and until when the field is there; nil where the release has it.
  ///
  /// A struct of which the release has no field came and went with them.
  fileprivate func missingHistory(in release: KubernetesRelease) -> FieldHistory? {
    if !history.contains(release) { return history }
    let fields = type.object?.fields ?? []
    guard let first = fields.first, !fields.contains(where: { $0.history.contains(release) }) else {
      return nil
    }
    return first.history
  }
}

extension KindFacts {
  fileprivate func wasThere(in release: KubernetesRelease) -> Bool {
    introduced.map { $0 <= release } ?? true && removed.map { release < $0 } ?? true
  }

  /// Whether a server of the release serves the kind.
  func isServed(in release: KubernetesRelease) -> Bool {
    release == described ? resource != nil : wasThere(in: release)
  }
}
