import Diagnostics

extension SecretRule {
  /// No token of GitLab stands in the repository.
  static let gitLabToken = SecretRule(
    "secret/gitlab-token", "a GitLab token",
    check: "No token of GitLab stands in the repository.",
    why:
      """
      Whoever reads it acts as its owner, its project or its runner.
      """,
    formats: [
      TokenFormat(
        "glpat-", "gldt-", "glrt-", "glptt-", "glft-", "glsoat-", "glagent-", "glcbt-", "glimt-",
        like:
          #"gl(?:pat|dt|rt|ptt|ft|soat|agent|cbt|imt)-[0-9A-Za-z_-]{20,300}(?:\.[0-9a-z]{2}\.?[0-9a-z]{7})?"#
      ),
      TokenFormat("GR1348941", like: #"GR1348941[0-9A-Za-z_-]{20}"#),
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  token: glpat-your-token-goes-here\n"
      )
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  token: 1️⃣glpat-⟨b62:20⟩\n")
    ])
}
