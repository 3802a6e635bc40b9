package import Diagnostics
package import Kubernetes
import Values
package import YAML

/// What a set of policies says about one request.
package struct Verdict: Sendable {
  /// The object that was asked about, as messages name it.
  package var object: ObjectIdentity
  /// What failed, in the order in which the server would come upon it.
  package var failures: [Failure] = []
  /// What cannot be known here; none of it counts as a pass.
  package var undecided: [Undecided] = []
  /// The annotations of the audit event, by key.
  package var auditAnnotations: [(key: String, value: String)] = []
  /// Each policy with each binding that was for the request, whatever came of it.
  package var matches: [Match] = []
  /// Why the server refuses the request otherwise than by a policy.
  package var refusal: Status?
  private let request: AdmissionRequest

  /// A verdict on a request that no policy has spoken on yet.
  package init(request: AdmissionRequest) {
    object = request.identity
    self.request = request
  }

  /// What was asked, for people: `CREATE of pods/exec`.
  var subject: String {
    let part = request.subresource.isEmpty ? "" : "/\(request.subresource)"
    return "\(request.operation.rawValue) of \(request.resource.groupResource)\(part)"
  }

  /// How the server's answer begins: `deployments.apps "api" is forbidden: `.
  private var prefix: String {
    "\(request.resource.groupResource) \(request.displayName.goQuoted) is forbidden: "
  }

  /// A policy that was for the request through a binding.
  package struct Match: Hashable, Sendable {
    /// The policy's name.
    package var policy: String
    /// The name of the binding that puts it to work.
    package var binding: String
  }
}

extension Verdict {
  /// The failures that refuse the request, the one in the answer first.
  package var denials: [Failure] { failures.filter { $0.actions.contains(.deny) } }

  /// Whether the request is admitted; one that cannot be decided is not.
  package var isAllowed: Bool {
    refusal == nil && denials.isEmpty && !undecided.contains { $0.actions.contains(.deny) }
  }

  /// The warnings that the client is shown.
  package var warnings: [String] {
    ClientWarnings.sent(
      of: failures.filter { $0.actions.contains(.warn) }.map(\.warning)
        + undecided.filter { !$0.actions.contains(.deny) }.map(\.message))
  }

  /// The answer's status; nil where the request is admitted.
  package var status: Status? {
    if let refusal { return refusal }
    if let first = denials.first {
      // The server says no more than the policy where one fails to mutate.
      let isMutation = first.stage == .mutation
      return Status(
        message: isMutation ? first.denial : prefix + first.denial, reason: first.reason.rawValue,
        code: isMutation ? StatusReason.forbidden.code : first.reason.code)
    }
    guard !isAllowed, let first = undecided.first(where: { $0.actions.contains(.deny) }) else {
      return nil
    }
    return Status(
      message: "\(prefix)\(first.subject) cannot be decided: \(first.message)",
      reason: StatusReason.forbidden.rawValue,
      code: StatusReason.forbidden.code)
  }

  /// Why a request is refused, in the fields that an API Status has.
  package struct Status: Hashable, Sendable {
    /// The sentence of `status.message`.
    package var message: String
    /// The reason of `status.reason`, as `Invalid`.
    package var reason: String
    /// The HTTP status of `status.code`.
    package var code: Int

    package init(message: String, reason: String, code: Int) {
      self.message = message
      self.reason = reason
      self.code = code
    }
  }
}

/// One validation that is not satisfied, or could not be evaluated.
package struct Failure: Sendable {
  /// The name of the policy that failed.
  package var policy: String
  /// Nil for what is wrong with the policy itself.
  package var binding: String?
  /// What the binding makes of it.
  package var actions: [ValidatingAdmissionPolicyBinding.ValidationAction]
  /// The sentence of the policy, or the server's where the policy has none.
  package var message: String
  /// The reason that the answer gives for a refusal.
  package var reason: StatusReason
  /// What the policy was asked for.
  package var stage = Stage.validation
  /// Whether the field may hold a secret.
  package var hidesSource = false
  /// Whether an expression failed to evaluate, rather than being false.
  package var isError = false
  /// The object that was bound to `params`.
  package var params: ObjectIdentity?
  /// The expression that failed; nil for what is wrong with the configuration.
  package var expression: PolicyExpression?
  /// Where the part of the expression that decided is written.
  package var expressionLocation: Location?
  /// The field that this part read.
  package var field: FieldReading?
  /// Further fields that it read, as the other side of a comparison.
  package var otherFields: [FieldReading] = []

  /// What a policy is asked for.
  package enum Stage: Sendable { case mutation, validation }

  /// The server's sentence of a denial.
  var denial: String {
    if stage == .mutation {
      return binding.map { "policy '\(policy)' with binding '\($0)' denied request: \(message)" }
        ?? "policy \(policy.goQuoted) denied request: \(message)"
    }
    return "ValidatingAdmissionPolicy '\(policy)'\(bound) denied request: \(message)"
  }

  /// The server's sentence of a warning.
  var warning: String {
    "Validation failed for ValidatingAdmissionPolicy '\(policy)'\(bound): \(message)"
  }

  private var bound: String { binding.map { " with binding '\($0)'" } ?? "" }
}

/// A field that an expression read, as far as there is one.
package struct FieldReading: Sendable {
  /// The variable through which the field was read.
  package var variable: PolicyVariable
  /// The field that was asked for, whether or not it is there.
  package var path: FieldPath
  /// Whether the field is there.
  package var isPresent: Bool
  /// Where the field comes from, or its nearest parent that comes from somewhere.
  package var origin: Origin

  package init(variable: PolicyVariable, path: FieldPath, isPresent: Bool, origin: Origin) {
    self.variable = variable
    self.path = path
    self.isPresent = isPresent
    self.origin = origin
  }
}

/// A question about a request that the files at hand do not answer.
package struct Undecided: Sendable {
  /// The name of the policy that cannot be decided.
  package var policy: String
  /// The name of the binding that depends on it; nil where all do.
  package var binding: String?
  /// What would follow, were the answer a failure.
  package var actions: [ValidatingAdmissionPolicyBinding.ValidationAction]
  /// What is not known, as a sentence.
  package var message: String
  /// What to do about it.
  package var help: String
  /// The expression that asks; nil where a selector does.
  package var expression: PolicyExpression?

  /// Which policy asks, as the server names one that denies.
  var subject: String {
    "ValidatingAdmissionPolicy '\(policy)'" + (binding.map { " with binding '\($0)'" } ?? "")
  }
}

extension Undecided {
  /// A policy that only the labels of a namespace can decide which nobody knows.
  static func unknownNamespace(
    _ namespace: String, _ policy: some AdmissionPolicy, _ binding: some AdmissionPolicyBinding,
    actions: [ValidatingAdmissionPolicyBinding.ValidationAction]
  ) -> Undecided {
    Undecided(
      policy: policy.name, binding: binding.name, actions: actions,
      message: "the labels of namespace '\(namespace)' are not known",
      help: "add the Namespace object to the environment")
  }
}
