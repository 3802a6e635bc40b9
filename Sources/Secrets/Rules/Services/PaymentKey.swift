import Diagnostics

extension SecretRule {
  /// No secret key of Stripe, Square, PayPal or Shopify stands in the repository.
  static let paymentKey = SecretRule(
    "secret/payment-key", "a key of a payment service",
    check: "No secret key of Stripe, Square, PayPal or Shopify stands in the repository.",
    why:
      """
      Whoever reads it moves money, or reads who did.
      """,
    formats: [
      TokenFormat(
        "sk_live_", "rk_live_", "sk_test_", "rk_test_",
        like: #"[sr]k_(?:live|test)_[0-9A-Za-z]{24,247}"#),
      TokenFormat("whsec_", like: #"whsec_[0-9A-Za-z+/]{32,64}=*"#),
      TokenFormat(
        "EAAA", "sq0csp-", followedBy: 43,
        like: #"(?:EAAA[0-9A-Za-z_-]{60}|sq0csp-[0-9A-Za-z_-]{43})"#),
      TokenFormat(
        "shpat_", "shpca_", "shppa_", "shpss_", like: #"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"#),
      TokenFormat("access_token$", like: #"access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}"#),
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  stripe: pk_live_⟨b62:24⟩\n"
      )
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  stripe: 1️⃣sk_live_⟨b62:24⟩\n"
      )
    ])
}
