import Diagnostics

extension SecretRule {
  /// No key of SendGrid, Mailgun, Twilio or Sendinblue stands in the repository.
  static let mailKey = SecretRule(
    "secret/mail-key", "a key of a mail or telephone service",
    check: "No key of SendGrid, Mailgun, Mailchimp, Twilio or Sendinblue stands in the repository.",
    why:
      """
      Whoever reads it writes and calls in the name of the owner.
      """,
    formats: [
      TokenFormat("SG.", like: #"SG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}"#),
      TokenFormat("key-", followedBy: 32, like: #"key-[0-9a-f]{32}"#),
      TokenFormat("SK", followedBy: 32, like: #"SK[0-9a-f]{32}"#),
      TokenFormat("xkeysib-", like: #"xkeysib-[0-9a-f]{64}-[0-9A-Za-z]{16}"#),
      TokenFormat("re_", followedBy: 33, like: #"re_[0-9A-Za-z]{8}_[0-9A-Za-z]{24}"#),
    ],
    passing: [
      Example("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  call: AC⟨hex:32⟩\n")
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  mail: 1️⃣SG.⟨b62:22⟩.⟨b62:43⟩\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  call: 1️⃣SK⟨hex:32⟩\n"),
    ])
}
