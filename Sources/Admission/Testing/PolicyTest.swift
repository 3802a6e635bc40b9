package import Diagnostics
package import Kubernetes
import RegularExpression
package import YAML

/// A file of cases for one policy.
///
/// ```yaml
/// apiVersion: sluice.dev/v1alpha1
/// kind: PolicyTest
/// policy: replicas-minimum
/// namespace: {environment: production}  # the labels of the object's namespace, for every case
/// objects:                              # what cases start from, by name
///   api: {apiVersion: apps/v1, kind: Deployment, …}
/// cases:
///   - name: one replica is too few
///     base: api                         # or `object:` with an object of its own
///     patch: {spec: {replicas: 1}}      # a merge, or a list of JSON Patch operations
///     expect: deny                      # allow, deny, warn, audit, or skip: it is not for that
///     message: api has 1 of the 3 replicas that production needs
/// ```
///
/// A patch that is a mapping merges as a strategic merge patch does: null removes a field, the
/// elements of lists that have a key are merged by it. Further fields of a case:
///
/// - `operation`: `CREATE`, `UPDATE`, `DELETE` or `CONNECT`; by default an update where there is an old
///   object, and what its kind is for where it is sent to a part of another (PodExecOptions: CONNECT).
/// - `subresource`: the part of the object that the request is for, as `ephemeralcontainers`.
/// - `request`: `{resource: deployments.apps, name: …, namespace: …}` where these do not follow from
///   the object, as for a Scale.
/// - `oldObject`, or `oldPatch`: the object as it was, or what made it so, applied to the base. A
///   deletion has it alone.
/// - `namespace`: the labels of the namespace in this case.
/// - `params`: a patch for the objects that bindings give as parameters, or a list of objects in
///   their place; an empty list takes them away.
/// - `user`: `{username: …, uid: …, groups: […]}`; by default a member of `system:masters`.
/// - `authorizer`: what the authorizer answers: a list of `{verb: get, group: …, resource: secrets,
///   allowed: true}`, also with `user`, `subresource`, `namespace`, `name` or `path`; what is not in it
///   is not allowed. Beside `policy` it is for every case; there `roles` lists Roles and bindings to
///   be asked instead.
/// - `mutated`: what a policy that mutates makes of the object: a patch, as `patch` is one, of what was
///   sent. An empty one says that the object stays as it is.
/// - `annotations`: the annotations of the audit event, by their keys without the policy's name: a
///   text or `{matches: RE2}`.
/// - `message`: the text of the one failure there must be, `{matches: RE2}` for a pattern that it
///   holds, or a list of these for several failures in any order.
package struct PolicyTest: Sendable {
  /// The file that holds the test.
  package var file: SourceFile
  /// The name of the policy whose verdict counts; what others say of a case does not.
  package var policy: String
  var policyLocation: Location?
  /// Roles and bindings that the authorizer goes by; empty where nothing is said of it.
  var roles: [KubernetesObject] = []
  /// In the order of the file.
  package var cases: [Case]

  /// A request with what the policy must make of it.
  package struct Case: Sendable {
    /// The case in words.
    package var name: String
    /// Where the case stands.
    package var location: Location?
    /// What is done with the object.
    package var operation: AdmissionRequest.Operation
    /// Nil for what follows from the object's kind.
    package var subresource: String?
    /// What the request is made to, where it is not what serves the object: `deployments.apps`.
    var resource: String?
    /// The name and namespace of the request, where they are not the object's.
    var requestName: String?
    var requestNamespace: String?
    /// The object as it is sent; nil for a deletion.
    package var object: Node?
    /// The object that is there; nil for a creation.
    package var oldObject: Node?
    /// The labels of the object's namespace.
    package var namespaceLabels: [String: String]
    /// The objects that the bindings find as parameters.
    package var params: Params
    /// Who asks.
    package var user: UserInfo
    /// What the authorizer answers; nil where nothing is said of it.
    var answers: [AuthorizationAnswer]?
    /// What must come of it.
    package var expected: Outcome
    /// The object as it would have to be sent for the same to be stored without the policy; nil where
    /// nothing is said of that.
    var mutated: Node?
    /// What the annotations of the audit event must be, by their keys; others may be there too.
    var annotations: [String: MessagePattern] = [:]
    /// What the messages of the failures must be; nil where nobody asks.
    var messages: [MessagePattern]?
  }

  /// The parameters that bindings find.
  package enum Params: Sendable {
    /// Those of the policy set.
    case ofSet
    /// Those of the policy set, changed.
    case patched(ObjectPatch)
    /// Others in their place.
    case objects([KubernetesObject])
  }

  /// What a policy makes of a request.
  package enum Outcome: String, CaseIterable, Sendable {
    case allow, deny, warn, audit
    /// The policy is not for the request, so that it is not asked.
    case skip
    /// What is not known here; no case can expect it.
    case undecided
  }

  /// A text, or a pattern that matches in it.
  enum MessagePattern: Sendable, CustomStringConvertible {
    case text(String)
    case pattern(Pattern)

    func matches(_ message: String) -> Bool {
      switch self {
      case .text(let text): text == message
      case .pattern(let pattern): pattern.matches(message)
      }
    }

    var description: String {
      switch self {
      case .text(let text): "'\(text)'"
      case .pattern(let pattern): "what matches '\(pattern.source)'"
      }
    }
  }
}
