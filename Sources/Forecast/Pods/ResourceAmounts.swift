import Kubernetes
import Values
import YAML

extension [String: Quantity] {
  /// The amounts as the scheduler holds them, in thousandths.
  ///
  /// Of CPU there are as many as are written, of all else whole ones. Less than nothing is nothing, and
  /// more than any node has is 2^56, so that whoever multiplies them by a hundred stays within 64 bits.
  var thousandths: [String: Int] {
    Dictionary<String, Int>(
      uniqueKeysWithValues: map { name, amount in
        let amount =
          name == "cpu"
          ? amount.thousandths
          : (amount.roundedUp ?? (amount.isNegative ? .min : .max))
            .multiplied(saturatingBy: 1_000)
        return (name, Swift.min(Swift.max(amount, 0), 1 << 56))
      })
  }
}

extension PodResources {
  /// What the pod comes to, in thousandths.
  var amounts: [String: Int] { sums.thousandths }

  /// The amounts of a list of resources, in thousandths.
  static func thousandths(_ node: Node?) -> [String: Int] { quantities(node).thousandths }

  /// What one container requests, in thousandths.
  static func requests(of container: Node) -> [String: Int] {
    amounts(of: container, .requests).thousandths
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

  /// The thousandths, rounded up; the largest number stands for more.
  var thousandths: Int { milliValue ?? (isNegative ? .min : .max) }

  /// The thousandths that a node asks for; nil for what is no quantity.
  static func thousandths(_ node: Node?) -> Int? {
    guard let text = node?.scalarText else { return nil }
    return (try? Quantity(text))?.thousandths
  }
}
