package import Values
package import YAML

/// What a pod asks for, or may use, of each resource: component-helpers' PodRequests and PodLimits.
package struct PodResources: Sendable {
  /// The sums by the name of the resource.
  package private(set) var sums: [String: Quantity] = [:]

  /// Which amounts of a container are meant.
  package enum List: String, Sendable {
    case requests, limits
  }

  /// What the containers of a pod's spec come to.
  ///
  /// Containers that run side by side are added up; one that runs before them counts with the sidecars
  /// that were started before it, where that is more (KEP-753).
  ///
  /// - Parameter guess: what a container counts with that does not name a resource.
  package init(ofContainersIn spec: Node?, _ list: List, guess: [String: Quantity] = [:]) {
    func amounts(_ container: Node) -> [String: Quantity] {
      Self.amounts(of: container, list).merging(guess) { named, _ in named }
    }
    for container in spec?["containers"]?.elements ?? [] { Self.add(amounts(container), to: &sums) }
    var sidecars: [String: Quantity] = [:]
    var most: [String: Quantity] = [:]
    for container in spec?["initContainers"]?.elements ?? [] {
      var needed = amounts(container)
      if container["restartPolicy"]?.string == "Always" {
        Self.add(needed, to: &sums)
        Self.add(needed, to: &sidecars)
        needed = sidecars
      } else {
        Self.add(sidecars, to: &needed)
      }
      most.merge(needed) { max($0, $1) }
    }
    sums.merge(most) { max($0, $1) }
  }

  /// What the pod comes to: its containers, unless it says an amount for all of them together (KEP-2837),
  /// and its overhead.
  ///
  /// - Parameter guess: what a container counts with that does not name a resource.
  package init(of spec: Node?, _ list: List, guess: [String: Quantity] = [:]) {
    self.init(ofContainersIn: spec, list, guess: guess)
    if let pod = spec?["resources"], !pod.isNull {
      for (name, amount) in Self.quantities(pod[list.rawValue]) where Self.isPodLevel(name) {
        sums[name] = amount
      }
    }
    Self.add(Self.quantities(spec?["overhead"]), to: &sums)
  }

  /// Whether a pod can say an amount of a resource for all its containers together.
  package static func isPodLevel(_ resource: String) -> Bool {
    resource == "cpu" || resource == "memory" || resource.hasPrefix("hugepages-")
  }

  /// What one container asks for, or may use; a request that is left out is the limit, as the server fills
  /// it in.
  package static func amounts(of container: Node, _ list: List) -> [String: Quantity] {
    let limits = quantities(container["resources"]?["limits"])
    guard list == .requests else { return limits }
    return limits.merging(quantities(container["resources"]?["requests"])) { $1 }
  }

  /// The amounts of a list of resources, in whole thousandths as the server keeps them; what is no quantity
  /// is left out.
  package static func quantities(_ node: Node?) -> [String: Quantity] {
    Dictionary(
      (node?.mapping?.entries ?? []).compactMap { entry in
        entry.value.scalarText.flatMap { try? Quantity($0) }
          .map { (entry.name, $0.roundedUpToMilli) }
      }, uniquingKeysWith: { $1 })
  }

  private static func add(_ amounts: [String: Quantity], to sums: inout [String: Quantity]) {
    sums.merge(amounts) { ($0 + $1) ?? max($0, $1) }
  }
}
