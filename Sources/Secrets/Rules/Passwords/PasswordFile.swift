import Diagnostics

extension SecretRule {
  /// No line of a password file stands in the repository.
  static let passwordFile = SecretRule(
    "secret/password-hash", "the hash of a password",
    check: "No line of a password file stands in the repository.",
    why:
      """
      Whoever has the hash can try passwords against it for as long as they like.
      """,
    formats: [
      TokenFormat(
        ":$apr1$", ":$2y$", ":$2a$", ":$2b$", ":{SHA}", ":{SSHA}",
        within:
          #"[0-9A-Za-z_.@-]+:(\$apr1\$[0-9A-Za-z./]{1,8}\$[0-9A-Za-z./]{22}|\$2[aby]\$\d\d\$[0-9A-Za-z./]{53}|\{S?SHA\}[0-9A-Za-z+/]{20,}=*)"#
      )
    ],
    passing: [
      Example("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  auth: web:$apr1$\n")
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  auth: web:1️⃣$apr1$⟨b62:8⟩$⟨b62:22⟩\n"
      )
    ])
}
