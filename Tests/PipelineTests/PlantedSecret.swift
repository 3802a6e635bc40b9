// Table of secrets that people put into a healthy shop, and what is said of each.

/// One secret, planted in the shop of `Tests/Corpus/shop`.
struct PlantedSecret: Sendable {
  var name: String
  /// What is written instead of what, in which file; a file that is not there is made.
  ///
  /// New text is in the notation of ``SyntheticText``, and `1️⃣` stands where the secret is found.
  var edits: [PlantedMistake.Edit]
  var rule: String
  /// The sentence before the mark of the hidden value.
  var message: String

  init(
    _ name: String, in file: String, _ old: String, _ new: String, rule: String, _ noun: String,
    with others: [PlantedMistake.Edit] = []
  ) {
    self.name = name
    edits = [PlantedMistake.Edit(file: file, old: old, new: new)] + others
    self.rule = rule
    message = "\(noun) stands here in plain text: <hidden:"
  }

  private static let catalog = "base/catalog/kustomization.yaml"
  private static let deployment = "base/catalog/deployment.yaml"

  static let all: [PlantedSecret] = [
    PlantedSecret(
      "password in a ConfigMap's literal, in Base64", in: catalog, "      - workers=4\n",
      "      - workers=4\n      - db_password=1️⃣⟨base64:Hunter-⟨b62:10⟩!⟩\n",
      rule: "secret/password",
      "a password"),
    PlantedSecret(
      "connection string with a password", in: catalog, "      - workers=4\n",
      "      - workers=4\n      - database=postgres://catalog:1️⃣⟨b62:14⟩@db.example.com:5432/catalog\n",
      rule: "secret/password-in-url", "a password in a URL"),
    PlantedSecret(
      "private key in a generator's file", in: "base/catalog/tls.key", "",
      "1️⃣-----BEGIN RSA PRIVATE KEY-----\n⟨b64:64⟩\n⟨b64:64⟩\n⟨b64:64⟩\n"
        + "-----END RSA PRIVATE KEY-----\n", rule: "secret/private-key", "a private key",
      with: [
        PlantedMistake.Edit(
          file: catalog, old: "    literals:\n", new: "    files: [tls.key]\n    literals:\n")
      ]),
    PlantedSecret(
      "AWS key pair in args", in: deployment, "args: [serve]",
      "args: [serve, --access-key=AKIA⟨B32:16⟩, '--secret-key=1️⃣⟨b62:40⟩']",
      rule: "secret/aws-secret-key", "an AWS secret access key"),
    PlantedSecret(
      "AWS secret key in the environment", in: deployment, "            - name: WORKERS\n",
      "            - name: AWS_SECRET_ACCESS_KEY\n              value: 1️⃣⟨b62:40⟩\n"
        + "            - name: WORKERS\n", rule: "secret/aws-secret-key",
      "an AWS secret access key"),
    PlantedSecret(
      "GitHub token in an annotation", in: deployment, "metadata:\n  name: catalog\n",
      "metadata:\n  name: catalog\n  annotations:\n    example.com/deploy: 1️⃣ghp_⟨crc:30⟩\n",
      rule: "secret/github-token", "a GitHub token"),
    PlantedSecret(
      "Secret with credentials", in: "base/catalog/serviceaccount.yaml", "apiVersion",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: catalog-login\nstringData:\n"
        + "  username: catalog\n  password: 1️⃣⟨b62:16⟩\n---\napiVersion", rule: "secret/password",
      "a password"),
    PlantedSecret(
      "password in a file beside the manifests", in: "base/catalog/.env", "",
      "LEVEL=info\nDB_PASSWORD=1️⃣⟨b62:14⟩\n", rule: "secret/password", "a password"),
    PlantedSecret(
      "token of a registry in a file beside the manifests", in: "base/catalog/.npmrc", "",
      "//registry.npmjs.org/:_authToken=1️⃣npm_⟨crc:30⟩\n", rule: "secret/package-token",
      "a token of a package registry"),
  ]
}
