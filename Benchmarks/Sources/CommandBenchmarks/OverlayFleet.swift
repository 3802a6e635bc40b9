import Glibc

/// A generated tree of overlays over a tenth as many bases, each as real ones are: patches, images,
/// replicas, generators, labels and replacements.
struct OverlayFleet {
  let directory: String
  let count: Int

  var overlays: [String] { (0..<count).map { "\(directory)/overlays/app-\($0)" } }

  /// Writes the files, in place of what is there.
  func write() {
    for number in 0..<max(count / 10, 1) {
      let base = "\(directory)/bases/base-\(number)"
      put("\(base)/kustomization.yaml", Self.baseKustomization)
      put("\(base)/workload.yaml", Self.workload(number))
      put("\(base)/access.yaml", Self.access)
      put("\(base)/settings.properties", "cache.size=\(number)\ncache.ttl=60\nlog.level=info\n")
    }
    for number in 0..<count {
      let overlay = "\(directory)/overlays/app-\(number)"
      put("\(overlay)/kustomization.yaml", kustomization(number))
      put("\(overlay)/resources.yaml", Self.patch(number))
      put("\(overlay)/budget.yaml", Self.budget)
    }
  }

  private static let baseKustomization = """
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources: [workload.yaml, access.yaml]
    labels:
      - pairs: {app.kubernetes.io/name: api, app.kubernetes.io/part-of: platform}
        includeSelectors: true
    configMapGenerator:
      - name: settings
        files: [settings.properties]
        literals: [WORKERS=2, MODEL=distilbert, TIMEOUT=30s, QUEUE=default]
    secretGenerator:
      - name: token
        literals: [token=example]

    """

  private static func workload(_ number: Int) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: api
      annotations:
        example.com/base: "\(number)"
    spec:
      replicas: 1
      revisionHistoryLimit: 5
      selector: {matchLabels: {app: api}}
      template:
        metadata:
          labels: {app: api}
          annotations: {prometheus.io/scrape: "true", prometheus.io/port: "9090"}
        spec:
          serviceAccountName: api
          securityContext: {runAsNonRoot: true, runAsUser: 10001}
          initContainers:
            - name: fetch
              image: registry.example.com/ml/fetch:1.0.\(number)
              args: [--model, distilbert]
              volumeMounts: [{name: models, mountPath: /models}]
          containers:
            - name: api
              image: registry.example.com/ml/api
              envFrom: [{configMapRef: {name: settings}}]
              env:
                - name: TOKEN
                  valueFrom: {secretKeyRef: {name: token, key: token}}
                - {name: SERVICE, value: unset}
              ports:
                - {name: http, containerPort: 8080}
                - {name: metrics, containerPort: 9090}
              readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 5}
              livenessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 10}
              resources:
                requests: {cpu: 100m, memory: 128Mi}
                limits: {memory: 256Mi}
              volumeMounts:
                - {name: models, mountPath: /models, readOnly: true}
                - {name: settings, mountPath: /etc/settings}
          volumes:
            - {name: models, emptyDir: {}}
            - {name: settings, configMap: {name: settings}}
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: api
    spec:
      selector: {app: api}
      ports:
        - {name: http, port: 80, targetPort: http}
        - {name: metrics, port: 9090, targetPort: metrics}
    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata:
      name: api
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}
      minReplicas: 1
      maxReplicas: 4
      metrics:
        - type: Resource
          resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}

    """
  }

  private static let access = """
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: api
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: api
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    subjects: [{kind: ServiceAccount, name: api}]

    """

  private func kustomization(_ number: Int) -> String {
    """
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    namespace: team-\(number % 17)
    namePrefix: app-\(number)-
    resources:
      - ../../bases/base-\(number / 10)
      - budget.yaml
    labels:
      - pairs: {environment: production}
    images:
      - name: registry.example.com/ml/api
        newTag: 1.\(number % 7).\(number)
      - name: registry.example.com/ml/fetch
        newName: mirror.example.com/ml/fetch
    replicas:
      - {name: api, count: \(2 + number % 5)}
    configMapGenerator:
      - name: settings
        behavior: merge
        literals: [WORKERS=\(number % 9), REGION=eu-\(number)]
    patches:
      - path: resources.yaml
      - target: {kind: HorizontalPodAutoscaler}
        patch: |-
          - op: replace
            path: /spec/maxReplicas
            value: \(10 + number % 4)
    replacements:
      - source: {kind: Service, name: api, fieldPath: metadata.name}
        targets:
          - select: {kind: Deployment, name: api}
            fieldPaths:
              - spec.template.spec.containers.[name=api].env.[name=SERVICE].value

    """
  }

  private static func patch(_ number: Int) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: api
    spec:
      template:
        spec:
          containers:
            - name: api
              env:
                - {name: LEVEL, value: "\(number)"}
              resources:
                requests: {cpu: "1", memory: \(256 + number)Mi}
                limits: {memory: \(256 + number)Mi}

    """
  }

  private static let budget = """
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata:
      name: api
    spec:
      maxUnavailable: 1
      selector: {matchLabels: {app: api}}

    """

  private func put(_ path: String, _ text: String) {
    var directory = ""
    for component in path.split(separator: "/").dropLast() {
      directory += "/\(component)"
      mkdir(directory, 0o755)
    }
    guard let file = fopen(path, "w") else { preconditionFailure("cannot write \(path)") }
    fputs(text, file)
    fclose(file)
  }
}
