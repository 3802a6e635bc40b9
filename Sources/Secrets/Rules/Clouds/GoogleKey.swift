import Diagnostics

extension SecretRule {
  /// No API key or client secret of Google stands in the repository.
  static let googleKey = SecretRule(
    "secret/google-key", "a key of Google Cloud",
    check: "No API key or client secret of Google stands in the repository.",
    why:
      """
      Whoever reads it spends the quota of the project, or acts as its application.
      """,
    formats: [
      TokenFormat("AIza", like: #"AIza[0-9A-Za-z_-]{35}"#),
      TokenFormat("GOCSPX-", like: #"GOCSPX-[0-9A-Za-z_-]{28}"#),
      TokenFormat("ya29.", like: #"ya29\.[0-9A-Za-z_-]{60,}"#),
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  maps: AIzaXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n"
      )
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  maps: 1️⃣AIza⟨b62:35⟩\n")
    ])
}
