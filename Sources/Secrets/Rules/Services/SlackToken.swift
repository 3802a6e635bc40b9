import Diagnostics

extension SecretRule {
  /// No token or webhook of Slack stands in the repository.
  static let slackToken = SecretRule(
    "secret/slack-token", "a Slack token or webhook",
    check: "No token or webhook of Slack stands in the repository.",
    why:
      """
      Whoever reads it writes to the workspace, and often reads it.
      """,
    formats: [
      TokenFormat(
        "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe", "xoxd-",
        like: #"xox(?:[abprsd]|e\.xox[bp]|e)-[0-9A-Za-z%-]{20,260}"#),
      TokenFormat("xapp-", like: #"xapp-\d-[0-9A-Z]+-\d+-[0-9a-f]{30,}"#),
      TokenFormat(
        "hooks.slack.com/",
        within:
          #"hooks\.slack\.com/(?:services|workflows|triggers)/([0-9A-Z]{8,}/[0-9A-Z]{8,}/[0-9A-Za-z]{20,})"#
      ),
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  hook: https://hooks.slack.com/services/\n"
      )
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  hook: https://hooks.slack.com/services/1️⃣T⟨B32:9⟩/B⟨B32:9⟩/⟨b62:24⟩\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  bot: 1️⃣xoxb-⟨dec:12⟩-⟨dec:12⟩-⟨b62:24⟩\n"
      ),
    ])
}
