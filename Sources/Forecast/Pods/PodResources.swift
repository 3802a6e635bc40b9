import Values
import YAML

/// What the containers of a pod ask for together, in thousandths (KEP-753).
///
/// Containers that run side by side are added up; one that runs before them counts with the sidecars
/// that were started before it, where that is more. A pod's overhead comes on top.
struct PodResources {
  private(set) var amounts: [String: Int] = [:]

  /// The sums of a pod's spec; `list` is `requests` or `limits`.
  ///
  /// A request that is left out is the limit, as the server fills it in.
  ///
  /// - Parameter guess: what a container counts with that does not name a resource.
  init(_ spec: Node?, _ list: String, guess: [String: Int] = [:]) {
    for container in spec?["containers"]?.elements ?? [] {
      add(Self.amounts(of: container, list).merging(guess) { named, _ in named }, to: &amounts)
    }
    var sidecars: [String: Int] = [:]
    var most: [String: Int] = [:]
    for container in spec?["initContainers"]?.elements ?? [] {
      var needed = Self.amounts(of: container, list).merging(guess) { named, _ in named }
      if container["restartPolicy"]?.string == "Always" {
        add(needed, to: &amounts)
        add(needed, to: &sidecars)
        needed = sidecars
      } else {
        add(sidecars, to: &needed)
      }
      most.merge(needed) { max($0, $1) }
    }
    amounts.merge(most) { max($0, $1) }
    add(Self.quantities(spec?["overhead"]), to: &amounts)
  }

  /// What one container requests; a request that is left out is the limit.
  static func requests(of container: Node) -> [String: Int] {
    quantities(container["resources"]?["limits"])
      .merging(quantities(container["resources"]?["requests"])) { $1 }
  }

  private static func amounts(of container: Node, _ list: String) -> [String: Int] {
    list == "requests" ? requests(of: container) : quantities(container["resources"]?["limits"])
  }

  static func quantities(_ node: Node?) -> [String: Int] {
    Dictionary(
      (node?.mapping?.entries ?? []).compactMap { entry in
        Quantity.thousandths(entry.value).map { (entry.name, $0) }
      }, uniquingKeysWith: { $1 })
  }

  private func add(_ amounts: [String: Int], to sums: inout [String: Int]) {
    sums.merge(amounts) { $0.adding(saturating: $1) }
  }
}

extension Quantity {
  /// So many thousandths, as NewMilliQuantity of the API makes them.
  ///
  /// - Parameter isBytes: whether multiples of 1024 are written as such.
  init(thousandths: Int, isBytes: Bool = false) {
    self =
      isBytes && thousandths % 1_000 == 0
      ? Quantity(thousandths / 1_000, format: .binarySI)
      : (try? Quantity("\(thousandths)m")) ?? .zero
  }

  /// The thousandths that a node asks for, rounded up; nil for what is no quantity.
  static func thousandths(_ node: Node?) -> Int? {
    guard let text = node?.scalarText else { return nil }
    return (try? Quantity(text))?.milliValue
  }
}
