import Kubernetes

extension AdmissionRequest {
  /// Whether the server asks no policy about the request, whatever the rules of policies say.
  ///
  /// Policies cannot refuse what would repair them, so policies and bindings are exempt, though
  /// webhook configurations are not; nor are they asked about the reviews that authentication and
  /// authorization are made of.
  var isExempt: Bool {
    isForPolicies || Self.reviews[resource.group]?.contains(resource.resource) == true
  }

  private var isForPolicies: Bool {
    kind.group == "admissionregistration.k8s.io"
      && [
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
      ].contains(kind.kind)
  }

  /// The resources that the server excludes from admission by policies, by their group.
  private static let reviews: [String: Set<String>] = [
    "authentication.k8s.io": ["selfsubjectreviews", "tokenreviews"],
    "authorization.k8s.io": [
      "localsubjectaccessreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews",
      "subjectaccessreviews",
    ],
  ]
}
