import Diagnostics

extension SecretRule {
  /// No token of GitHub stands in the repository.
  static let gitHubToken = SecretRule(
    "secret/github-token", "a GitHub token",
    check: "No token of GitHub stands in the repository.",
    why:
      """
      Whoever reads it acts as its owner or its app. The last six characters are check digits: where they
      are wrong, the finding is a warning.
      """,
    formats: [
      TokenFormat(
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", like: #"gh[pousr]_[0-9A-Za-z]{36}"#, judge: checksum
      ),
      TokenFormat("github_pat_", like: #"github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}"#),
    ],
    passing: [
      Example(
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: web}\nspec:\n  data:\n  - secretKey: token\n    remoteRef: {key: web/token}\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  GITHUB_TOKEN: ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
      ),
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  GITHUB_TOKEN: 1️⃣ghp_⟨crc:30⟩\n"
      ),
      Example(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    example.org/deploy: 1️⃣ghp_⟨b62:36⟩\n"
      ),
      Example("UPLOAD=1️⃣github_pat_⟨b62:22⟩_⟨b62:59⟩\n", in: "notes.env"),
    ])

  @Sendable private static func checksum(_ token: String) -> TokenVerdict {
    let body = token.dropFirst(4).dropLast(6)
    return CheckDigits.areCRC(token.suffix(6), of: body) ? .sound : .unsound
  }
}
