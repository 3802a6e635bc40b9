import Kubernetes
import Values
import YAML

/// One bound of a LimitRange.
struct Bound {
  let resource: String
  let node: Node
  let quantity: Quantity
  let isUpper: Bool

  static func all(of limit: Node) -> [Bound] {
    ["min", "max"].flatMap { side in
      (limit[side]?.mapping?.entries ?? []).compactMap { entry in
        guard let text = entry.value.scalarText, let quantity = try? Quantity(text) else {
          return nil
        }
        return Bound(
          resource: entry.name, node: entry.value, quantity: quantity, isUpper: side == "max")
      }
    }
  }

  func allows(_ amount: Quantity) -> Bool { isUpper ? !(quantity < amount) : !(amount < quantity) }

  func sentence(_ amount: String, of range: GraphObject) -> String {
    "\(amount) of \(resource) is \(isUpper ? "above" : "below") the \(node.scalarText ?? "") that "
      + "\(range.shown) \(isUpper ? "allows" : "asks for")"
  }
}
