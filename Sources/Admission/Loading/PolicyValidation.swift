import APIServer
package import Kubernetes

/// What the API server answers to policies and bindings themselves.
package enum PolicyValidation {
  /// Why the server would refuse an object; empty for one it takes, and for every other kind.
  package static func causes(of object: KubernetesObject) -> [StatusCause] {
    switch object.kind {
    case "ValidatingAdmissionPolicy": CompiledPolicy.read(object).causes
    case "ValidatingAdmissionPolicyBinding":
      ValidatingAdmissionPolicyBinding.read(object).causes
    default: []
    }
  }
}

extension CompiledPolicy {
  /// Decodes, validates and compiles a policy as far as it goes.
  static func read(_ object: KubernetesObject) -> (policy: CompiledPolicy, causes: [StatusCause]) {
    let list = CauseList()
    let definition = ValidatingAdmissionPolicy.read(object.decoded(list), causes: list)
    let policy = CompiledPolicy(definition, causes: list)
    return (policy, list.causes)
  }
}

extension ValidatingAdmissionPolicyBinding {
  /// Decodes and validates a binding as far as it goes.
  static func read(
    _ object: KubernetesObject
  ) -> (binding: ValidatingAdmissionPolicyBinding, causes: [StatusCause]) {
    let list = CauseList()
    let binding = read(object.decoded(list), causes: list)
    return (binding, list.causes)
  }
}

extension KubernetesObject {
  /// The object as the server decodes it; what it cannot read are causes.
  fileprivate func decoded(_ causes: CauseList) -> KubernetesObject {
    guard let schema = Facts.standard.schema(of: gvk) else { return self }
    let (root, faults) = Decoder.decode(root, as: schema)
    for fault in faults { causes.decoding(fault) }
    return KubernetesObject(root)
  }
}
