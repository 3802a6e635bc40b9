package import Diagnostics

/// Every rule on relations, in the order in which they look at an environment.
package enum RelationRules {
  /// All of them.
  package static let all: [RelationRule] = [
    .missingConfigMap, .missingSecret, .missingKey, .missingServiceAccount, .missingClaim,
    .missingClass, .missingRole, .missingSubject, .missingWebhookService, .missingGoverningService,
    .missingDefinition,
    .danglingService, .danglingDisruptionBudget, .danglingNetworkPolicy, .danglingNetworkPeer,
    .danglingMonitor,
    .missingScaleTarget, .fixedReplicas, .scaledTwice, .unmeasuredScale,
    .missingBackend, .missingBackendPort, .claimedTwice, .unattachedRoute, .missingGrant,
    .missingTargetPort, .missingProbePort, .nodePortTaken,
    .blockedDrain, .budgetedTwice, .stuckRollout, .rolloutWithoutRoom, .noReadyEndpoints,
    .ownedTwice,
    .overQuota, .unstatedInQuota, .outsideLimitRange,
    .withoutNames, .cutOffRoute, .cutOffMonitor,
    .cronStep, .decimalMode, .plainWord, .blankQuantity,
  ]

  /// Those whose findings say that something is not there.
  package static let needAll: Set<RuleID> = Set(all.filter(\.needsAll).map(\.id))
}
