import Kubernetes
import YAML

extension DefaultingRule {
  /// Networking, RBAC and admission control.
  static let policyDefaults: [String: DefaultingRule] = [
    "io.k8s.api.networking.v1.NetworkPolicyPort": DefaultingRule {
      $0.fill("protocol", .string("TCP"))
    },
    "io.k8s.api.networking.v1.NetworkPolicySpec": DefaultingRule { spec in
      guard spec["policyTypes"]?.elements?.isEmpty ?? true else { return }
      let hasEgress = spec["egress"]?.elements?.isEmpty == false
      let types = hasEgress ? ["Ingress", "Egress"] : ["Ingress"]
      spec["policyTypes"] = Node(types.map { .string($0) }).markedDefaulted
    },
    "io.k8s.api.networking.v1.IngressClassParametersReference": DefaultingRule {
      $0.fill("scope", .string("Cluster"))
    },
    "io.k8s.api.rbac.v1.RoleRef": DefaultingRule { $0.fillEmpty("apiGroup", rbacGroup) },
    "io.k8s.api.rbac.v1.Subject": DefaultingRule { subject in
      guard ["User", "Group"].contains(subject.text("kind")) else { return }
      subject.fillEmpty("apiGroup", rbacGroup)
    },
    "\(admission).ValidatingAdmissionPolicySpec": failurePolicy,
    "\(admission).MutatingAdmissionPolicySpec": failurePolicy,
    "\(admission).MatchResources": matching,
    "\(admission).NamedRuleWithOperations": anyScope,
    "\(admission).RuleWithOperations": anyScope,
    "\(admission).ServiceReference": httpsPort,
    "\(admission).ValidatingWebhook": DefaultingRule(fillWebhook),
    "\(admission).MutatingWebhook": DefaultingRule { webhook in
      fillWebhook(&webhook)
      webhook.fill("reinvocationPolicy", .string("Never"))
    },
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference": httpsPort,
    "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference": httpsPort,
  ]

  private static let admission = "io.k8s.api.admissionregistration.v1"
  private static let rbacGroup = "rbac.authorization.k8s.io"
  private static let failurePolicy = DefaultingRule { $0.fill("failurePolicy", .string("Fail")) }
  private static let anyScope = DefaultingRule { $0.fill("scope", .string("*")) }
  private static let httpsPort = DefaultingRule { $0.fill("port", .integer(443)) }

  private static let matching = DefaultingRule { match in
    match.fill("matchPolicy", .string("Equivalent"))
    match.fill("namespaceSelector", .object([:]))
    match.fill("objectSelector", .object([:]))
  }

  private static let fillWebhook: @Sendable (inout Mapping) -> Void = { webhook in
    failurePolicy.fill(&webhook)
    matching.fill(&webhook)
    webhook.fill("timeoutSeconds", .integer(10))
  }
}
