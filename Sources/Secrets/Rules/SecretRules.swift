extension SecretRule {
  /// Every rule, in the order in which one goes before another where both find the same text: what a
  /// form says is surer than what a name says.
  package static let all: [SecretRule] = [
    .privateKey, .gitHubToken, .gitLabToken, .awsSecretKey, .googleKey, .azureKey, .cloudToken,
    .slackToken, .chatToken, .paymentKey, .mailKey, .modelKey, .monitoringKey, .workToken,
    .packageToken, .imageRegistryLogin, .vaultToken, .jsonWebToken, .authorization, .passwordFile,
    .passwordInURL, .namedPassword, .namedSecret, .valueInSecret, .placeholder,
  ]
}
