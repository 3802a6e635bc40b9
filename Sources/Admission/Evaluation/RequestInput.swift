import CEL
import Kubernetes
import YAML

/// The values of the variables that all expressions of a request share.
///
/// Made once for each version in which policies see the request.
struct RequestInput: Sendable {
  let object: Value
  let oldObject: Value
  let request: Value
  let namespaceObject: Value
  let authorizer: Value
  let requestResourceAuthorizer: Value

  init(
    _ request: AdmissionRequest, as mapping: RESTMapper.Mapping, namespaces: Namespaces,
    authorization: Engine.Authorization
  ) {
    object = Self.value(request.object, .object, as: mapping)
    oldObject = Self.value(request.oldObject, .oldObject, as: mapping)
    self.request = NodeValue(request.node(matchedAs: mapping), of: .request).value
    namespaceObject = Self.namespaceObject(of: request, namespaces)
    let offline = OfflineAuthorizer(user: request.userInfo, otherwise: authorization)
    authorizer = AuthorizerValue.authorizer(offline)
    requestResourceAuthorizer = AuthorizerValue.requestResource(
      AuthorizationRequest(
        group: request.resource.group, resource: request.resource.resource,
        subresource: request.subresource, namespace: request.namespace, name: request.name),
      offline)
  }

  private static func value(
    _ node: Node?, _ variable: PolicyVariable, as mapping: RESTMapper.Mapping
  ) -> Value {
    guard let node else { return .null }
    return NodeValue(VersionConversion.convert(node, to: mapping.kind), of: variable).value
  }

  /// Null for an object of the cluster, and for a Namespace itself.
  private static func namespaceObject(
    of request: AdmissionRequest, _ namespaces: Namespaces
  ) -> Value {
    guard !request.namespace.isEmpty, request.resource != .namespaces else { return .null }
    guard let namespace = namespaces[request.namespace] else {
      return .error(
        EvaluationError(
          "namespace '\(request.namespace)' is not known", reason: .undecided))
    }
    return NodeValue(Namespaces.node(of: namespace), of: .namespaceObject).value
  }
}
