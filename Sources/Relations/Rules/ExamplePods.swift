import Kubernetes

extension String {
  /// A Deployment called web as a text, for examples of what its container says.
  ///
  /// - Parameters:
  ///   - container: fields of the container, in YAML's flow or block style, indented by ten.
  ///   - spec: fields of the pod's spec, in flow style.
  static func pod(
    _ container: String, volumes: String = "", spec: String = "", deployment: String = ""
  ) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      \(deployment.isEmpty ? "minReadySeconds: 0" : deployment)
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          \(spec.isEmpty ? "enableServiceLinks: false" : spec)
          volumes: [\(volumes)]
          containers:
            - name: web
              image: example.org/web:1
              \(container)
    """
  }
}
