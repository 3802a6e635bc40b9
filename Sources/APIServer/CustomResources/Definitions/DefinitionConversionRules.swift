import Kubernetes
import Values
import YAML

/// How a definition says that its versions are converted.
///
/// The server holds the webhook's parts beside the strategy, and names them so.
extension Validation {
  mutating func definitionConversion(_ conversion: Fields) {
    let strategy = conversion.text("strategy")
    oneOfRequired(conversion, "strategy", ["None", "Webhook"])
    let webhook = conversion.object("webhook")
    let client = Step.named("webhookClientConfig", ["webhook", "clientConfig"])
    let versions = Step.named(
      "conversionReviewVersions", ["webhook", "conversionReviewVersions"])
    guard strategy == "Webhook" else {
      let detail = "should not be set when strategy is not set to Webhook"
      if webhook?.has("clientConfig") ?? false { forbidden(client, because: detail) }
      if !(webhook?.isEmptyCollection("conversionReviewVersions") ?? true) {
        forbidden(versions, because: detail)
      }
      return
    }
    if let config = webhook?.object("clientConfig") {
      at(client) { v in v.webhookClient(config) }
    } else {
      required(client, because: "required when strategy is set to Webhook")
    }
    at(versions) { v in v.conversionReviewVersions(webhook ?? Mapping()) }
  }

  private mutating func conversionReviewVersions(_ webhook: Fields) {
    let versions = webhook.strings("conversionReviewVersions")
    guard !versions.isEmpty else { return required() }
    var seen: Set<String> = []
    for (index, version) in versions.enumerated() {
      guard seen.insert(version).inserted else {
        invalid(.index(index), value: ShownValue(version), "duplicate version")
        continue
      }
      check(version, is: .dns1035Label, at: .index(index))
    }
    if seen.isDisjoint(with: ["v1", "v1beta1"]) {
      invalid(
        value: ShownValue(webhook["conversionReviewVersions"]),
        "must include at least one of v1, v1beta1")
    }
  }
}
