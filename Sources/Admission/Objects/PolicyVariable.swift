/// The variables that the expressions of policies can read.
package enum PolicyVariable: String, CaseIterable, Sendable {
  case object, oldObject, params, request, namespaceObject, variables, authorizer
  /// One name with a point in it, as the server declares it.
  case requestResourceAuthorizer = "authorizer.requestResource"
}
