package import Diagnostics
import Kubernetes
import YAML

extension PolicySet {
  /// What the environment lacks that bindings name: kinds and objects of parameters.
  ///
  /// A request that such a binding is for is refused, or goes unchecked, as the binding says.
  package func diagnostics(in state: ClusterState) -> [Diagnostic] {
    mutations.flatMap { bound in
      bound.bindings.compactMap { $0.missingParameters(of: bound.policy.definition, in: state) }
    }
      + policies.flatMap { bound in
        bound.bindings.compactMap { $0.missingParameters(of: bound.policy.definition, in: state) }
      }
  }
}

extension AdmissionPolicyBinding {
  fileprivate func missingParameters(
    of policy: some AdmissionPolicy, in state: ClusterState
  ) -> Diagnostic? {
    guard let kind = policy.paramKind, let reference = paramRef else { return nil }
    // Without a namespace of its own the reference is looked up in that of each request.
    let namespace =
      state.isNamespaced(kind.gvk) == true && !reference.namespace.isEmpty
      ? reference.namespace : nil
    guard state.parameters(of: kind.gvk, in: namespace, selectedBy: reference).isEmpty else {
      return nil
    }
    let denies = reference.parameterNotFoundAction == .deny && policy.failurePolicy == .fail
    let subject =
      reference.name.isEmpty
      ? "no \(kind.kind) has the labels that binding '\(name)' asks for"
      : "there is no \(kind.kind) '\(reference.name)', which binding '\(name)' takes as parameter"
    let outcome =
      denies ? "every request that it is for is refused" : "policy '\(policy.name)' checks nothing"
    let field: FieldPath = ["spec", "paramRef"]
    let place = object.root[field]?["name"] ?? object.root[field]
    return Diagnostic(
      rule: "policy/missing-parameters", severity: denies ? .error : .warning,
      message: "\(subject), so \(outcome)", primary: place?.origin.location ?? object.place,
      help: "add the object to the environment, or correct the reference",
      object: object.identity.description, field: field.description)
  }
}
