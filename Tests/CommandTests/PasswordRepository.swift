import Git
import TestKit

/// A repository in which a password stands that somebody may allow.
enum PasswordRepository {
  /// A repository of one ConfigMap with a password, on line 6.
  static func make(
    remark: String = "", above: String = "", annotations: String = "",
    _ extra: [String: String] = [:]
  ) throws -> ForeignRepository {
    try ForeignRepository(
      [
        "apps/web/kustomization.yaml": "namespace: web\nresources: [web.yaml]\n",
        "apps/web/web.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web\(annotations)}
        data:
          PORT: "8080"
        \(above)  DB_PASSWORD: hunter22hunter\(remark)
          HOST: example.org

        """,
        "pipeline.yaml": Self.pipeline(),
      ].merging(extra) { $1 })
  }

  static func pipeline(_ more: String = "") -> String {
    """
    apiVersion: sluice.dev/v1alpha1
    kind: Pipeline
    policies: []
    environments:
      - {name: web, paths: ["apps/{app}"]}
    \(more)
    """
  }

  static func list(_ entry: String) -> String {
    """
    apiVersion: sluice.dev/v1alpha1
    kind: Exemptions
    exemptions:
      - {\(entry)}

    """
  }

  static let text = "secret/password reason=\"a test database\""
  static let remark = "# sluice:ignore \(text)"
}
