package import Inference

/// The sizes of a tensor's dimensions as they are read, whose product is a number of elements that can
/// be sent.
package struct TensorShape: Sendable {
  /// What was read until now, the batch first.
  package private(set) var sizes: [Int] = []
  private var count = 1

  package init() {}

  /// Takes one more.
  package mutating func append(_ size: Int) throws(TensorFault) {
    guard sizes.count < 8 else { throw TensorFault(message: "more than 8 dimensions") }
    guard size >= 0 else { throw TensorFault(message: "must not be negative") }
    let (product, overflows) = count.multipliedReportingOverflow(by: max(size, 1))
    guard !overflows, product <= 1 << 30 else { throw TensorFault(message: "too many elements") }
    count = product
    sizes.append(size)
  }
}

/// Why what was sent is not the tensor that it is said to be.
package struct TensorFault: Error, Equatable {
  /// What is wrong with it.
  package var message: String

  package init(message: String) { self.message = message }
}

extension Tensor.Elements {
  /// The elements, if each is a finite number or stands for a missing value where one may.
  package func checked(allowsMissing: Bool) throws(TensorFault) -> Tensor.Elements {
    func isUnfit(_ value: some BinaryFloatingPoint) -> Bool {
      !value.isFinite && !(value.isNaN && allowsMissing)
    }
    let unfit: Int? =
      switch self {
      case .float32(let values): values.firstIndex(where: isUnfit)
      case .float64(let values): values.firstIndex(where: isUnfit)
      default: nil
      }
    if let unfit { throw TensorFault(message: "element \(unfit) is not a finite number") }
    return self
  }
}
