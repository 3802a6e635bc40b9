import APIServer
import Admission
import Kubernetes
import Testing
import YAML

/// Autoscalers as policies for the other version of their API see them.
struct VersionConversionTests {
  private static let autoscaler = """
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: a, namespace: app, annotations: {own: kept}}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}
      maxReplicas: 3
      metrics:
      - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}
      - {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}
      - type: Pods
        pods: {metric: {name: rps}, target: {type: AverageValue, averageValue: "5"}}
      behavior: {scaleDown: {policies: [{type: Pods, value: 1, periodSeconds: 60}]}}
    """
  private static let behavior =
    #"{"ScaleUp":{"StabilizationWindowSeconds":0,"SelectPolicy":"Max","Policies":["#
    + #"{"Type":"Pods","Value":4,"PeriodSeconds":15},"#
    + #"{"Type":"Percent","Value":100,"PeriodSeconds":15}],"Tolerance":null},"#
    + #""ScaleDown":{"StabilizationWindowSeconds":null,"SelectPolicy":"Max","Policies":["#
    + #"{"Type":"Pods","Value":1,"PeriodSeconds":60}],"Tolerance":null}}"#
  private static let metrics =
    #"[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}},"#
    + #"{"type":"Pods","pods":{"metricName":"rps","targetAverageValue":"5"}}]"#
  private static let rules =
    "apiGroups: [autoscaling], apiVersions: [v1], resources: [horizontalpodautoscalers]"

  private static func answer(
    _ policies: String, to text: String = autoscaler
  ) throws -> AdmissionChain.Answer {
    let loaded = PolicySet.load(PolicyFixture.objects(policies, path: "policy.yaml"))
    #expect(loaded.refusals.flatMap(\.causes) == [])
    let state = ClusterState(
      objects: PolicyFixture.objects(
        "{apiVersion: v1, kind: Namespace, metadata: {name: app}}", path: "state.yaml"),
      policies: loaded.policies)
    let object = try #require(PolicyFixture.objects(text, path: "object.yaml").first)
    return AdmissionChain(
      engine: Engine(policies: loaded.policies, state: state), validator: Validator()
    ).answer(AdmissionRequest(.create, object: object.root, mapper: state.mapper))
  }

  @Test(arguments: [
    "object.spec.targetCPUUtilizationPercentage == 70 && !has(object.spec.metrics)",
    "object.metadata.annotations['autoscaling.alpha.kubernetes.io/behavior'] == '\(behavior)'",
    "object.metadata.annotations['autoscaling.alpha.kubernetes.io/metrics'] == '\(metrics)'",
    "!has(object.spec.behavior) && object.metadata.annotations.size() == 3",
  ])
  func `what autoscaling v1 has no field for is kept in annotations`(expression: String) throws {
    let policy = PolicyFixture.policy(
      "validations: [{expression: \(Node.string(expression).json)}]", resource: Self.rules)
    let verdict = try Self.answer(policy).verdict
    #expect(verdict.isAllowed, "\(verdict.failures.map(\.message))")
    #expect(verdict.matches.count == 1)
  }

  @Test(arguments: [
    "object.spec.metrics.map(m, m.type) == ['Resource', 'Pods', 'Resource']",
    "object.spec.metrics[0].resource.target == {'type': 'AverageValue', 'averageValue': '1Gi'}",
    "object.spec.metrics[1].pods.metric.name == 'rps'",
    "object.spec.metrics[2].resource.target.averageUtilization == 70",
    "object.spec.behavior.scaleDown.policies[0].periodSeconds == 60",
    "!has(object.spec.behavior.scaleDown.tolerance)",
    "object.metadata.annotations == {'own': 'kept'}",
  ])
  func `what the annotations keep is in the fields that autoscaling v2 has`(
    expression: String
  ) throws {
    let policy = PolicyFixture.policy(
      "validations: [{expression: \(Node.string(expression).json)}]",
      resource: "apiGroups: [autoscaling], apiVersions: [v2], resources: [horizontalpodautoscalers]"
    )
    let verdict = try Self.answer(
      policy,
      to: """
        apiVersion: autoscaling/v1
        kind: HorizontalPodAutoscaler
        metadata:
          name: a
          namespace: app
          annotations:
            own: kept
            autoscaling.alpha.kubernetes.io/behavior: '\(Self.behavior)'
            autoscaling.alpha.kubernetes.io/metrics: '\(Self.metrics)'
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}
          maxReplicas: 3
          targetCPUUtilizationPercentage: 70
        """
    ).verdict
    #expect(verdict.isAllowed, "\(verdict.failures.map(\.message))")
    #expect(verdict.matches.count == 1)
  }
}
