import Git
import TestKit
import Testing

/// The page of a check beyond its findings.
struct PageTests {
  private static func app(_ name: String) -> String {
    """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: \(name)}
    spec:
      rules:
        - host: shop.example.com
          http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: \(name), port: {number: 80}}}}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: \(name)}
    spec: {selector: {app: \(name)}, ports: [{port: 80}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: \(name)}
    spec:
      replicas: 3
      selector: {matchLabels: {app: \(name)}}
      template:
        metadata: {labels: {app: \(name)}}
        spec:
          containers: [{name: \(name), image: "\(name):1.0", envFrom: [{configMapRef: {name: settings}}]}]

    """
  }

  private static func overlay(_ tag: String) -> String {
    "resources: [../base]\nimages: [{name: web, newTag: \"\(tag)\"}]\n"
  }

  private func fleet(production: String) throws -> PlantedFleet {
    let fleet = try PlantedFleet([
      "clusters/pipeline.yaml": PlantedFleet.pipeline.replacing(
        "policies: [../policies]\n", with: ""),
      "clusters/base/kustomization.yaml": "resources: [web.yaml]\n",
      "clusters/base/web.yaml": Self.app("web"),
      "clusters/staging/kustomization.yaml": Self.overlay("2.0"),
      "clusters/production/kustomization.yaml": Self.overlay("2.0"),
    ])
    try fleet.repository.write(
      Self.overlay(production), to: "clusters/production/kustomization.yaml")
    try fleet.repository.commit("Change")
    return fleet
  }

  private func page(_ fleet: PlantedFleet, _ date: String = "2023-11-20") throws -> String {
    try fleet.run(["check", "--format", "html", "--date", date]).outputText
  }

  @Test func `environments stand side by side, and what differs says for how long`() throws {
    let page = try page(try fleet(production: "1.9"))
    #expect(page.contains(">Environments side by side</h2>"))
    #expect(page.contains("<code title=\"web:1.9\">1.9</code> <span class=\"quiet\">× 3</span>"))
    // The fixture's commits are of 2023-11-14.
    #expect(page.contains("<span class=\"differs\">differs from staging for 6 days</span>"))
  }

  @Test func `what is the same says so`() throws {
    let page = try page(try fleet(production: "2.0"))
    #expect(page.contains("<span class=\"quiet\">same as staging</span>"))
  }

  @Test func `the topology of each environment is drawn and told in words`() throws {
    let page = try page(try fleet(production: "1.9"))
    #expect(
      page.contains(">Topology of staging</h2>") && page.contains(">Topology of production</h2>"))
    #expect(page.ranges(of: "<svg class=\"layers\"").count == 2)
    #expect(
      page.contains("<code>Ingress web</code> (shop.example.com) → <code>Service web</code> (80)"))
    // Nothing makes the ConfigMap.
    #expect(page.contains("<g class=\"absent\">") && page.contains(">settings</text></g>"))
  }

  @Test func `no other format pays for it`() throws {
    let fleet = try fleet(production: "1.9")
    let text = try fleet.run(["check"]).outputText
    #expect(!text.contains("side by side") && !text.contains("differs from staging"))
  }
}
