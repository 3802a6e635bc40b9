import Kubernetes
import YAML

extension MutatingAdmissionPolicy {
  /// Reads a policy that the server accepts, with the server's defaults.
  ///
  /// - Parameters:
  ///   - object: the policy as it was found.
  ///   - decoded: the same, as the server decodes it.
  init(_ object: KubernetesObject, decoded: Node) {
    let spec = ObjectReader(decoded).object("spec")
    self.init(
      terms: PolicyTerms(object, spec), mutations: spec.objects("mutations").map(Mutation.init),
      reinvocationPolicy: spec.choice("reinvocationPolicy") ?? .never)
  }
}

extension MutatingAdmissionPolicy.Mutation {
  init(_ reader: ObjectReader) {
    let type: MutatingAdmissionPolicy.PatchType = reader.choice("patchType") ?? .applyConfiguration
    let field = type == .jsonPatch ? "jsonPatch" : "applyConfiguration"
    self.init(
      patchType: type, expression: reader.object(field).expression("expression").trimmed)
  }
}

extension MutatingAdmissionPolicyBinding {
  /// Reads a binding that the server accepts, with the server's defaults.
  init(_ object: KubernetesObject, decoded: Node) {
    self.init(terms: BindingTerms(object, ObjectReader(decoded).object("spec")))
  }
}
