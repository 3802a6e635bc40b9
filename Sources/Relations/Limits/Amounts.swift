import Kubernetes
import Values
import YAML

extension PodContainer {
  /// What a container asks for or may use of a resource; nil where it does not say, or not readably.
  ///
  /// A request that is not there is the limit, as the API server has it.
  func amount(_ list: String, of resource: String) -> (node: Node, quantity: Quantity)? {
    let resources = node["resources"]
    let node =
      resources?[list]?[resource] ?? (list == "requests" ? resources?["limits"]?[resource] : nil)
    guard let node, let text = node.scalarText, let quantity = try? Quantity(text) else {
      return nil
    }
    return (node, quantity)
  }
}

extension PodSet {
  /// What one pod asks for, or may use, of a resource: its containers together, or an init container
  /// that takes more than they do.
  func amount(_ list: String, of resource: String) -> Quantity {
    var sum = Quantity(0)
    var most = Quantity(0)
    for container in containers {
      guard let amount = container.amount(list, of: resource)?.quantity else { continue }
      if container.role == .main || container.isSidecar {
        sum = (sum + amount) ?? sum
      } else {
        most = max(most, amount)
      }
    }
    return max(sum, most)
  }
}
