import Kubernetes
import Values
import YAML

/// What the LimitRanges of a namespace fill in where containers say nothing.
///
/// `default` is for limits and `max` for those without; `defaultRequest` is for requests, and after it
/// the limit and `min` (API conventions of LimitRangeItem, `SetDefaults_LimitRangeItem`).
struct ContainerDefaults {
  private let items: [Node]

  init(in namespace: String, of graph: ObjectGraph) {
    items = graph.objects(of: "LimitRange").filter { $0.namespace == namespace }
      .flatMap { $0.object.root["spec"]?["limits"]?.elements ?? [] }
      .filter { $0["type"]?.scalarText == "Container" }
  }

  /// What a container has in the end; nil where nobody says.
  func amount(
    _ list: String, of resource: String, for container: PodContainer
  ) -> Quantity? {
    if let own = container.amount(list, of: resource)?.quantity { return own }
    let fields =
      list == "limits" ? ["default", "max"] : ["defaultRequest", "default", "max", "min"]
    for field in fields {
      for item in items {
        guard let text = item[field]?[resource]?.scalarText else { continue }
        if let quantity = try? Quantity(text) { return quantity }
      }
    }
    return nil
  }
}
