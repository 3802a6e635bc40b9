import Kubernetes

/// The name under which a service account makes requests.
struct ServiceAccountName {
  var namespace: String
  var name: String

  var username: String { "system:serviceaccount:\(namespace):\(name)" }

  /// Why there can be no such account, in the server's words.
  var fault: String? {
    if !NameFormat.dns1123Subdomain.matches(name) { return "Invalid service account name" }
    if !NameFormat.dns1123Label.matches(namespace) { return "Invalid service account namespace" }
    return nil
  }
}
