import Kubernetes
import YAML

/// An object that a controller makes of another.
struct Product {
  let kind: String
  let name: String
  /// The keys that it will have; nil where they are not known.
  var keys: Set<String>?
}

extension GraphObject {
  /// What the controller of a custom kind makes of the object, as the kind's documentation has it; nil
  /// for a kind of which that is not known here.
  var knownProducts: [Product]? {
    let spec = object.root["spec"]
    switch (group, kind) {
    case ("external-secrets.io", "ExternalSecret"): return [externalSecret(spec)]
    case ("bitnami.com", "SealedSecret"): return [sealedSecret(spec)]
    case ("cert-manager.io", "Certificate"):
      guard let name = spec?["secretName"]?.scalarText else { return [] }
      var keys: Set<String>? = MadeObjects.tlsKeys
      if spec?["keystores"] != nil || spec?["additionalOutputFormats"] != nil { keys = nil }
      return [Product(kind: "Secret", name: name, keys: keys)]
    case ("cert-manager.io", "Issuer"), ("cert-manager.io", "ClusterIssuer"):
      let name = spec?["acme"]?["privateKeySecretRef"]?["name"]?.scalarText
      return name.map { [Product(kind: "Secret", name: $0)] } ?? []
    case ("secrets.hashicorp.com", _):
      let name = spec?["destination"]?["name"]?.scalarText
      return name.map { [Product(kind: "Secret", name: $0)] } ?? []
    case ("postgresql.cnpg.io", "Cluster"):
      return ["app", "superuser", "ca", "server", "replication"].map {
        Product(kind: "Secret", name: "\(name)-\($0)")
      } + ["rw", "ro", "r"].map { Product(kind: "Service", name: "\(name)-\($0)") }
        + [Product(kind: "ServiceAccount", name: name)]
    case ("serving.knative.dev", "Service"), ("serving.kserve.io", "InferenceService"):
      return ["", "-predictor", "-predictor-default", "-transformer", "-explainer"].map {
        Product(kind: "Service", name: name + $0)
      }
    default: return makesNothing ? [] : nil
    }
  }

  /// Whether the kind only speaks of other objects: what it names must come from elsewhere.
  private var makesNothing: Bool {
    switch group {
    case "keda.sh", "networking.istio.io", "security.istio.io", "traefik.io",
      "traefik.containo.us", "cilium.io", "kustomize.toolkit.fluxcd.io",
      "source.toolkit.fluxcd.io", "notification.toolkit.fluxcd.io", "image.toolkit.fluxcd.io",
      "helm.toolkit.fluxcd.io", "metallb.io", "externaldns.k8s.io", "route.openshift.io",
      "apps.openshift.io", "image.openshift.io", "build.openshift.io", "external-secrets.io",
      "tekton.dev", "policies.kyverno.io", "autoscaling.k8s.io":
      true
    case "monitoring.coreos.com":
      [
        "ServiceMonitor", "PodMonitor", "PrometheusRule", "Probe", "ScrapeConfig",
        "AlertmanagerConfig",
      ].contains(kind)
    case "argoproj.io":
      [
        "Rollout", "AnalysisTemplate", "ClusterAnalysisTemplate", "AppProject", "WorkflowTemplate",
        "CronWorkflow", "Workflow",
      ].contains(kind)
    default: false
    }
  }

  private func externalSecret(_ spec: Node?) -> Product {
    let target = spec?["target"]
    let name = target?["name"]?.scalarText ?? self.name
    let template = target?["template"]
    let isOpen =
      spec?["dataFrom"]?.elements?.isEmpty == false || template?["templateFrom"] != nil
      || target?["creationPolicy"]?.scalarText == "Merge"
    guard !isOpen else { return Product(kind: "Secret", name: name) }
    var keys = Set((spec?["data"]?.elements ?? []).compactMap { $0["secretKey"]?.scalarText })
    let templated = template?["data"]?.mapping?.names ?? []
    // A template replaces what was fetched, unless it says that it adds to it.
    if !templated.isEmpty, template?["mergePolicy"]?.scalarText != "Merge" { keys = [] }
    keys.formUnion(templated)
    return Product(kind: "Secret", name: name, keys: keys)
  }

  private func sealedSecret(_ spec: Node?) -> Product {
    let template = spec?["template"]
    let keys =
      (spec?["encryptedData"]?.mapping?.names ?? []) + (template?["data"]?.mapping?.names ?? [])
    return Product(
      kind: "Secret", name: template?["metadata"]?["name"]?.scalarText ?? name, keys: Set(keys))
  }
}
