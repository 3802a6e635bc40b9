import Glibc

/// A repository of plain manifests, large enough for the policies to be what a check costs.
///
/// Each app is five objects that satisfy the policies; every hundredth lacks its limits, so that
/// findings are explained and reported too.
struct GeneratedFleet {
  let root: String
  static let environments = ["development", "staging", "production"]
  static let objectsPerApp = 5

  /// Writes the fleet into a new directory.
  ///
  /// - Parameter policies: the directory of policies that its pipeline names; nil for none.
  init(apps: Int, policies: String?) {
    var template = Array("/tmp/sluice-fleet-XXXXXX".utf8CString)
    root = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    mkdir("\(root)/clusters", 0o755)
    var pipeline = "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\nenvironments:\n"
    for environment in Self.environments {
      pipeline += "  - {name: \(environment), path: \(environment)}\n"
      mkdir("\(root)/clusters/\(environment)", 0o755)
      for start in stride(from: 0, to: apps, by: 50) {
        let range = start..<min(start + 50, apps)
        let text = range.map { Self.app($0, environment) }.joined()
        write(text, to: "clusters/\(environment)/apps-\(start).yaml")
      }
      write(Self.namespace(environment), to: "clusters/\(environment)/namespace.yaml")
    }
    if let policies {
      _ = system("cp -R \(policies) \(root)/policies")
      pipeline += "policies: [../policies]\n"
    }
    write(pipeline, to: "clusters/pipeline.yaml")
  }

  func remove() { _ = system("rm -rf \(root)") }

  private func write(_ text: String, to path: String) {
    guard let file = fopen("\(root)/\(path)", "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  private static func namespace(_ environment: String) -> String {
    """
    apiVersion: v1
    kind: Namespace
    metadata: {name: ml-\(environment), labels: {environment: \(environment)}}

    """
  }

  private static func app(_ index: Int, _ environment: String) -> String {
    let name = "app-\(index)"
    let labels = """
      {app: \(name), app.kubernetes.io/name: \(name), app.kubernetes.io/component: api, \
      app.kubernetes.io/part-of: platform}
      """
    let metadata = "{name: \(name), namespace: ml-\(environment), labels: \(labels)}"
    let limits = index % 100 == 99 ? "" : "\n            limits: {cpu: \"1\", memory: 512Mi}"
    return """
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: \(metadata)
      spec:
        replicas: 3
        progressDeadlineSeconds: 600
        strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
        selector: {matchLabels: {app: \(name)}}
        template:
          metadata: {labels: \(labels)}
          spec:
            automountServiceAccountToken: false
            securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
            containers:
              - name: \(name)
                image: registry.example.com/ml/\(name):1.4.\(index % 10)
                ports: [{name: http, containerPort: 8000}]
                env:
                  - {name: LOG_LEVEL, value: info}
                  - {name: MODEL_PATH, value: /models/\(name)}
                  - {name: BATCH_SIZE, value: "\(index % 64)"}
                securityContext:
                  allowPrivilegeEscalation: false
                  capabilities: {drop: [ALL]}
                livenessProbe: {httpGet: {path: /healthz, port: http}}
                readinessProbe: {httpGet: {path: /readyz, port: http}}
                resources:
                  requests: {cpu: 500m, memory: 512Mi}\(limits)
      ---
      apiVersion: v1
      kind: Service
      metadata: \(metadata)
      spec:
        selector: {app: \(name)}
        ports: [{name: http, port: 80, targetPort: http}]
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: \(metadata)
      data:
        settings.json: '{"log": "info", "workers": 4, "model": "\(name)", "timeout": "30s"}'
        endpoint: https://features.example.com/\(name)
        threads: "4"
      ---
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: \(metadata)
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(name)}
        minReplicas: 2
        maxReplicas: 10
        metrics:
          - type: Resource
            resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: \(metadata)
      spec:
        maxUnavailable: 1
        unhealthyPodEvictionPolicy: AlwaysAllow
        selector: {matchLabels: {app: \(name)}}

      """
  }
}
