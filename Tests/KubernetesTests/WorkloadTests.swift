import Diagnostics
import Kubernetes
import Testing
import YAML

struct WorkloadTests {
  private static let pod = """
    metadata: {labels: {app: web, tier: 1}}
    spec:
      initContainers:
      - {name: setup}
      - {name: proxy, restartPolicy: Always}
      containers:
      - name: web
        ports: [{containerPort: 80}]
        resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 2}}
      ephemeralContainers: [{name: look}]
      volumes: [{name: state, emptyDir: {}}]
    """

  @Test(arguments: [
    ("v1", "Pod", ""), ("v1", "PodTemplate", "template"),
    ("v1", "ReplicationController", "spec.template"), ("apps/v1", "Deployment", "spec.template"),
    ("apps/v1", "ReplicaSet", "spec.template"), ("apps/v1beta2", "StatefulSet", "spec.template"),
    ("apps/v1", "DaemonSet", "spec.template"), ("batch/v1", "Job", "spec.template"),
    ("batch/v1beta1", "CronJob", "spec.jobTemplate.spec.template"),
  ])
  func `every kind that makes pods has its template where the API puts it`(
    _ apiVersion: String, _ kind: String, _ path: String
  ) throws {
    let workload = try #require(example(apiVersion, kind))
    let template = try #require(workload.template)
    #expect(template.field.path.description == path)
    #expect(template.labels == ["app": "web", "tier": "1"])
    #expect(template.volumes.map { $0["name"]?.text } == ["state"])
    let prefix = path.isEmpty ? "spec" : "\(path).spec"
    #expect(template.spec?.path.description == prefix)
    #expect(
      template.containers().map(\.field.path.description) == [
        "\(prefix).initContainers[0]", "\(prefix).initContainers[1]", "\(prefix).containers[0]",
        "\(prefix).ephemeralContainers[0]",
      ])
  }

  @Test(arguments: [
    ("example.com/v1", "Deployment"), ("v1", "Service"), ("apps/v1", "Pod"),
    ("apps/v1", "ControllerRevision"),
  ])
  func `an object of another group or kind is no workload`(_ apiVersion: String, _ kind: String) {
    #expect(example(apiVersion, kind) == nil)
  }

  @Test func `containers come in the order of the roles that are asked for`() throws {
    let template = try #require(example("apps/v1", "Deployment")?.template)
    #expect(template.containers([.main, .initial]).map(\.name) == ["web", "setup", "proxy"])
    #expect(template.containers().map(\.isSidecar) == [false, true, false, false])
    #expect(template.containers([.main]).first?.ports.map { $0["containerPort"]?.text } == ["80"])
  }

  @Test func `an amount has its text as written and its place`() throws {
    let template = try #require(example("apps/v1", "Deployment")?.template)
    let container = try #require(template.containers([.main]).first)
    #expect(container.requests.map(\.resource) == ["cpu", "memory"])
    #expect(container.requests.map(\.text) == ["500m", "1Gi"])
    #expect(container.limits.map(\.text) == ["2"])
    #expect(
      container.limits.map(\.field.path.description)
        == ["spec.template.spec.containers[0].resources.limits.memory"])
  }

  @Test func `replicas, selector and strategy are read where the kind has them`() throws {
    let source = """
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        strategy: {type: Recreate}
        updateStrategy: {type: OnDelete}
      """
    func view(_ apiVersion: String, _ kind: String) throws -> [String?] {
      let text = "apiVersion: \(apiVersion)\nkind: \(kind)\n\(source)\n"
      let workload = try #require(Workload(object(text)))
      return [
        workload.replicas?.text, workload.selector?.path.description,
        workload.strategy?["type"]?.text,
      ]
    }
    #expect(try view("apps/v1", "Deployment") == ["3", "spec.selector", "Recreate"])
    #expect(try view("apps/v1", "StatefulSet") == ["3", "spec.selector", "OnDelete"])
    #expect(try view("apps/v1", "DaemonSet") == [nil, "spec.selector", "OnDelete"])
    #expect(try view("apps/v1", "ReplicaSet") == ["3", "spec.selector", nil])
    #expect(try view("v1", "ReplicationController") == ["3", "spec.selector", nil])
    #expect(try view("batch/v1", "Job") == [nil, "spec.selector", nil])
    #expect(try view("v1", "Pod") == [nil, nil, nil])
    #expect(try view("batch/v1", "CronJob") == [nil, nil, nil])
  }

  @Test func `a broken object reads as empty`() throws {
    let text =
      "apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: null, template: {spec: 1}}\n"
    let workload = try #require(Workload(object(text)))
    #expect(workload.replicas == nil)
    #expect(workload.template?.containers().isEmpty == true)
    #expect(workload.template?.labels == [:])
    #expect(Workload(object("apiVersion: apps/v1\nkind: Deployment\n"))?.template == nil)
  }

  private func example(_ apiVersion: String, _ kind: String) -> Workload? {
    let template = object(Self.pod).root
    let path = Workload.Kind(rawValue: kind)?.templatePath ?? .root
    var root = path.steps.reversed().reduce(template) { inner, step in
      guard case .key(let key) = step else { return inner }
      var outer = Node(Mapping())
      outer[key] = inner
      return outer
    }
    root["apiVersion"] = .string(apiVersion)
    root["kind"] = .string(kind)
    return Workload(KubernetesObject(root))
  }
}

/// The object of a YAML text.
private func object(_ text: String) -> KubernetesObject {
  let file = SourceFile(path: "object.yaml", text: text)
  return KubernetesObject(file.parsed(as: .kubernetes).documents.first?.root ?? .null())
}
