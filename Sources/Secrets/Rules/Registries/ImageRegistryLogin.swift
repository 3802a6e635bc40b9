import Diagnostics

extension SecretRule {
  /// No login of an image registry stands in the repository.
  static let imageRegistryLogin = SecretRule(
    "secret/image-registry-login", "a login of an image registry",
    check: "No login of an image registry stands in the repository.",
    why:
      """
      Whoever reads it pulls what is private, and often pushes.
      """,
    formats: [
      TokenFormat("dckr_pat_", "dckr_oat_", like: #"dckr_(?:p|o)at_[0-9A-Za-z_-]{27,32}"#),
      TokenFormat("AKCp", like: #"AKCp[0-9A-Za-z]{69}"#),
      TokenFormat("cmVmdGtuOj", like: #"cmVmdGtuOj[0-9A-Za-z+/=_-]{40,}"#),
    ],
    passing: [
      Example("{\"auths\": {\"registry.example.org\": {\"auth\": \"\"}}}\n", in: "config.json")
    ],
    failing: [
      Example(
        "{\"auths\": {\"registry.example.org\": {\"auth\": \"1️⃣⟨login⟩\"}}}\n", in: "config.json"),
      Example(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: pull}\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: 1️⃣⟨base64:{\"auths\": {\"r.example.org\": {\"auth\": \"⟨login⟩\"}}}⟩\n"
      ),
    ])
}
