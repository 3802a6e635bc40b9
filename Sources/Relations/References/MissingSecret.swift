import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A Secret that something asks for is made by something.
  static let missingSecret = RelationRule(
    "relations/missing-secret", "A Secret that pods, accounts or routes ask for is there.",
    why:
      "A container that needs it waits in CreateContainerConfigError; without the one of a route "
      + "its visitors get a certificate that nobody trusts, without one to pull with no image comes. "
      + "What an ExternalSecret, a SealedSecret, a Certificate or another object makes counts as "
      + "there; certificates and credentials to pull with only where others of their kind are "
      + "made here.",
    instead: "Correct the name, or add the Secret or what makes it; one that the cluster has from "
      + "elsewhere goes under provided: in pipeline.yaml.",
    examples: Examples(
      passing: [
        .pod("envFrom: [{secretRef: {name: token}}]") + """

          ---
          apiVersion: external-secrets.io/v1
          kind: ExternalSecret
          metadata: {name: shop-token}
          spec:
            target: {name: token}
            data: [{secretKey: token, remoteRef: {key: shop}}]
          """,
        .pod("envFrom: [{secretRef: {name: token}}]") + """

          ---
          apiVersion: external-secrets.io/v1
          kind: ExternalSecret
          metadata: {name: token, namespace: shop}
          spec: {data: [{secretKey: token, remoteRef: {key: shop}}]}
          """,
        .pod("env: []", spec: "imagePullSecrets: [{name: registry}]"),
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: web}
        spec: {tls: [{hosts: [example.org], secretName: web-tls}]}
        """,
      ],
      failing: [
        (
          .pod("env: [{name: A, valueFrom: {secretKeyRef: {name: 1️⃣tokn, key: a}}}]"),
          "nothing here makes the Secret tokn: the pods that need it do not start"
        ),
        (
          .pod(
            "env: [{name: A, valueFrom: {secretKeyRef: {name: 1️⃣tokn, key: a}}}, "
              + "{name: B, valueFrom: {secretKeyRef: {name: tokn, key: b}}}]"),
          "nothing here makes the Secret tokn: the pods that need it do not start"
        ),
        (
          """
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: {name: web}
          spec: {tls: [{hosts: [example.org], secretName: 1️⃣web-tsl}]}
          ---
          apiVersion: cert-manager.io/v1
          kind: Certificate
          metadata: {name: web}
          spec: {secretName: web-tls, dnsNames: [example.org], issuerRef: {name: acme}}
          """,
          "nothing here makes the Secret web-tsl: visitors get a certificate that nobody trusts"
        ),
        (
          """
          apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: {name: public}
          spec: {listeners: [{name: https, tls: {certificateRefs: [{name: 1️⃣web-tsl}]}}]}
          ---
          apiVersion: cert-manager.io/v1
          kind: Certificate
          metadata: {name: web}
          spec: {secretName: web-tls, dnsNames: [example.org], issuerRef: {name: acme}}
          """,
          "nothing here makes the Secret web-tsl: the listener serves nobody"
        ),
      ])
  ) { graph, id in
    let (makesCertificates, makesPullSecrets) = (
      graph.makesSecrets { $0.isCertificate }, graph.makesSecrets { $0.isForPulling }
    )
    return graph.references.names.compactMap { reference in
      guard reference.kind == "Secret", reference.use != .optional else { return nil }
      let isRoute = reference.owner.kind == "Ingress" || reference.owner.kind == "Gateway"
      if reference.use == .replaceable {
        guard isRoute ? makesCertificates : makesPullSecrets else { return nil }
      }
      guard !graph.isThere(reference.key) else { return nil }
      let consequence =
        reference.use == .needed
        ? "the pods that need it do not start"
        : reference.owner.kind == "Gateway"
          ? "the listener serves nobody"
          : isRoute
            ? "visitors get a certificate that nobody trusts"
            : "images are pulled without credentials"
      return graph.missing(
        reference, id, severity: reference.use == .needed ? .error : .warning, consequence)
    }
  }
}

extension ObjectGraph {
  /// Whether anything here makes a Secret of some sort.
  fileprivate func makesSecrets(_ isMeant: (GraphObject) -> Bool) -> Bool {
    objects(of: "Secret").contains(where: isMeant)
      || objects(of: "ExternalSecret").contains(where: isMeant)
      || objects(of: "SealedSecret").contains(where: isMeant)
      || objects(of: "Certificate").contains(where: isMeant)
  }
}

extension GraphObject {
  fileprivate var isCertificate: Bool { kind == "Certificate" || secretType == "kubernetes.io/tls" }
  fileprivate var isForPulling: Bool { secretType.hasPrefix("kubernetes.io/dockerc") }

  private var secretType: String {
    let spec = object.root["spec"]
    return object.root["type"]?.string ?? spec?["target"]?["template"]?["type"]?.string
      ?? spec?["template"]?["type"]?.string ?? ""
  }
}
