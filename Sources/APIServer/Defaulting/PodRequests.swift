import Kubernetes
import Values
import YAML

/// What the containers of a pod request together.
enum PodRequests {
  /// The sum over the containers that run side by side, or what one that runs before them takes
  /// with those that stay, where that is more.
  static func sums(of spec: Mapping) -> [String: Quantity] {
    var sums: [String: Quantity] = [:]
    for container in spec.objects("containers") { add(requests(of: container), to: &sums) }
    var beside: [String: Quantity] = [:]
    var most: [String: Quantity] = [:]
    for container in spec.objects("initContainers") {
      var needed = requests(of: container)
      if container.text("restartPolicy") == "Always" {
        add(needed, to: &sums)
        add(needed, to: &beside)
        needed = beside
      } else {
        add(beside, to: &needed)
      }
      most.merge(needed) { max($0, $1) }
    }
    return sums.merging(most) { max($0, $1) }
  }

  private static func requests(of container: Mapping) -> [String: Quantity] {
    Dictionary(
      container.value("resources").quantities("requests").map { ($0.name, $0.quantity) },
      uniquingKeysWith: { $1 })
  }

  private static func add(_ amounts: [String: Quantity], to sums: inout [String: Quantity]) {
    sums.merge(amounts) { $0 + $1 ?? $0 }
  }
}
