package import Diagnostics
import YAML

/// What a policy is for and what it asks, for people.
package struct PolicyDescription: Sendable {
  /// The policy's name.
  package var name: String
  /// The comment above the policy, a paragraph a string; empty where there is none.
  package var comment: [String]
  /// Where the policy stands.
  package var place: Location?
  /// What must be true, with what is said otherwise.
  package var validations: [(expression: String, message: String)] = []
  /// What changes objects: the type of the patch, and the expression that makes it.
  package var mutations: [(patchType: String, expression: String)] = []
  /// The policy's variables, in its order.
  package var variables: [(name: String, expression: String)]
  /// The bindings that put it to work, in the order of their names.
  package var bindings: [Binding]

  /// A binding with what it makes of a failure.
  package struct Binding: Sendable {
    /// The binding's name.
    package var name: String
    /// What becomes of a failure, in words: `Deny, Audit`; empty for a policy that mutates.
    package var actions: String
    /// The object of parameters, as `ConfigMap/limits`; nil where it takes none.
    package var params: String?
    /// Where the binding stands.
    package var place: Location?
  }

  /// The first sentence of the comment, for lists of rules.
  package var summary: String {
    guard let first = comment.first else {
      return mutations.isEmpty ? "The policy \(name) is satisfied." : "The policy \(name) applies."
    }
    guard let end = first.firstRange(of: ". ") else { return first }
    return String(first[..<end.lowerBound]) + "."
  }
}

extension PolicySet {
  /// The description of the policy of that name.
  package func description(of name: String) -> PolicyDescription? {
    policies.first { $0.policy.definition.name == name }.map(PolicyDescription.init)
      ?? mutations.first { $0.policy.definition.name == name }.map(PolicyDescription.init)
  }
}

extension PolicyDescription {
  fileprivate init(_ bound: PolicySet.BoundPolicy) {
    let policy = bound.policy.definition
    self.init(
      policy,
      bound.bindings.map { binding in
        Binding(
          binding, of: policy,
          actions: binding.validationActions.map(\.rawValue).joined(separator: ", "))
      })
    validations = policy.validations.map {
      ($0.expression.source.trimmed, $0.messageExpression?.source.trimmed ?? $0.message.trimmed)
    }
  }

  fileprivate init(_ bound: PolicySet.BoundMutation) {
    let policy = bound.policy.definition
    self.init(policy, bound.bindings.map { Binding($0, of: policy, actions: "") })
    mutations = policy.mutations.map {
      ($0.patchType.rawValue, $0.expression.source.trimmed)
    }
  }

  private init(_ policy: some AdmissionPolicy, _ bindings: [Binding]) {
    let place = policy.object.place
    self.init(
      name: policy.name, comment: place.map(Self.comment(above:)) ?? [], place: place,
      variables: policy.variables.map { ($0.name, $0.expression.source.trimmed) },
      bindings: bindings)
  }

  /// The comment that ends where an object begins, without those that stand apart from it.
  private static func comment(above place: Location) -> [String] {
    let bytes = place.file.bytes
    var end = place.range.lowerBound
    var lines: [String] = []
    for comment in place.file.comments.reversed()
    where comment.isOnOwnLine && comment.location.range.upperBound <= end {
      let between = bytes[comment.location.range.upperBound..<end]
      guard between.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }),
        between.count(where: { $0 == UInt8(ascii: "\n") }) <= 1
      else { break }
      lines.append(comment.text)
      end = comment.location.range.lowerBound
    }
    return lines.reversed().split { $0.isEmpty }.map { $0.joined(separator: " ") }
  }
}

extension PolicyDescription.Binding {
  fileprivate init(
    _ binding: some AdmissionPolicyBinding, of policy: some AdmissionPolicy, actions: String
  ) {
    let parts = [binding.paramRef?.namespace, binding.paramRef?.name ?? ""].compactMap(\.self)
      .filter { !$0.isEmpty }
    let params = policy.paramKind.flatMap { kind in
      binding.paramRef.map { _ in
        parts.isEmpty ? "\(kind.kind) by label" : "\(kind.kind)/\(parts.joined(separator: "/"))"
      }
    }
    self.init(
      name: binding.name, actions: actions, params: params, place: binding.object.place)
  }
}
