import APIServer
import Diagnostics
import Kubernetes
import Testing
import YAML

/// What a server of 1.37 says otherwise than one of 1.36.
///
/// Each test names where that is written. «Types» are those of kubernetes/api at v0.37.0-beta.0 against
/// v0.36.3, «gates» the pages of the feature gates in the Kubernetes documentation, «release post» its
/// post on the release of 1.37.
struct Kubernetes137Tests {
  private func object(_ text: String) throws -> KubernetesObject {
    let parsed = SourceFile(path: "o.yaml", text: text).parsed(as: .kubernetes)
    return KubernetesObject(try #require(parsed.documents.first).root)
  }

  private func verdict(_ text: String, in minor: Int) throws -> ServerVerdict {
    Validator(release: KubernetesRelease(minor: minor)).verdict(on: try object(text))
  }

  /// What is wrong, as `field: sentence`.
  private func causes(_ text: String, in minor: Int) throws -> [String] {
    try verdict(text, in: minor).causes.map { "\($0.field): \($0.message)" }
  }

  private func stored(_ text: String, in minor: Int) throws -> Node {
    Validator(release: KubernetesRelease(minor: minor)).stored(try object(text)).root
  }

  private func autoscaler(_ metric: String, minimum: Int = 0) -> String {
    """
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: worker}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: worker}
      minReplicas: \(minimum)
      maxReplicas: 10
      metrics: [\(metric)]
    """
  }

  private let queue =
    "{type: External, external: {metric: {name: lag}, target: {type: Value, value: '30'}}}"
  private let processor =
    "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}"

  // KEP-2021; blog post hpa-scale-to-zero-beta: on by default, for object and external metrics.
  @Test func `an autoscaler may go down to nothing where a queue tells of work`() throws {
    #expect(try verdict(autoscaler(queue), in: 37).isAccepted)
    #expect(
      try causes(autoscaler(queue), in: 36) == [
        "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1"
      ])
  }

  // The same post: «rejects an HPA that only contains resource metrics».
  @Test func `an autoscaler may not go down to nothing by what its own pods use`() throws {
    #expect(
      try causes(autoscaler(processor), in: 37) == [
        "spec.metrics: Forbidden: must specify at least one Object or External metric to support"
          + " scaling to zero replicas"
      ])
    #expect(
      try causes(autoscaler(queue, minimum: -1), in: 37) == [
        "spec.minReplicas: Invalid value: -1: must be greater than or equal to 0"
      ])
  }

  private func statefulSet(_ strategy: String) -> String {
    """
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      serviceName: db
      selector: {matchLabels: {app: db}}
      updateStrategy: \(strategy)
      template:
        metadata: {labels: {app: db}}
        spec: {containers: [{name: db, image: postgres}]}
    """
  }

  // CHANGELOG-1.37: «The MaxUnavailableStatefulSet feature is now enabled by default» (#139466).
  @Test func `a StatefulSet keeps how many of its pods may be away`() throws {
    let update: FieldPath = ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"]
    let asked = statefulSet("{type: RollingUpdate, rollingUpdate: {maxUnavailable: 2}}")
    #expect(try stored(asked, in: 37)[update]?.scalar?.integer == 2)
    #expect(try stored(asked, in: 36)[update] == nil)
    #expect(try stored(statefulSet("{}"), in: 37)[update]?.scalar?.integer == 1)
    #expect(try stored(statefulSet("{}"), in: 36)[update] == nil)
  }

  // KEP-961: the value is checked where the feature is on.
  @Test func `a StatefulSet whose pods may never be away is refused where that counts`() throws {
    let never = statefulSet("{type: RollingUpdate, rollingUpdate: {maxUnavailable: 0}}")
    #expect(
      try causes(never, in: 37) == [
        "spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0"
      ])
    #expect(try verdict(never, in: 36).isAccepted)
  }

  // KEP-3541; gates: StatefulSetRecreateStrategy is alpha and off.
  @Test func `the strategy Recreate of a StatefulSet is known and refused`() throws {
    #expect(try !verdict(statefulSet("{type: Recreate}"), in: 37).isAccepted)
  }

  private let policy = """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: a.static.k8s.io}
    spec:
      matchConstraints:
        resourceRules:
        - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
      validations: [{expression: "true"}]
    """

  // KEP-5793; kube_features.go of kubernetes/apiserver at v0.37.0-beta.0: beta and on.
  @Test func `a policy's name may not be one of the server's own files`() throws {
    let reserved =
      "names ending with \".static.k8s.io\" are reserved for static manifest-based configurations"
      + " and cannot be managed via the API"
    #expect(
      try causes(policy, in: 37) == [
        "metadata.name: Invalid value: \"a.static.k8s.io\": \(reserved)"
      ])
    let before = try verdict(policy, in: 36)
    #expect(before.isAccepted)
    #expect(before.warnings.map(\.message) == ["metadata.name: \(reserved)"])
  }

  // KEP-3257; release post: «both graduate to Stable».
  @Test func `a ClusterTrustBundle is served, named after its signer`() throws {
    func bundle(_ name: String, version: String = "v1") -> String {
      """
      apiVersion: certificates.k8s.io/\(version)
      kind: ClusterTrustBundle
      metadata: {name: "\(name)", namespace: lost}
      spec:
        signerName: example.com/ca
        trustBundle: |
          -----BEGIN CERTIFICATE-----
          AAAA
          -----END CERTIFICATE-----
      """
    }
    #expect(try verdict(bundle("example.com:ca:first"), in: 37).isAccepted)
    #expect(try stored(bundle("example.com:ca:first"), in: 37)["metadata"]?["namespace"] == nil)
    #expect(
      try causes(bundle("first"), in: 37) == [
        "metadata.name: Invalid value: \"first\": ClusterTrustBundle for signerName example.com/ca"
          + " must be named with prefix example.com:ca:"
      ])
    #expect(try verdict(bundle("example.com:ca:first"), in: 36).refusal != nil)
  }

  // Gates: ClusterTrustBundleProjection is stable since 1.37 and was off before.
  @Test func `a pod mounts a ClusterTrustBundle`() throws {
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        containers: [{name: c, image: i}]
        volumes:
        - name: trust
          projected: {sources: [{clusterTrustBundle: {name: roots, path: ca.pem}}]}
      """
    let source: FieldPath = ["spec", "volumes", 0, "projected", "sources", 0, "clusterTrustBundle"]
    #expect(try stored(pod, in: 37)[source]?["path"]?.string == "ca.pem")
    #expect(try stored(pod, in: 36)[source] == nil)
  }

  // Types: StorageVersionMigration in storagemigration.k8s.io/v1; KEP-4192, release post.
  @Test func `a migration of stored objects is served`() throws {
    let migration = """
      apiVersion: storagemigration.k8s.io/v1
      kind: StorageVersionMigration
      metadata: {name: m}
      spec: {resource: {group: apps, resource: deployments}}
      """
    #expect(try verdict(migration, in: 37).isAccepted)
    #expect(
      try verdict(migration, in: 36).refusal
        == "no matches for kind \"StorageVersionMigration\" in version"
        + " \"storagemigration.k8s.io/v1\": it comes with v1.37, and v1.36 is asked for")
  }

  // Types: DeviceTaintRule in resource.k8s.io/v1; KEP-5055, release post.
  @Test func `a rule that taints devices is served`() throws {
    func rule(_ effect: String) -> String {
      """
      apiVersion: resource.k8s.io/v1
      kind: DeviceTaintRule
      metadata: {name: r}
      spec: {deviceSelector: {driver: gpu.example.com}, taint: {key: broken, effect: \(effect)}}
      """
    }
    #expect(try verdict(rule("NoExecute"), in: 37).isAccepted)
    #expect(
      try causes(rule("Never"), in: 37) == [
        "spec.taint.effect: Unsupported value: \"Never\": supported values: \"NoExecute\","
          + " \"NoSchedule\", \"None\""
      ])
  }

  // CHANGELOG-1.37: «Promotes … from v1alpha2 to v1alpha3 and drops v1alpha2 entirely» (#138572).
  @Test func `the second alpha of Workload is gone`() throws {
    let workload = "{apiVersion: scheduling.k8s.io/v1alpha2, kind: Workload, metadata: {name: w}}"
    #expect(
      try verdict(workload, in: 37).refusal?.contains("removed in v1.37") == true)
  }

  // prerelease-lifecycle tags of scheduling/v1beta1 at v0.37.0-beta.0; betas are off by default
  // (KEP-3136).
  @Test func `a beta of Workload is known and off`() throws {
    let workload = "{apiVersion: scheduling.k8s.io/v1beta1, kind: Workload, metadata: {name: w}}"
    #expect(
      try verdict(workload, in: 37).refusal
        == "no matches for kind \"Workload\" in version \"scheduling.k8s.io/v1beta1\": a server has"
        + " it only where it is turned on")
    #expect(
      try verdict(workload, in: 36).refusal?.hasSuffix(
        "it comes with v1.37, and v1.36 is asked for")
        == true)
  }

  // prerelease-lifecycle tags of certificates/v1beta1 and storagemigration/v1beta1 at v0.37.0-beta.0.
  @Test(arguments: [
    ("certificates.k8s.io/v1beta1", "ClusterTrustBundle"),
    ("certificates.k8s.io/v1beta1", "PodCertificateRequest"),
    ("storagemigration.k8s.io/v1beta1", "StorageVersionMigration"),
  ])
  func `a beta whose kind is stable goes in 1.40`(version: String, kind: String) throws {
    let parts = version.split(separator: "/").map(String.init)
    let facts = try #require(
      Facts.newest.kind(GroupVersionKind(group: parts[0], version: parts[1], kind: kind)))
    #expect(facts.deprecated == KubernetesRelease(minor: 37))
    #expect(facts.removed == KubernetesRelease(minor: 40))
    #expect(facts.replacement?.version == "v1")
  }

  // Types: fields with a `featureGate` tag that is alpha in 1.37; KEPs 5502, 5855, 5999, 4939, 4563.
  @Test func `fields of features that are off are known and dropped`() throws {
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        evictionResponders: [{name: example.com/responder, priority: 10}]
        containers:
        - name: c
          image: i
          livenessProbe: {httpGet: {port: 80, protocol: H2C}}
          readinessProbe: {grpc: {port: 81, mode: TLS}}
          volumeMounts: [{name: v, mountPath: /v, bindMountOptions: [noexec]}]
        volumes:
        - {name: v, emptyDir: {mode: 448}}
        - {name: w, configMap: {name: w, defaultUser: 1000, items: [{key: k, path: p, user: 1}]}}
      """
    #expect(try verdict(pod, in: 37).isAccepted)
    let spec = try #require(try stored(pod, in: 37)["spec"])
    let dropped: [FieldPath] = [
      ["evictionResponders"], ["containers", 0, "livenessProbe", "httpGet", "protocol"],
      ["containers", 0, "readinessProbe", "grpc", "mode"],
      ["containers", 0, "volumeMounts", 0, "bindMountOptions"], ["volumes", 0, "emptyDir", "mode"],
      ["volumes", 1, "configMap", "defaultUser"],
      ["volumes", 1, "configMap", "items", 0, "user"],
    ]
    for path in dropped { #expect(spec[path] == nil, "\(path)") }
    #expect(spec[["volumes", 1, "configMap", "items", 0, "path"]]?.string == "p")
    let before = try verdict(pod, in: 36)
    #expect(before.faults.count == dropped.count)
    #expect(before.faults.allSatisfy { $0.comesWith == KubernetesRelease(minor: 37) })
  }

  // Types: JobSpec.scheduling; gates: WorkloadWithJob is alpha; batch's DropDisabledFields.
  @Test func `a Job loses how it would be scheduled`() throws {
    let job = """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: j}
      spec:
        scheduling: {schedulingPolicy: {gang: {minCount: 2}}}
        template:
          spec: {restartPolicy: Never, containers: [{name: c, image: i}]}
      """
    #expect(try verdict(job, in: 37).isAccepted)
    #expect(try stored(job, in: 37)["spec"]?["scheduling"] == nil)
    #expect(try !verdict(job, in: 36).isAccepted)
  }

  // Types: NodeAllocatableResourceMappings of a Device became NodeAllocatableResources (KEP-5517).
  @Test func `a field that a release took away is not known there`() throws {
    func slice(_ field: String) -> String {
      """
      apiVersion: resource.k8s.io/v1
      kind: ResourceSlice
      metadata: {name: s}
      spec:
        driver: d.example.com
        nodeName: node-1
        pool: {name: p, generation: 1, resourceSliceCount: 1}
        devices: [{name: a, \(field): {cpu: {}}}]
      """
    }
    let (before, after) = ("nodeAllocatableResourceMappings", "nodeAllocatableResources")
    #expect(try verdict(slice(before), in: 36).faults.isEmpty)
    #expect(
      try verdict(slice(before), in: 37).faults.map(\.message) == [
        "unknown field \"spec.devices[0].nodeAllocatableResourceMappings\""
      ])
    #expect(try verdict(slice(after), in: 37).faults.isEmpty)
    #expect(!(try verdict(slice(after), in: 36).faults.isEmpty))
  }

  @Test func `a release before 1.36 is judged as before`() throws {
    let container = "{name: c, image: i, restartPolicy: Always}"
    let pod = """
      {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {initContainers: [\(container)],
      containers: [{name: d, image: i}]}}
      """
    #expect(try !verdict(pod, in: 27).isAccepted)
    for minor in [28, 36, 37] { #expect(try verdict(pod, in: minor).isAccepted) }
  }
}
