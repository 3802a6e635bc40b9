import Admission
import Kubernetes
import Testing
import YAML

/// Which requests no policy is asked about.
struct ExemptionTests {
  private static let everything = """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: p}
    spec:
      matchConstraints:
        resourceRules:
          - {operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["*/*"]}
      validations: [{expression: 'false'}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: p}
    spec: {policyName: p, validationActions: [Deny]}

    """

  private func isAsked(about apiVersion: String, _ kind: String) throws -> Bool {
    let verdict = try PolicyFixture(Self.everything)
      .verdict(on: "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: x}\n")
    return !verdict.isAllowed
  }

  @Test(arguments: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"])
  func `policies are asked about webhooks`(kind: String) throws {
    #expect(try isAsked(about: "admissionregistration.k8s.io/v1", kind))
  }

  @Test(arguments: [
    "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
  ])
  func `policies are not asked about policies`(kind: String) throws {
    #expect(try !isAsked(about: "admissionregistration.k8s.io/v1", kind))
  }

  @Test(arguments: [
    ("authentication.k8s.io/v1", "TokenReview"), ("authentication.k8s.io/v1", "SelfSubjectReview"),
    ("authorization.k8s.io/v1", "SubjectAccessReview"),
    ("authorization.k8s.io/v1", "SelfSubjectAccessReview"),
    ("authorization.k8s.io/v1", "SelfSubjectRulesReview"),
    ("authorization.k8s.io/v1", "LocalSubjectAccessReview"),
  ])
  func `policies are not asked about reviews`(apiVersion: String, kind: String) throws {
    #expect(try !isAsked(about: apiVersion, kind))
  }
}
