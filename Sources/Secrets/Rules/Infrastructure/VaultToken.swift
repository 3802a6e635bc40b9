import Diagnostics

extension SecretRule {
  /// No token of Vault, Consul, Terraform, Pulumi or Doppler stands in the repository.
  static let vaultToken = SecretRule(
    "secret/vault-token", "a token of Vault or Terraform",
    check: "No token of Vault, Consul, Terraform, Pulumi or Doppler stands in the repository.",
    why:
      """
      It opens what keeps the other secrets.
      """,
    formats: [
      TokenFormat("hvs.", "hvb.", "hvr.", followedBy: 24, like: #"hv[sbr]\.[0-9A-Za-z_-]{24,200}"#),
      TokenFormat(".atlasv1.", like: #"[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_=-]{60,70}"#),
      TokenFormat("pul-", like: #"pul-[0-9a-f]{40}"#),
      TokenFormat(
        "dp.", like: #"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9-]+\.)?[0-9A-Za-z]{40,44}"#),
      TokenFormat("ops_eyJ", like: #"ops_eyJ[0-9A-Za-z+/]{200,}={0,3}"#),
    ],
    passing: [
      Example("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  vault: hvs.tls\n")
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  vault: 1️⃣hvs.⟨b62:90⟩\n")
    ])
}
