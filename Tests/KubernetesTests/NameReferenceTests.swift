import Diagnostics
import Kubernetes
import Testing
import YAML

struct NameReferenceTests {
  @Test func `the table has a target and fields for each of its sections`() {
    #expect(NameReference.all.count == 16)
    #expect(NameReference.all.allSatisfy { !$0.fields.isEmpty && !$0.target.kind.isEmpty })
    #expect(NameReference.all.first?.target == KindPattern(kind: "Deployment"))
  }

  @Test func `the names that a pod's template holds are found in every list`() {
    let found = references(
      """
      apiVersion: apps/v1
      kind: Deployment
      spec:
        template:
          spec:
            serviceAccountName: runner
            containers:
            - env:
              - {name: A, value: a}
              - {name: B, valueFrom: {configMapKeyRef: {name: settings, key: b}}}
            - envFrom: [{secretRef: {name: token}}]
            volumes: [{configMap: {name: files}}]
      """)
    #expect(
      found == [
        "spec.template.spec.volumes[0].configMap.name: ConfigMap/files",
        "spec.template.spec.containers[0].env[1].valueFrom.configMapKeyRef.name: ConfigMap/settings",
        "spec.template.spec.containers[1].envFrom[0].secretRef.name: Secret/token",
        "spec.template.spec.serviceAccountName: ServiceAccount/runner",
      ])
  }

  @Test func `a reference that says its kind is to that kind alone`() {
    #expect(
      references(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
        subjects:
        - {kind: User, name: jane}
        - {kind: ServiceAccount, name: runner, namespace: ci}
        """) == [
          "roleRef.name: ClusterRole/view", "subjects[1].name: ServiceAccount/ci/runner",
        ])
    #expect(
      references(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        spec: {scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: db}}
        """) == ["spec.scaleTargetRef.name: StatefulSet/db"])
  }

  @Test func `a name may be of one of several kinds`() {
    #expect(
      references(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        rules: [{resources: [secrets], resourceNames: [a, b]}]
        """) == [
          "rules[0].resourceNames[0]: ConfigMap|Secret|PersistentVolume/a",
          "rules[0].resourceNames[1]: ConfigMap|Secret|PersistentVolume/b",
        ])
  }

  @Test func `a webhook's service has its namespace beside it`() {
    #expect(
      references(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        webhooks: [{clientConfig: {service: {name: gate, namespace: sluice}}}, {clientConfig: {}}]
        """) == ["webhooks[0].clientConfig.service.name: Service/sluice/gate"])
  }

  @Test func `a field that some kind has does not hold a name in another`() {
    #expect(
      references("apiVersion: v1\nkind: ConfigMap\nspec: {serviceAccountName: a}\n").isEmpty)
  }

  @Test func `a name with a slash is one step of the way`() {
    #expect(
      references(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {annotations: {nginx.ingress.kubernetes.io/auth-secret: users}}
        spec: {ingressClassName: nginx, tls: [{secretName: null}, {secretName: cert}]}
        """)
        == [
          "spec.tls[1].secretName: Secret/cert",
          "metadata.annotations[nginx.ingress.kubernetes.io/auth-secret]: Secret/users",
          "spec.ingressClassName: IngressClass/nginx",
        ])
  }

  private func references(_ text: String) -> [String] {
    let file = SourceFile(path: "object.yaml", text: text)
    let root = file.parsed(as: .kubernetes).documents.first?.root ?? .null()
    return KubernetesObject(root).nameReferences.map { reference in
      let kinds = reference.targets.map(\.kind).joined(separator: "|")
      let namespace = reference.namespace?.text.map { "\($0)/" } ?? ""
      return "\(reference.name.path): \(kinds)/\(namespace)\(reference.name.text ?? "")"
    }
  }
}

struct PathPatternTests {
  @Test(arguments: [
    ("spec/name", ["spec", "name"]), ("/spec/name", ["spec", "name"]),
    (#"metadata/annotations/a.b\/c"#, ["metadata", "annotations", "a.b/c"]),
    ("spec/containers[]/image", ["spec", "containers", "image"]), ("", [""]),
  ])
  func `a pattern is written as Kustomize writes it`(_ text: String, _ names: [String]) {
    #expect(PathPattern(text).steps.map(\.name) == names)
    #expect(PathPattern(text).text == text)
  }

  @Test func `a list is marked behind its name`() {
    #expect(PathPattern("a[]/b").steps.map(\.isSequence) == [true, false])
  }
}

struct KindPatternTests {
  @Test(arguments: [
    ("*", "", "", ""), ("Pod", "", "", "Pod"), ("Pod@:v1", "", "v1", "Pod"),
    ("Job@batch:", "batch", "", "Job"), ("Job@batch:v1", "batch", "v1", "Job"),
  ])
  func `what is not named may be any`(
    _ notation: String, _ group: String, _ version: String, _ kind: String
  ) {
    let pattern = KindPattern(notation: notation[...])
    #expect(pattern == KindPattern(group: group, version: version, kind: kind))
    let gvk = GroupVersionKind(group: "batch", version: "v1", kind: "Job")
    #expect(pattern.matches(gvk) == (kind != "Pod"))
  }
}
