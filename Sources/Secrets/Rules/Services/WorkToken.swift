import Diagnostics

extension SecretRule {
  /// No token of Atlassian, Linear, Notion, Asana, Figma or Airtable stands in the repository.
  static let workToken = SecretRule(
    "secret/work-token", "a token of a work tool",
    check:
      "No token of Atlassian, Linear, Notion, Asana, Figma or Airtable stands in the repository.",
    why:
      """
      Whoever reads it reads and changes what its owner can.
      """,
    formats: [
      TokenFormat("ATATT3", like: #"ATATT3[0-9A-Za-z_=-]{100,250}"#),
      TokenFormat("lin_api_", like: #"lin_api_[0-9A-Za-z]{40}"#),
      TokenFormat(
        "ntn_", "secret_", followedBy: 40,
        like: #"(?:ntn_[0-9A-Za-z]{40,50}|secret_[0-9A-Za-z]{43})"#),
      TokenFormat("figd_", like: #"figd_[0-9A-Za-z_-]{40}"#),
      TokenFormat("ATBB", like: #"ATBB[0-9A-Za-z]{32}"#),
      TokenFormat("PMAK-", like: #"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"#),
    ],
    passing: [
      Example("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  issues: lin_api\n")
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  issues: 1️⃣lin_api_⟨b62:40⟩\n"
      )
    ])
}
