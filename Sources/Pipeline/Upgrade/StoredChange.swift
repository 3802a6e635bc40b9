import APIServer
import Diagnostics
import Kubernetes
import YAML

/// What two releases of the server store of the same object.
struct StoredChange {
  static let dropped: RuleID = "upgrade/dropped-field"
  static let kept: RuleID = "upgrade/kept-field"
  static let defaulted: RuleID = "upgrade/changed-default"

  private let from: Validator
  private let to: Validator

  init(from: Validator, to: Validator) {
    self.from = from
    self.to = to
  }

  /// What the releases store otherwise of an object whose kind both have, and what the later one takes
  /// and drops.
  func findings(of object: KubernetesObject) -> [Diagnostic] {
    let gvk = object.gvk
    guard from.facts.schema(of: gvk) != nil, to.facts.schema(of: gvk) != nil,
      !object.isEncrypted
    else { return [] }
    let (old, new) = (from.stored(object).root, to.stored(object).root)
    let unknown = from.submission(of: object).faults.filter { $0.kind == .unknownField }
    let unknownPaths = Set(unknown.map(\.path))
    // What the earlier release refuses it stores in no form.
    var findings = StoredDifference.all(from: old, to: new)
      .filter { !unknownPaths.contains($0.path) }.map { finding(of: $0, in: object) }
    for fault in unknown where fault.comesWith.map({ $0 <= to.release }) ?? false {
      guard new[fault.path] == nil else { continue }
      findings.append(
        finding(
          Self.dropped, .warning, "v\(to.release) takes \(fault.path) and drops it", fault.path,
          in: object, help: "its feature is off in v\(to.release) unless somebody turns it on"))
    }
    return findings
  }

  private func finding(
    of difference: StoredDifference, in object: KubernetesObject
  ) -> Diagnostic {
    let path = difference.path
    let isWritten = object.root[path] != nil
    switch (difference.old, difference.new) {
    case (nil, _?) where isWritten:
      return finding(
        Self.kept, .warning, "v\(to.release) keeps \(path), which v\(from.release) drops", path,
        in: object, help: "what is written there takes effect with the upgrade")
    case (_?, nil) where isWritten:
      return finding(
        Self.dropped, .warning, "v\(to.release) drops \(path), which v\(from.release) keeps", path,
        in: object)
    case (nil, let new?):
      let value = new.scalarText.map { ": \($0)" } ?? ""
      return finding(
        Self.defaulted, .note, "v\(to.release) fills in \(path)\(value)", path, in: object)
    case (_, nil):
      return finding(
        Self.defaulted, .note, "v\(to.release) no longer fills in \(path)", path, in: object)
    case (_?, _?):
      return finding(
        Self.defaulted, .note, "v\(to.release) stores \(path) otherwise", path, in: object)
    }
  }

  private func finding(
    _ rule: RuleID, _ severity: Severity, _ message: String, _ path: FieldPath,
    in object: KubernetesObject, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      rule: rule, severity: severity, message: message,
      primary: object.root[path]?.origin.location ?? object.location
        ?? object.metadata?["name"]?.origin.location,
      help: help, object: object.identity.description, field: path.description)
  }
}
