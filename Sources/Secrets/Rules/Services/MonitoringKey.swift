import Diagnostics

extension SecretRule {
  /// No key of Grafana, New Relic, Sentry, Dynatrace or Honeycomb stands in the repository.
  static let monitoringKey = SecretRule(
    "secret/monitoring-key", "a key of a monitoring service",
    check: "No key of Grafana, New Relic, Sentry, Dynatrace or Honeycomb stands in the repository.",
    why:
      """
      Whoever reads it reads and forges what the service knows.
      """,
    formats: [
      TokenFormat("glsa_", like: #"glsa_[0-9A-Za-z]{32}_[0-9a-fA-F]{8}"#, judge: checksum),
      TokenFormat("glc_eyJ", like: #"glc_eyJ[0-9A-Za-z+/]{40,}={0,2}"#),
      TokenFormat("NRAK-", like: #"NRAK-[0-9A-Z]{27}"#),
      TokenFormat("NRII-", "NRJS-", like: #"NR(?:II|JS)-[0-9A-Za-z]{19,32}"#),
      TokenFormat(
        "sntrys_eyJ", "sntryu_", like: #"sntry(?:s_eyJ[0-9A-Za-z+/=_-]{40,}|u_[0-9a-f]{64})"#),
      TokenFormat("dt0c01.", like: #"dt0c01\.[0-9A-Z]{24}\.[0-9A-Z]{64}"#),
      TokenFormat("hcaik_", "hcaic_", like: #"hcai[kc]_[0-9a-z]{58}"#),
      TokenFormat("phx_", like: #"phx_[0-9A-Za-z]{40,48}"#),
    ],
    passing: [
      Example("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  grafana: glsa_\n")
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  grafana: 1️⃣glsa_⟨b62:32⟩_⟨hex:8⟩\n"
      )
    ])

  /// The last part is the CRC-32 of the rest in hexadecimal digits.
  @Sendable private static func checksum(_ token: String) -> TokenVerdict {
    let sum = CheckDigits.crc32(token.dropLast(9).utf8)
    return UInt32(token.suffix(8), radix: 16) == sum ? .sound : .unsound
  }
}
