package import Diagnostics
import Kubernetes
package import YAML

extension Verdict {
  /// The verdict as findings at the sources of the object.
  ///
  /// - Parameter root: the object that was asked about, for what has no field of its own.
  package func diagnostics(at root: Node) -> [Diagnostic] {
    failures.map { $0.diagnostic(object: object, root: root) }
      + undecided.map { $0.diagnostic(object: object, root: root) }
  }
}

extension Failure {
  /// The finding: at the field that decided, with the policy and what the field overrode.
  func diagnostic(object: ObjectIdentity, root: Node) -> Diagnostic {
    let field = field.flatMap { $0.variable == .object ? $0 : nil }
    var related: [Label] = []
    if let place = expressionLocation ?? expression?.location {
      related.append(Label("required by policy '\(policy)' here", at: place))
    }
    for link in field?.origin.chain.dropFirst() ?? [] where link.origin.location != nil {
      let value = link.value.map { " (\($0.text))" } ?? ""
      related.append(Label("overrides the value\(value) set here", at: link.origin.location))
    }
    return Diagnostic(
      rule: RuleID("policy/\(policy)"), severity: severity, message: message,
      primary: field?.origin.location ?? root.origin.location ?? root.firstLocation,
      related: related, help: help, object: object.description,
      field: field.map(\.path.description))
  }

  private var severity: Severity {
    if actions.contains(.deny) { return .error }
    return actions.contains(.warn) ? .warning : .note
  }

  private var help: String? {
    guard let field, field.variable == .object, !field.isPresent else { return nil }
    return "set \(field.path)"
  }
}

extension Undecided {
  func diagnostic(object: ObjectIdentity, root: Node) -> Diagnostic {
    Diagnostic(
      rule: "policy/undecided", severity: actions.contains(.deny) ? .error : .warning,
      message: "policy '\(policy)' cannot be decided: \(message)",
      primary: root.origin.location ?? root.firstLocation,
      related: expression?.location.map { [Label("asked by policy '\(policy)' here", at: $0)] }
        ?? [],
      help: help, object: object.description)
  }
}

extension Node {
  /// The first place among the node and all below it.
  var firstLocation: Location? {
    if let location = origin.location { return location }
    switch content {
    case .scalar: return nil
    case .sequence(let elements):
      return elements.lazy.compactMap(\.firstLocation).first
    case .mapping(let mapping):
      return mapping.entries.lazy.compactMap { $0.value.firstLocation }.first
    }
  }
}
