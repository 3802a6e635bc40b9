import Glibc
import Inference
import Synchronization

/// A model that gives each row's number back, and notes the rows of each call.
final class EchoModel: Model {
  let signature = ModelSignature(
    inputs: [TensorSpecification(name: "x", dataType: .int64, shape: [-1, -1])],
    outputs: [TensorSpecification(name: "x", dataType: .int64, shape: [-1, -1])])
  let isInline: Bool
  private let calls = Mutex<[Int]>([])
  /// While this is closed, calls wait.
  let gate: Gate

  let rowsAtOnce: Int?

  init(isInline: Bool = false, rowsAtOnce: Int? = nil, gate: Gate = Gate(isOpen: true)) {
    self.isInline = isInline
    self.rowsAtOnce = rowsAtOnce
    self.gate = gate
  }

  var batches: [Int] { calls.withLock { $0 } }

  func predict(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor] {
    calls.withLock { $0.append(inputs[0].rowCount) }
    gate.pass()
    return inputs
  }
}

/// Lets threads pass once it is open.
final class Gate: Sendable {
  private let open: Atomic<Bool>
  init(isOpen: Bool) { open = Atomic(isOpen) }
  func unlock() { open.store(true, ordering: .releasing) }
  func pass() { while !open.load(ordering: .acquiring) { usleep(200) } }
}

/// Rows of one number each.
func rows(_ values: Int64...) -> Tensor { Tensor(shape: [values.count, 1], .int64(values)) }
