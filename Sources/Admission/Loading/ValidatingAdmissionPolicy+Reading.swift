import Kubernetes
import Values
import YAML

extension ValidatingAdmissionPolicy {
  /// Reads a policy that the server accepts, with the server's defaults.
  ///
  /// - Parameters:
  ///   - object: the policy as it was found.
  ///   - decoded: the same, as the server decodes it.
  init(_ object: KubernetesObject, decoded: Node) {
    let spec = ObjectReader(decoded).object("spec")
    self.init(
      terms: PolicyTerms(object, spec),
      validations: spec.objects("validations").map(Validation.init),
      auditAnnotations: spec.objects("auditAnnotations").map(AuditAnnotation.init))
  }
}

extension ValidatingAdmissionPolicy.Validation {
  init(_ reader: ObjectReader) {
    let messageExpression = reader.expression("messageExpression")
    self.init(
      expression: reader.expression("expression"), message: reader.string("message"),
      messageExpression: messageExpression.source.isEmpty ? nil : messageExpression,
      reason: reader.choice("reason"))
  }
}

extension ValidatingAdmissionPolicy.AuditAnnotation {
  init(_ reader: ObjectReader) {
    self.init(
      key: reader.string("key"), valueExpression: reader.expression("valueExpression").trimmed)
  }
}
