import BuiltInPolicies
import Diagnostics
import Environments
import Kubernetes
import YAML

extension BuiltInPolicy {
  /// How configuration and reports name the file.
  var path: String { "builtin/\(name).yaml" }

  /// The policy with its parameters, and a binding in place of its own: it warns, in every namespace.
  ///
  /// The set's own bindings tell environments by a label of namespaces, which other repositories do not
  /// have; nothing there would come to a verdict.
  func objects() throws(PipelineError) -> [KubernetesObject] {
    let objects = try Manifests.objects(of: SourceFile(path: path, bytes: file.bytes))
    let bindings = objects.filter { $0.kind == "ValidatingAdmissionPolicyBinding" }
    let warns = { (binding: KubernetesObject) in
      binding.root["spec"]?["validationActions"]?.elements?.contains { $0.string == "Warn" } == true
    }
    let chosen = bindings.first(where: warns) ?? bindings.last
    let own = objects.filter { $0.kind != "ValidatingAdmissionPolicyBinding" }
    let binding = SourceFile(
      path: "builtin/\(name)-binding.yaml",
      text: self.binding(asking: chosen?.root["spec"]?["paramRef"]))
    return own + (try Manifests.objects(of: binding))
  }

  private func binding(asking parameters: Node?) -> String {
    var text = """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: \(name)}
      spec:
        policyName: \(name)
        validationActions: [Warn]

      """
    if let name = parameters?["name"]?.string, let namespace = parameters?["namespace"]?.string {
      text +=
        "  paramRef: {name: \(name), namespace: \(namespace), parameterNotFoundAction: Allow}\n"
    }
    return text
  }
}
