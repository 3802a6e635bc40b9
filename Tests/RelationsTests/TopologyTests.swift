import Diagnostics
import Kubernetes
import Relations
import Testing
import YAML

struct TopologyTests {
  private func topology(
    _ texts: String..., in context: GraphContext = GraphContext()
  ) -> Topology {
    let targets = texts.map { text in
      SourceFile(path: "a.yaml", text: text).parsed(as: .kubernetes).documents
        .map { KubernetesObject($0.root) }
    }
    return Topology(of: ObjectGraph(targets, in: context))
  }

  private func lines(_ topology: Topology) -> [String] {
    topology.edges.map { edge in
      let (from, to) = (topology.nodes[edge.from], topology.nodes[edge.to])
      return "\(from.kind) \(from.name) > \(to.kind) \(to.name)"
    }
  }

  private static let web = """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec: {rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 3
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          imagePullSecrets: [{name: registry}]
          volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
          containers:
          - name: web
            image: web:1
            envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: settings}}]
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: nobodys}

    """

  @Test func `calls lead from routes to what the pods are given`() {
    let topology = topology(Self.web)
    #expect(
      Set(lines(topology)) == [
        "Ingress web > Service web", "Service web > Deployment web",
        "Deployment web > ConfigMap settings", "Deployment web > PersistentVolumeClaim data",
      ])
    #expect(topology.edges.count == 4)
    #expect(!topology.nodes.contains { ["nobodys", "registry"].contains($0.name) })
    #expect(
      topology.nodes.map(\.remarks) == [["shop.example.com"], ["80"], ["3 replicas"], [], []])
  }

  @Test func `what scales and keeps pods is told of what makes them`() throws {
    let text =
      Self.web + """
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec: {minReplicas: 2, maxReplicas: 9, scaleTargetRef: {kind: Deployment, name: web}}
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web}
        spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: nightly}
        spec: {schedule: 0 3 * * *, jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: b}]}}}}}

        """
    let nodes = topology(text).nodes
    let web = try #require(nodes.first { $0.kind == "Deployment" })
    #expect(web.remarks == ["HPA web: 2 to 9", "PDB web: all but 1"])
    let nightly = try #require(nodes.first { $0.kind == "CronJob" })
    #expect(nightly.remarks == ["0 3 * * *"])
  }

  @Test func `a StatefulSet is given a claim for each of its pods`() {
    let topology = topology(
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        selector: {matchLabels: {app: db}}
        template: {metadata: {labels: {app: db}}, spec: {containers: [{name: a, image: b}]}}
        volumeClaimTemplates:
        - metadata: {name: data}
          spec: {resources: {requests: {storage: 10Gi}}}

      """)
    #expect(lines(topology) == ["StatefulSet db > PersistentVolumeClaim data-db-*"])
    #expect(topology.nodes.last?.remarks == ["10Gi for each pod"])
  }

  @Test func `what is named and not here is missing, unless pods do without it`() throws {
    let text = Self.web.replacing("service: {name: web", with: "service: {name: api")
      .replacing(
        "{configMapRef: {name: settings}}]", with: "{secretRef: {name: x, optional: true}}]")
    let topology = topology(text)
    let service = try #require(topology.nodes.first { $0.name == "api" })
    #expect(service.presence == .missing && service.layer == .service)
    #expect(topology.nodes.contains { $0.name == "web" && $0.layer == .service })
    let secret = try #require(topology.nodes.first { $0.kind == "Secret" })
    #expect(secret.presence == .elsewhere && secret.remarks == ["optional"])
  }

  @Test func `alternatives that have objects of one name are told apart`() {
    var context = GraphContext()
    context.targetsMeet = false
    #expect(topology(Self.web, Self.web, in: context).nodes.count == 10)
    #expect(topology(Self.web, Self.web).nodes.count == 5)
  }

  @Test func `an edge leads to the next layer, whatever objects call themselves`() {
    let odd = """
      apiVersion: example.com/v1
      kind: PersistentVolumeClaim
      metadata: {name: data}
      spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: b, envFrom: [{configMapRef: {name: settings}}]}]}}}
      ---

      """
    let topology = topology(odd + Self.web)
    #expect(!topology.edges.isEmpty)
    for edge in topology.edges {
      #expect(
        topology.nodes[edge.to].layer.rawValue == topology.nodes[edge.from].layer.rawValue + 1)
    }
  }
}
