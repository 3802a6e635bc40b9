import Kubernetes

/// Whether a policy or a binding is for a request.
enum MatchOutcome {
  case noMatch
  /// The request matches as a request to `mapping`'s resource.
  case match(RESTMapper.Mapping)
  /// The namespace's labels would decide, and nobody knows them.
  case undecided
}

extension MatchResources {
  /// Follows the order of the server: selectors first, then excluded rules, then rules; what is
  /// unknown about the namespace matters only where everything else matches.
  func match(_ attributes: RequestAttributes) -> MatchOutcome {
    let namespace = matchesNamespace(attributes)
    if namespace == false { return .noMatch }
    guard matchesObject(attributes) else { return .noMatch }
    if excludeResourceRules.firstMatch(attributes, policy: matchPolicy) != nil { return .noMatch }
    let mapping: RESTMapper.Mapping
    if resourceRules.isEmpty {
      mapping = attributes.ownMapping
    } else if let found = resourceRules.firstMatch(attributes, policy: matchPolicy) {
      mapping = found
    } else {
      return .noMatch
    }
    return namespace == nil ? .undecided : .match(mapping)
  }

  /// Nil when the namespace's labels are not known.
  private func matchesNamespace(_ attributes: RequestAttributes) -> Bool? {
    if namespaceSelector.isEmpty { return true }
    switch attributes.namespaceLabels {
    case .notNamespaced: return true
    case .labels(let labels): return namespaceSelector.matches(labels)
    case .unknown(let name):
      // Every namespace has this label, so a selector of nothing else needs no Namespace object.
      let asksForName = namespaceSelector.requirements.allSatisfy { $0.key == Namespaces.nameLabel }
      return asksForName ? namespaceSelector.matches([Namespaces.nameLabel: name]) : nil
    }
  }

  private func matchesObject(_ attributes: RequestAttributes) -> Bool {
    objectSelector.isEmpty || attributes.objectLabels.contains { objectSelector.matches($0) }
  }
}

extension [NamedRuleWithOperations] {
  /// The resource through which a rule matches: the request's own, or an equivalent one.
  func firstMatch(
    _ attributes: RequestAttributes, policy: MatchPolicy
  ) -> RESTMapper.Mapping? {
    guard !isEmpty else { return nil }
    let own = attributes.ownMapping
    // By index, since a rule is dear to copy and most are for something else.
    for index in indices where self[index].matches(attributes.request, as: own.resource) {
      return own
    }
    guard policy == .equivalent else { return nil }
    let equivalents = attributes.equivalents
    guard !equivalents.isEmpty else { return nil }
    for index in indices {
      for other in equivalents
      where self[index].matches(attributes.request, as: other.resource) {
        return other
      }
    }
    return nil
  }
}

extension NamedRuleWithOperations {
  /// Whether the rule is for the request, were it made to `resource`.
  @inline(__always)
  func matches(_ request: AdmissionRequest, as resource: GroupVersionResource) -> Bool {
    // What tells most rules apart comes first.
    resources.contains { $0.matches(request, as: resource) }
      && apiGroups.contains { $0 == "*" || $0 == resource.group }
      && apiVersions.contains { $0 == "*" || $0 == resource.version }
      && matchesScope(of: request, as: resource)
      && operations.contains { $0 == "*" || $0 == request.operation.rawValue }
      && (resourceNames.isEmpty || resourceNames.contains(request.name))
  }

  private func matchesScope(
    of request: AdmissionRequest, as resource: GroupVersionResource
  ) -> Bool {
    // A request for a Namespace has that namespace, though the object is one of the cluster.
    let isOfCluster = resource == .namespaces || request.namespace.isEmpty
    switch scope {
    case .all: return true
    case .namespaced: return !isOfCluster
    case .cluster: return isOfCluster
    }
  }
}

extension NamedRuleWithOperations.ResourceName {
  fileprivate func matches(
    _ request: AdmissionRequest, as resource: GroupVersionResource
  ) -> Bool {
    (self.resource == "*" || self.resource == resource.resource)
      && (subresource == "*" || subresource ?? "" == request.subresource)
  }
}
