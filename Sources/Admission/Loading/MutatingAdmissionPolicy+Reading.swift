import Kubernetes
import YAML

extension MutatingAdmissionPolicy {
  /// Reads a policy that the server accepts, with the server's defaults.
  ///
  /// - Parameters:
  ///   - object: the policy as it was found.
  ///   - decoded: the same, as the server decodes it.
  init(_ object: KubernetesObject, decoded: Node) {
    self.init(name: object.name, object: object)
    let spec = ObjectReader(decoded).object("spec")
    failurePolicy = spec.choice("failurePolicy") ?? .fail
    paramKind = spec.optionalObject("paramKind").map(ParamKind.init)
    matchConstraints = MatchResources(spec.object("matchConstraints"))
    matchConditions = spec.objects("matchConditions").map(NamedExpression.init(trimming:))
    variables = spec.objects("variables").map { NamedExpression($0) }
    mutations = spec.objects("mutations").map(Mutation.init)
    reinvocationPolicy = spec.choice("reinvocationPolicy") ?? .never
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
    let spec = ObjectReader(decoded).object("spec")
    self.init(
      name: object.name, object: object, policyName: spec.string("policyName"),
      paramRef: spec.optionalObject("paramRef").map(ParamRef.init),
      matchResources: spec.optionalObject("matchResources").map(MatchResources.init))
  }
}
