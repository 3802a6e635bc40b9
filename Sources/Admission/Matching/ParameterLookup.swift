import Kubernetes
import YAML

/// Why the parameters of a binding cannot be found, in the server's words.
struct ConfigurationError: Error {
  var message: String
}

extension AdmissionPolicyBinding {
  /// The objects that the policy is evaluated with, one after the other.
  ///
  /// A single nil where the policy takes none or the binding gives none; follows `CollectParams`
  /// of the API server.
  func parameters(
    for policy: some AdmissionPolicy, requestNamespace: String, state: ClusterState
  ) throws(ConfigurationError) -> [KubernetesObject?] {
    guard let kind = policy.paramKind, let reference = paramRef else { return [nil] }
    guard let isNamespaced = state.isNamespaced(kind.gvk) else {
      throw ConfigurationError(
        message: "failed to find resource referenced by paramKind: '\(kind.gvk.goDescription)'")
    }
    var namespace: String?
    if isNamespaced {
      namespace = reference.namespace.isEmpty ? requestNamespace : reference.namespace
      if namespace?.isEmpty == true {
        throw ConfigurationError(
          message: "cannot use namespaced paramRef in policy binding that matches "
            + "cluster-scoped resources")
      }
    } else if !reference.namespace.isEmpty {
      throw ConfigurationError(
        message: "paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
    }
    let found = state.parameters(of: kind.gvk, in: namespace, selectedBy: reference)
    if found.isEmpty, reference.parameterNotFoundAction == .deny {
      throw ConfigurationError(
        message: "no params found for policy binding with `Deny` parameterNotFoundAction")
    }
    return found
  }
}

extension ParamRef {
  /// Whether an object is meant, by its name or by its labels.
  func selects(_ object: KubernetesObject) -> Bool {
    name.isEmpty ? selector?.matches(object.labels) ?? false : object.name == name
  }
}

extension GroupVersionKind {
  /// As the server's messages print it: `apps/v1, Kind=Deployment`.
  var goDescription: String {
    group.isEmpty ? "/\(version), Kind=\(kind)" : "\(group)/\(version), Kind=\(kind)"
  }
}
