import Kubernetes

extension MatchResources {
  /// Reads match constraints with the server's defaults.
  init(_ reader: ObjectReader) {
    self.init()
    matchPolicy = reader.choice("matchPolicy") ?? .equivalent
    namespaceSelector = reader.selector("namespaceSelector") ?? .everything
    objectSelector = reader.selector("objectSelector") ?? .everything
    resourceRules = reader.objects("resourceRules").map(NamedRuleWithOperations.init)
    excludeResourceRules = reader.objects("excludeResourceRules")
      .map(NamedRuleWithOperations.init)
  }
}

extension NamedRuleWithOperations {
  init(_ reader: ObjectReader) {
    resourceNames = reader.strings("resourceNames")
    operations = reader.strings("operations")
    apiGroups = reader.strings("apiGroups")
    apiVersions = reader.strings("apiVersions")
    resources = reader.strings("resources").map(ResourceName.init)
    scope = reader.choice("scope") ?? .all
  }
}
