import Kubernetes
import Values
import YAML

extension ValidatingAdmissionPolicyBinding {
  /// Reads a binding that the server accepts, with the server's defaults.
  ///
  /// - Parameters:
  ///   - object: the binding as it was found.
  ///   - decoded: the same, as the server decodes it.
  init(_ object: KubernetesObject, decoded: Node) {
    let spec = ObjectReader(decoded).object("spec")
    self.init(
      terms: BindingTerms(object, spec),
      validationActions: spec.strings("validationActions")
        .compactMap(ValidationAction.init(rawValue:)))
  }
}
