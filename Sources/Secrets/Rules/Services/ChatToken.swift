import Diagnostics
import Values

extension SecretRule {
  /// No bot token or webhook of Discord, Telegram or Teams stands in the repository.
  static let chatToken = SecretRule(
    "secret/chat-token", "a bot token or webhook",
    check: "No bot token or webhook of Discord, Telegram or Teams stands in the repository.",
    why:
      """
      Whoever reads it speaks as the bot.
      """,
    formats: [
      TokenFormat(
        "discord",
        within: #"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/(\d{17,20}/[0-9A-Za-z_-]{60,})"#),
      TokenFormat(
        "MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT", followedBy: 21,
        like: #"[MNO][0-9A-Za-z_-]{22,28}\.[0-9A-Za-z_-]{6}\.[0-9A-Za-z_-]{27,40}"#,
        judge: numericID),
      TokenFormat(":AA", like: #"\d{8,10}:AA[0-9A-Za-z_-]{33}"#),
      TokenFormat(
        "webhook.office.com",
        within:
          #"webhook\.office\.com/webhookb2/([0-9a-f@-]{36,}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36})"#
      ),
    ],
    passing: [
      Example("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  bot: 12:AA\n")
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  bot: 1️⃣⟨dec:9⟩:AA⟨b62:33⟩\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  bot: 1️⃣⟨snowflake⟩.⟨b62:6⟩.⟨b62:38⟩\n"
      ),
    ])

  /// The first part is the id of the bot, a number, in Base64.
  @Sendable private static func numericID(_ token: String) -> TokenVerdict {
    let part = String(token.prefix { $0 != "." })
    let padding = String(repeating: "=", count: (4 - part.utf8.count % 4) % 4)
    guard let id = Base64.decode(part + padding), id.allSatisfy(\.isDigit) else { return .other }
    return .sound
  }
}
