package import Kubernetes
package import YAML

extension Engine {
  /// The fields of an object that its policies wish to be hidden (`sluice.dev/hide-source`): where
  /// one of them is not satisfied, what stands beside the field that decided, as the data of a
  /// ConfigMap that holds a password.
  package func hiddenFields(of object: KubernetesObject) -> [FieldPath] {
    guard !policies.hidingSources.policies.isEmpty else { return [] }
    let request = AdmissionRequest(.create, object: object.root, mapper: state.mapper)
    var asking = self
    asking.policies = policies.hidingSources
    return asking.evaluate(request.defaulted()).hiddenFields(of: object)
  }
}

extension Verdict {
  /// The fields that the policies which are not satisfied wish to be hidden.
  package func hiddenFields(of object: KubernetesObject) -> [FieldPath] {
    failures.filter(\.hidesSource).flatMap { $0.hiddenFields(of: object) }
  }
}

extension Failure {
  /// What the failure tells to be a secret; everything but the object's name where no field decided.
  fileprivate func hiddenFields(of object: KubernetesObject) -> [FieldPath] {
    let fields = ([field].compactMap(\.self) + otherFields).filter { $0.variable == .object }
    guard fields.isEmpty else {
      return fields.map { $0.path.parent.isEmpty ? $0.path : $0.path.parent }
    }
    let known: Set = ["apiVersion", "kind", "metadata"]
    return (object.root.mapping?.names ?? []).filter { !known.contains($0) }
      .map { FieldPath([.key($0)]) }
  }
}

extension PolicySet {
  /// The policies that wish their findings' source to be hidden.
  package var hidingSources: PolicySet {
    PolicySet(
      policies: policies.filter(\.policy.definition.hidesSource), companions: companions)
  }
}
