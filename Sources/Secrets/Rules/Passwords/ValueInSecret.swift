import Diagnostics

extension SecretRule {
  /// No Secret stands in the repository with its values.
  static let valueInSecret = SecretRule(
    "secret/in-secret", "a value of a Secret", severity: .warning,
    check: "No Secret stands in the repository with its values.",
    why:
      """
      Base64 is no encryption: a Secret in Git is in plain text. Where the key says nothing, the value must
      look like a password or a token.
      """,
    passing: [
      Example(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\nstringData:\n  username: web\n  host: db.example.org\n"
      )
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\nstringData:\n  redis-auth: 1️⃣⟨b62:10⟩!7\n"
      )
    ])
}
