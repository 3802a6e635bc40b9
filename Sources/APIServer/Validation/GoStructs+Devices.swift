extension GoStruct {
  // MARK: resource.k8s.io

  static let resourceClaimSpec = GoStruct(.part("Devices", deviceClaim))

  /// A template of claims, whose metadata is shown as if it were its own.
  static let resourceClaimTemplateSpec = GoStruct(
    .embedded("metadata", templateMetadata), .part("Spec", resourceClaimSpec))

  private static let deviceClaim = GoStruct(
    .optional("Requests", deviceRequest), .optional("Constraints", deviceConstraint),
    .optional("Config", deviceClaimConfiguration))

  private static let deviceRequest = GoStruct(
    .text("Name"), .optional("Exactly", exactDeviceRequest),
    .optional("FirstAvailable", deviceSubRequest))

  private static let exactDeviceRequest = GoStruct(
    .text("DeviceClassName"), .optional("Selectors", deviceSelector), .text("AllocationMode"),
    .number("Count"), .optional("AdminAccess"), .optional("Tolerations", toleration),
    .optional("Capacity", capacityRequirements))

  private static let deviceSubRequest = GoStruct(
    .text("Name"), .text("DeviceClassName"), .optional("Selectors", deviceSelector),
    .text("AllocationMode"), .number("Count"), .optional("Tolerations", toleration),
    .optional("Capacity", capacityRequirements))

  private static let deviceSelector = GoStruct(
    .optional("CEL", key: "cel", GoStruct(.text("Expression"))))

  private static let capacityRequirements = GoStruct(.optional("Requests"))

  private static let deviceConstraint = GoStruct(
    .optional("Requests"), .optional("MatchAttribute"), .optional("DistinctAttribute"))

  private static let deviceClaimConfiguration = GoStruct(
    .optional("Requests"), .optional("Opaque", GoStruct(.text("Driver"), .optional("Parameters"))))
}
