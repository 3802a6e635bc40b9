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
