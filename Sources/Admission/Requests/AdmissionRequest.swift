import APIServer
package import Kubernetes
package import YAML

/// A request to the API server that policies are asked about.
package struct AdmissionRequest: Sendable {
  /// `uid`: what an answer repeats.
  package var uid = ""
  /// `operation`: what is done with the object.
  package var operation: Operation
  /// The object as it would be stored; nil when it is deleted.
  package var object: Node?
  /// The object as it is stored; nil when it is created.
  package var oldObject: Node?
  /// `kind`: the kind of the object as it was sent.
  package var kind: GroupVersionKind
  /// `resource`: what serves it.
  package var resource: GroupVersionResource
  /// `subResource`: as `scale`; empty for the object itself.
  package var subresource = ""
  /// `name`: empty where the server is yet to make it up.
  package var name: String
  /// Empty for an object of the cluster; a Namespace has itself.
  package var namespace: String
  /// `userInfo`: who asks.
  package var userInfo: UserInfo = .administrator
  /// True unless told otherwise: what is asked offline is not stored.
  package var dryRun = true
  /// `options`: those of the operation, as `CreateOptions`.
  package var options: Node?

  /// What the request does.
  package enum Operation: String, CaseIterable, Sendable {
    case create = "CREATE"
    case update = "UPDATE"
    case delete = "DELETE"
    case connect = "CONNECT"
  }

  /// The request that creates an object, or updates it where there is an old one.
  ///
  /// A kind that `mapper` does not know is taken to be served as its name suggests, in a namespace
  /// when the object names one.
  package init(
    _ operation: Operation, object: Node?, oldObject: Node? = nil, mapper: RESTMapper
  ) {
    self.operation = operation
    self.object = object
    self.oldObject = oldObject
    let view = KubernetesObject(object ?? oldObject ?? Node(Mapping()))
    let part = SubresourceKind.named(view.gvk)
    let mapping =
      mapper.mapping(of: part.flatMap { mapper.kind(of: $0.resource) } ?? view.gvk)
      ?? RESTMapper.guess(view.gvk, isNamespaced: !view.namespace.isEmpty)
    subresource = part?.subresource ?? ""
    kind = view.gvk
    resource = mapping.resource
    name = view.name
    if resource == .namespaces {
      namespace = view.name
    } else if mapping.isNamespaced {
      // kubectl sends an object without a namespace to that of its context.
      namespace = view.namespace.isEmpty ? "default" : view.namespace
    } else {
      namespace = ""
    }
  }

  /// The object's identity for people.
  package var identity: ObjectIdentity {
    ObjectIdentity(
      gvk: kind, namespace: resource == .namespaces ? "" : namespace, name: displayName)
  }

  /// The name in messages: a name yet to be generated is shown by its beginning.
  var displayName: String {
    if !name.isEmpty { return name }
    let generated = object?["metadata"]?["generateName"]?.string ?? ""
    return generated.isEmpty ? "Unknown" : generated
  }
}

extension GroupVersionResource {
  static let namespaces = GroupVersionResource(group: "", version: "v1", resource: "namespaces")
}

/// Who makes a request.
package struct UserInfo: Hashable, Sendable {
  /// The name that the authenticator gives.
  package var username: String
  /// What tells users of one name apart over time.
  package var uid: String
  /// The groups that the user is in.
  package var groups: [String]
  /// In the order in which the request lists them.
  package var extra: [Extra]

  /// Further facts of the authenticator.
  package struct Extra: Hashable, Sendable {
    /// What the fact is about.
    package var key: String
    /// What the authenticator says of it.
    package var values: [String]

    package init(key: String, values: [String]) {
      self.key = key
      self.values = values
    }
  }

  package init(
    username: String, uid: String = "", groups: [String] = [], extra: [Extra] = []
  ) {
    self.username = username
    self.uid = uid
    self.groups = groups
    self.extra = extra
  }

  /// Who a request is from when it does not say: a member of `system:masters`, for whom a server
  /// authorizes everything.
  package static let administrator = UserInfo(
    username: Requester.username, groups: Requester.groups)

  static let mastersGroup = "system:masters"

  /// Whether the server authorizes everything without asking its authorizers.
  var isPrivileged: Bool { groups.contains(Self.mastersGroup) }
}
