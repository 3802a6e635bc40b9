package import Diagnostics
package import Kubernetes
import YAML

extension Verdict {
  /// The verdict as findings at the sources of the object.
  ///
  /// - Parameter asked: the object that was asked about, for what has no field of its own and for what
  ///   was removed from it.
  package func diagnostics(at asked: KubernetesObject) -> [Diagnostic] {
    failures.map { $0.diagnostic(object: object, asked: asked) }
      + undecided.merged.map { $0.diagnostic(object: object, root: asked.root) }
  }
}

extension [Undecided] {
  /// One question for all bindings of a policy that depend on it, with the actions of all.
  fileprivate var merged: [Undecided] {
    var result: [Undecided] = []
    for question in self {
      let known = result.firstIndex {
        $0.policy == question.policy && $0.message == question.message
      }
      if let known {
        result[known].actions += question.actions
      } else {
        result.append(question)
      }
    }
    return result
  }
}

extension Failure {
  /// The finding: at the field that decided, with the policy and what the field overrode.
  func diagnostic(object: ObjectIdentity, asked: KubernetesObject) -> Diagnostic {
    if let unknown = unknownField(of: object.gvk) { return blame(unknown, object, asked.root) }
    var field = field.flatMap { $0.variable == .object ? $0 : nil }
    let removal = field.flatMap { asked.removal(of: $0.path, foundAt: $0.origin.location) }
    if let removal { field?.origin = removal }
    var related: [Label] = []
    if let place = expressionLocation ?? expression?.location {
      related.append(Label("required by policy '\(policy)' here", at: place))
    }
    let others = otherFields.filter { $0.variable != .request && $0.origin.location != nil }
    for other in others.prefix(3) {
      let name =
        other.variable == .object ? "\(other.path)" : "\(other.variable.rawValue).\(other.path)"
      related.append(Label("\(name) is read here", at: other.origin.location))
    }
    related += field?.origin.notes(isRemoval: removal != nil) ?? []
    let root = asked.root
    return Diagnostic(
      rule: RuleID("policy/\(policy)"), aspect: expression?.source.trimmed, severity: severity,
      message: message,
      primary: field?.origin.location ?? root.origin.location ?? root.firstLocation,
      related: related, help: help, object: object.description,
      field: field.map(\.path.description), hidesSource: hidesSource)
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

extension Failure {
  /// The field that decided, where it is absent and no object of the kind can have it.
  private func unknownField(
    of kind: GroupVersionKind
  ) -> (path: FieldPath, known: [String])? {
    guard let field, field.variable == .object, !field.isPresent else { return nil }
    return Facts.standard.schema(of: kind)?.unknownField(on: field.path)
  }

  /// The finding where the policy asks for what no object has: whoever wrote the object cannot mend
  /// that.
  private func blame(
    _ unknown: (path: FieldPath, known: [String]), _ object: ObjectIdentity, _ root: Node
  ) -> Diagnostic {
    var help = "no \(object.gvk.kind) has a field \(unknown.path): correct the policy"
    if case .key(let name) = unknown.path.steps.last,
      let nearest = Spelling.nearest(to: name, among: unknown.known)
    {
      help += "; did it mean \(nearest)?"
    }
    let asked = (root.origin.location ?? root.firstLocation).map {
      [Label("asked about this object", at: $0)]
    }
    return Diagnostic(
      rule: RuleID("policy/\(policy)"), aspect: expression?.source.trimmed, severity: severity,
      message: message,
      primary: expressionLocation ?? expression?.location ?? root.origin.location,
      related: asked ?? [], help: help, object: object.description, hidesSource: hidesSource)
  }
}

extension Undecided {
  func diagnostic(object: ObjectIdentity, root: Node) -> Diagnostic {
    Diagnostic(
      rule: "policy/undecided", aspect: policy,
      severity: actions.contains(.deny) ? .error : .warning,
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
