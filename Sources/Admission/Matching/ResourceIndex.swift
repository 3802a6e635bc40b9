/// Which of some policies may be for a resource, told by the names of resources in their rules alone.
struct ResourceIndex: Sendable {
  /// The places of the policies that name a resource or any, by its name.
  private var named: [String: [Int]] = [:]
  /// The places of those that are for any resource.
  private var others: [Int] = []

  init(_ policies: [MatchResources]) {
    var names: [String: [Int]] = [:]
    for (place, policy) in policies.enumerated() {
      let resources = Set(policy.resourceRules.flatMap { $0.resources.map(\.resource) })
      if resources.isEmpty || resources.contains("*") {
        others.append(place)
      } else {
        for resource in resources { names[resource, default: []].append(place) }
      }
    }
    named = names.mapValues { ($0 + others).sorted() }
  }

  /// The places of the policies, in order.
  ///
  /// - Parameter resource: the plural name, which all versions and equivalents of it have in common.
  func policies(for resource: String) -> [Int] { named[resource] ?? others }
}
