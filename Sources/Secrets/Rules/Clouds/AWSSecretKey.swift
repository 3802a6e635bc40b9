import Diagnostics

extension SecretRule {
  /// No secret key of AWS stands in the repository.
  static let awsSecretKey = SecretRule(
    "secret/aws-secret-key", "an AWS secret access key",
    check: "No secret key of AWS stands in the repository.",
    why:
      """
      With the id beside it, it opens the account. The id by itself (AKIA…) is public and is not reported.
      """,
    instead:
      """
      Revoke it. Let the service account assume a role (IRSA, EKS Pod Identity), so that there is no
      key; where there must be one, let an ExternalSecret fetch it.
      """,
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  AWS_ACCESS_KEY_ID: AKIA⟨b32:16⟩\n"
      ),
      Example(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    env:\n    - name: AWS_SECRET_ACCESS_KEY\n      valueFrom: {secretKeyRef: {name: web, key: secret}}\n"
      ),
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  AWS_SECRET_ACCESS_KEY: 1️⃣⟨b64:40⟩\n"
      ),
      Example(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    args: [--id=AKIA⟨b32:16⟩, \"--key=1️⃣⟨b64:40⟩\"]\n"
      ),
    ])
}
