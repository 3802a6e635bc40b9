import Diagnostics

extension SecretRule {
  /// No URL in the repository has a password.
  static let passwordInURL = SecretRule(
    "secret/password-in-url", "a password in a URL",
    check: "No URL in the repository has a password.",
    why:
      """
      Connection strings are copied, logged and shown by every tool that reads the configuration.
      """,
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  DATABASE_URL: postgres://web:$(PASSWORD)@db:5432/web\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  repo: ssh://git@example.org:22/x\n"
      ),
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  DATABASE_URL: postgres://web:1️⃣⟨b62:12⟩@db:5432/web\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  jdbc: jdbc:postgresql://db/web?user=web&password=1️⃣⟨b62:12⟩\n"
      ),
    ])
}
