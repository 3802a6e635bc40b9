extension ObstacleRule.Example {
  /// A Deployment `web` of an image, with more of its spec, of its container and of its pods.
  static func deployment(
    image: String = "web:2", _ spec: String = "replicas: 3", container: String = "",
    pod: String = ""
  ) -> String {
    workload("Deployment", image, spec, container, pod)
  }

  /// A StatefulSet `web`, in the same way.
  static func statefulSet(
    image: String = "web:2", _ spec: String, container: String = "", pod: String = ""
  ) -> String {
    workload("StatefulSet", image, "serviceName: web\n  \(spec)", container, pod)
  }

  private static func workload(
    _ kind: String, _ image: String, _ spec: String, _ container: String, _ pod: String
  ) -> String {
    """
    apiVersion: apps/v1
    kind: \(kind)
    metadata: {name: web}
    spec:
      \(spec)
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - name: web
            image: \(image)
    \(container.isEmpty ? "" : "        \(container)\n")\(pod.isEmpty ? "" : "      \(pod)\n")
    """
  }
}
