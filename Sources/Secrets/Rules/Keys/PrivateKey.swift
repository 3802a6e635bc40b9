import Diagnostics

extension SecretRule {
  /// No private key stands in the repository.
  static let privateKey = SecretRule(
    "secret/private-key", "a private key",
    check: "No private key stands in the repository.",
    why:
      """
      Whoever has it is the server, the user or the authority whose key it is.
      """,
    instead:
      """
      Make a new key and revoke the certificates of this one, for Git keeps what is deleted. Let
      cert-manager make certificates, or an ExternalSecret fetch the key.
      """,
    formats: [
      TokenFormat("PuTTY-User-Key-File", within: #"PuTTY-User-Key-File-\d: [a-z0-9-]+"#),
      TokenFormat("AGE-SECRET-KEY-1", like: #"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}"#),
      TokenFormat("AGE-PLUGIN-", like: #"AGE-PLUGIN-[A-Z0-9]+-1[02-9AC-HJ-NP-Z]{20,}"#),
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  tls.crt: |\n    -----BEGIN CERTIFICATE-----\n    ⟨b64:64⟩\n    -----END CERTIFICATE-----\n"
      )
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  tls.key: |\n    1️⃣-----BEGIN RSA PRIVATE KEY-----\n    ⟨b64:64⟩\n    ⟨b64:64⟩\n    -----END RSA PRIVATE KEY-----\n"
      ),
      Example(
        "1️⃣-----BEGIN PRIVATE KEY-----\n⟨b64:64⟩\n-----END PRIVATE KEY-----\n", in: "server.key"),
    ])
}
