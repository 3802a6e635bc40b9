import Kubernetes

/// A resource of an API group in one version, as rules and URLs name it.
package struct GroupVersionResource: Hashable, Sendable {
  /// Empty for the core group.
  package var group: String
  /// The API version, as `v1`.
  package var version: String
  /// The plural: `deployments`.
  package var resource: String

  package init(group: String, version: String, resource: String) {
    self.group = group
    self.version = version
    self.resource = resource
  }

  /// As the server's messages write it: `deployments.apps`, or `services` for the core group.
  package var groupResource: String { group.isEmpty ? resource : "\(resource).\(group)" }
}
