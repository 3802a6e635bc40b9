/// Every rule on relations, in the order in which they look at an environment.
package enum RelationRules {
  /// All of them.
  package static let all: [RelationRule] = [
    .missingConfigMap, .missingSecret, .missingKey, .missingServiceAccount, .missingClaim,
    .missingClass, .missingRole, .missingSubject, .missingWebhookService, .missingGoverningService,
    .missingDefinition,
    .danglingService, .danglingDisruptionBudget, .danglingNetworkPolicy, .danglingNetworkPeer,
    .danglingMonitor,
    .missingScaleTarget, .fixedReplicas,
    .missingBackend, .missingBackendPort, .claimedTwice,
    .missingTargetPort, .missingProbePort,
    .blockedDrain, .stuckRollout, .noReadyEndpoints,
    .ownedTwice,
    .overQuota, .outsideLimitRange,
    .withoutNames, .cutOffRoute, .cutOffMonitor,
    .cronStep, .decimalMode, .plainWord, .blankQuantity,
  ]
}
