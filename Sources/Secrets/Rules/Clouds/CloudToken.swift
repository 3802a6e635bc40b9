import Diagnostics

extension SecretRule {
  /// No token of DigitalOcean, Cloudflare, Databricks, Heroku, Tailscale or another provider stands in the repository.
  static let cloudToken = SecretRule(
    "secret/cloud-token", "a token of a cloud provider",
    check:
      "No token of DigitalOcean, Cloudflare, Databricks, Heroku, Tailscale or another provider stands in the repository.",
    why:
      """
      It makes, changes and deletes what the account owns.
      """,
    formats: [
      TokenFormat("dop_v1_", "doo_v1_", "dor_v1_", like: #"do[opr]_v1_[0-9a-f]{64}"#),
      TokenFormat("dapi", followedBy: 32, like: #"dapi[0-9a-f]{32}(?:-\d)?"#),
      TokenFormat("HRKU-", like: #"HRKU-[0-9A-Za-z_-]{36,60}"#),
      TokenFormat("tskey-", like: #"tskey-[a-z]+-[0-9A-Za-z]{8,20}-[0-9A-Za-z]{16,40}"#),
      TokenFormat("pscale_", like: #"pscale_(?:tkn|pw|oauth)_[0-9A-Za-z_.-]{32,64}"#),
      TokenFormat(
        "fo1_", "FlyV1 ", like: #"(?:fo1_[0-9A-Za-z_-]{43}|FlyV1 fm[12]_[0-9A-Za-z+/=,_-]{100,})"#),
      TokenFormat("LTAI", followedBy: 20, like: #"LTAI[0-9A-Za-z]{20}"#),
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  provider: dop_v1_\n")
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  provider: 1️⃣dop_v1_⟨hex:64⟩\n"
      )
    ])
}
