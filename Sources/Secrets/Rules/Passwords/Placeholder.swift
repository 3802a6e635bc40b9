import Diagnostics

extension SecretRule {
  /// No placeholder stands where a secret is to be.
  static let placeholder = SecretRule(
    "secret/placeholder", "what waits for a secret", severity: .warning,
    check: "No placeholder stands where a secret is to be.",
    why:
      """
      It works until somebody tries it, and then it is the password.
      """,
    instead:
      """
      Name the Secret with secretKeyRef, and let an ExternalSecret or SOPS fill it.
      """,
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  DB_PASSWORD: <password>\n"
      )
    ],
    failing: [
      Example(
        "secretGenerator:\n- name: web\n  literals:\n  - password=1️⃣⟨base64:changeme⟩\n",
        in: "kustomization.yaml"),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  DB_PASSWORD: 1️⃣changeme\n"),
    ])
}
