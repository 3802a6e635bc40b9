import Diagnostics

extension SecretRule {
  /// Nothing that is called a token, a key or a secret has a random value in the repository.
  static let namedSecret = SecretRule(
    "secret/named-value", "a secret, by its name,",
    check:
      "Nothing that is called a token, a key or a secret has a random value in the repository.",
    why:
      """
      Names of objects stand under such names too, so the value must look drawn: sixteen characters or more,
      three bits a character, and a change between small letters, capitals and digits at every fifth.
      """,
    passing: [
      Example(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    args: [--access-key=AKIA⟨B32:16⟩]\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  API_TOKEN: web-api-token\n  secretName: Web⟨b62:20⟩\n"
      ),
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  API_TOKEN: 1️⃣⟨b62:32⟩\n"),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  signing-key: 1️⃣⟨hex:64⟩\n"),
    ])
}
