import Diagnostics
import Kubernetes
import Values
import YAML

extension ObjectGraph {
  /// Whether an object is here, or will be in the cluster as far as can be told.
  ///
  /// One that nothing here makes takes a search of everything, and is asked for in each cluster of an
  /// environment: what was found is remembered.
  func isThere(_ key: ObjectKey) -> Bool {
    if let known = presence.answer(for: key) { return known }
    let answer = isFound(key)
    presence.remember(answer, for: key)
    return answer
  }

  private func isFound(_ key: ObjectKey) -> Bool {
    if object(key.kind, key.name, in: key.namespace) != nil || made.made(key) != nil { return true }
    if made.isGiven(key) || mayMeet(key) { return true }
    if case .words(let words) = absent, words.mayMake(key.name) { return true }
    if ["Secret", "ConfigMap"].contains(key.kind), isSpoken(of: key) { return true }
    // A name that is nearly one of those that are here is meant to be that one.
    if let nearest = Spelling.nearest(
      to: key.name, among: names(of: key.kind, in: key.namespace))
    {
      // Of `data-1` and `data-2` one may be elsewhere.
      guard case .unknown = absent else { return false }
      return key.name.withoutDigits == nearest.withoutDigits
    }
    if case .unknown = absent { return true }
    return isMadeElsewhere(key)
  }

  /// Whether others than the objects of the environment are likely to make an object.
  private func isMadeElsewhere(_ key: ObjectKey) -> Bool {
    guard !key.namespace.isEmpty else { return false }
    if ownership.isUnseen(key.namespace) { return true }
    switch key.kind {
    case "Service":
      // Of a namespace without any, and without pods, all is elsewhere.
      if case .whole = ownership.claim(on: key.namespace) { return false }
      return pods(in: key.namespace).isEmpty
        && !objects(of: "Service").contains { $0.namespace == key.namespace }
    default: return false
    }
  }

  /// Whether a program of the namespace is told a name, as one is that makes the object.
  private func isSpoken(of key: ObjectKey) -> Bool {
    pods(in: key.namespace).contains { pods in
      pods.containers.contains { $0.speaks(of: key.name) }
    }
      || objects(of: "ConfigMap").contains { holder in
        holder.namespace == key.namespace
          && (holder.object.root["data"]?.mapping?.entries ?? []).contains { entry in
            let text = entry.value.scalarText ?? ""
            return text.contains("kubectl ") && text.contains(key.name)
          }
      }
  }

  /// Whether an object of the name is here that says no namespace, or the other way round: where such
  /// objects go is for the one to say who applies them.
  private func mayMeet(_ key: ObjectKey) -> Bool {
    guard key.namespace.isEmpty else {
      let key = ObjectKey(kind: key.kind, namespace: "", name: key.name)
      return object(key.kind, key.name) != nil || made.made(key) != nil
    }
    return objects(of: key.kind).contains { $0.name == key.name }
      || made.isMadeSomewhere(key.kind, key.name)
  }

  /// The keys of a ConfigMap or Secret that has none of that name, and who has them; nil where they
  /// are not known, and for one that has it.
  func keys(
    of key: ObjectKey, near target: Int, without name: String
  ) -> (holder: GraphObject, keys: Set<String>)? {
    if let holder = object(key.kind, key.name, in: key.namespace, near: target) {
      // Nearly all have it, and their keys are never collected.
      return holder.holds(name) ? nil : holder.heldKeys.map { (holder, $0) }
    }
    guard let made = made.made(key), let keys = made.keys, !keys.contains(name) else { return nil }
    return (made.maker, keys)
  }

  /// That an object is not there which another one names.
  ///
  /// - Parameters:
  ///   - consequence: what becomes of it, as a clause: `its pods do not start`.
  ///   - severity: how much it matters where the namespace is managed here.
  func missing(
    _ reference: Reference, _ rule: RuleID, severity: Severity = .error, _ consequence: String
  ) -> Diagnostic {
    let claim = ownership.claim(on: reference.namespace)
    let name = reference.name.writtenName
    let known = names(of: reference.kind, in: reference.namespace)
    var related: [Label] = []
    let nearest = Spelling.nearest(to: name, among: known)
    if let nearest, let other = object(reference.kind, nearest, in: reference.namespace) {
      related.append(
        other.label(
          "\(other.kind) \(other.object.metadata?["name"]?.writtenName ?? nearest) is here"))
    } else if let other = objects(of: reference.kind).first(where: { $0.name == name }) {
      related.append(other.label("one of the name is in another namespace"))
    }
    return reference.owner.finding(
      rule, min(severity, claim.severity),
      "nothing here makes the \(reference.kind) \(name): \(consequence)", at: reference.name,
      reference.path.fieldPath, related: related + [claim.label],
      help: nearest.map { "did you mean \($0)?" }
        ?? "add it, or list \(reference.kind)/\(name) under provided in pipeline.yaml",
      fix: reference.name.fix(nearestOf: known))
  }
}

extension GraphObject {
  private static let keyFields = ["data", "binaryData", "stringData"]

  /// Whether a ConfigMap or Secret has a key.
  fileprivate func holds(_ key: String) -> Bool {
    Self.keyFields.contains { object.root[$0]?.mapping?.index(of: key) != nil }
  }

  /// The keys of a ConfigMap or Secret; nil where others add to them.
  fileprivate var heldKeys: Set<String>? {
    let root = object.root
    if let type = root["type"]?.string, type == "kubernetes.io/service-account-token" { return nil }
    for field in ["annotations", "labels"] {
      let names = root["metadata"]?[field]?.mapping?.names ?? []
      guard !names.contains(where: Self.isFilledByOthers) else { return nil }
    }
    var keys: Set<String> = []
    for field in Self.keyFields {
      guard let node = root[field], !node.isNull else { continue }
      guard let mapping = node.mapping else { return nil }
      keys.formUnion(mapping.names)
    }
    // One without any is there for somebody to fill.
    return keys.isEmpty ? nil : keys
  }

  private static func isFilledByOthers(_ annotation: String) -> Bool {
    ["inject", "replicate-from", "reflects", "/sync", "avp.kubernetes.io"].contains {
      annotation.holds($0)
    }
  }
}

extension String {
  fileprivate var withoutDigits: String {
    String(decoding: utf8.filter { !$0.isDigit }, as: UTF8.self)
  }
}
