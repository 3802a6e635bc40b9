import COrt
package import Inference

/// What ONNX Runtime made of one model.
///
/// Any number of threads may run it at once, which the library promises.
@safe package final class ONNXSession: @unchecked Sendable {
  /// An input or output of the model.
  package struct Port: Sendable, Equatable {
    /// What the file calls it.
    package var name: String
    /// Nil for a type that tensors here do not have, such as half precision.
    package var dataType: DataType?
    /// The sizes of the dimensions, -1 for one that is free.
    package var shape: [Int]
  }

  /// What the file takes, in its own order.
  package let inputs: [Port]
  /// What the file gives, in its own order.
  package let outputs: [Port]
  private let runtime: ONNXRuntime
  private let handle: OpaquePointer

  /// Reads the bytes of an ONNX file.
  ///
  /// - Parameter threads: how many threads share the work of one operator.
  /// - Throws: ``ModelLoadError`` with what the library says of the file.
  package init(_ runtime: ONNXRuntime, model: [UInt8], threads: Int) throws(ModelLoadError) {
    // The library takes zero threads to mean all of the machine's.
    let threads = Int32(clamping: max(1, threads))
    var handle: OpaquePointer?
    let message = unsafe model.withUnsafeBytes { bytes in
      unsafe takeMessage(
        cort_session_create(runtime.handle, bytes.baseAddress, bytes.count, threads, &handle))
    }
    guard let handle = unsafe handle else {
      throw ModelLoadError(
        "ONNX Runtime \(runtime.version) refuses the model: \(message ?? "no reason is given")")
    }
    self.runtime = runtime
    unsafe self.handle = handle
    unsafe inputs = (0..<cort_input_count(handle)).map { unsafe Port(cort_input(handle, $0)) }
    unsafe outputs = (0..<cort_output_count(handle)).map { unsafe Port(cort_output(handle, $0)) }
  }

  deinit { unsafe cort_session_release(handle) }

  /// Runs the model on one tensor for each input, in order.
  ///
  /// - Throws: ``InferenceError/failed(_:)`` with what the library says.
  package func run(_ tensors: [Tensor]) throws(InferenceError) -> [Tensor] {
    let lent = tensors.map { LentTensor($0) }
    defer { for tensor in lent { tensor.free() } }
    var results: OpaquePointer?
    let descriptors = unsafe lent.map { unsafe $0.descriptor }
    let message = unsafe descriptors.withUnsafeBufferPointer { inputs in
      unsafe takeMessage(cort_run(handle, inputs.baseAddress, inputs.count, &results))
    }
    guard let results = unsafe results else {
      throw .failed("ONNX Runtime: \(message ?? "no reason is given")")
    }
    defer { unsafe cort_results_release(results) }
    var outputs: [Tensor] = []
    for (index, port) in self.outputs.enumerated() {
      guard let tensor = unsafe Tensor(output: index, of: results) else {
        throw .failed("output \(port.name) is no tensor of a known type")
      }
      outputs.append(tensor)
    }
    return outputs
  }
}

extension ONNXSession.Port {
  fileprivate init(_ description: cort_description) {
    name = unsafe String(cString: description.name)
    dataType = unsafe DataType(onnx: description.type)
    shape = unsafe description.sizes
  }
}

extension cort_description {
  fileprivate var sizes: [Int] {
    unsafe UnsafeBufferPointer(start: dimensions, count: rank).map { Int($0) }
  }
}

extension DataType {
  fileprivate init?(onnx type: Int32) {
    switch Int(type) {
    case CORT_FLOAT: self = .float32
    case CORT_UINT8: self = .uint8
    case CORT_INT32: self = .int32
    case CORT_INT64: self = .int64
    case CORT_STRING: self = .bytes
    case CORT_BOOL: self = .bool
    case CORT_DOUBLE: self = .float64
    default: return nil
    }
  }

  fileprivate var onnx: Int32 {
    switch self {
    case .float32: Int32(CORT_FLOAT)
    case .uint8: Int32(CORT_UINT8)
    case .int32: Int32(CORT_INT32)
    case .int64: Int32(CORT_INT64)
    case .bytes: Int32(CORT_STRING)
    case .bool: Int32(CORT_BOOL)
    case .float64: Int32(CORT_DOUBLE)
    }
  }
}

/// A copy of a tensor where C can read it, until it is freed.
///
/// Arrays lend their elements to a closure only, and a run takes any number of them at once; the
/// copy costs nothing beside a network.
@safe private struct LentTensor {
  let descriptor: cort_tensor
  private let elements: UnsafeMutableRawBufferPointer
  private let dimensions: UnsafeMutableBufferPointer<Int64>
  private let strings: [UnsafeMutablePointer<CChar>?]

  init(_ tensor: Tensor) {
    let shape = UnsafeMutableBufferPointer<Int64>.allocate(capacity: tensor.shape.count)
    _ = unsafe shape.initialize(fromContentsOf: tensor.shape.map(Int64.init))
    var strings: [UnsafeMutablePointer<CChar>?] = unsafe []
    var size: Int
    switch tensor.elements {
    case .bool(let values): unsafe (elements, size) = unsafe Self.copy(values)
    case .uint8(let values): unsafe (elements, size) = unsafe Self.copy(values)
    case .int32(let values): unsafe (elements, size) = unsafe Self.copy(values)
    case .int64(let values): unsafe (elements, size) = unsafe Self.copy(values)
    case .float32(let values): unsafe (elements, size) = unsafe Self.copy(values)
    case .float64(let values): unsafe (elements, size) = unsafe Self.copy(values)
    case .text(let values):
      unsafe strings = unsafe values.map { value in
        let bytes = value.utf8
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        for (index, byte) in bytes.enumerated() {
          unsafe text[index] = CChar(bitPattern: byte)
        }
        unsafe text[bytes.count] = 0
        return unsafe text
      }
      unsafe (elements, size) = unsafe Self.copy(strings)
      size = values.count
    }
    unsafe dimensions = shape
    unsafe self.strings = strings
    unsafe descriptor = cort_tensor(
      type: tensor.dataType.onnx, data: elements.baseAddress, size: size,
      dimensions: shape.baseAddress, rank: shape.count)
  }

  func free() {
    unsafe strings.forEach { unsafe $0?.deallocate() }
    unsafe elements.deallocate()
    unsafe dimensions.deallocate()
  }

  private static func copy<Value>(_ values: [Value]) -> (UnsafeMutableRawBufferPointer, Int) {
    // One byte at least, so that an empty tensor has an address too.
    let size = values.count * MemoryLayout<Value>.stride
    let elements = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, size), alignment: 64)
    unsafe values.withUnsafeBytes { unsafe elements.copyMemory(from: $0) }
    return unsafe (elements, size)
  }
}

extension Tensor {
  /// Copies an output; nil for what is no tensor, or one of a type that tensors here do not have.
  fileprivate init?(output index: Int, of results: OpaquePointer) {
    let description = unsafe cort_result(results, index)
    guard let type = unsafe DataType(onnx: description.type) else { return nil }
    let count = unsafe cort_result_count(results, index)
    let data = unsafe cort_result_data(results, index)
    func copied<Value>(_ type: Value.Type) -> [Value] {
      guard count > 0, let data = unsafe data else { return [] }
      return unsafe Array(
        UnsafeBufferPointer(start: data.assumingMemoryBound(to: type), count: count))
    }
    let elements: Elements
    switch type {
    case .bool: elements = .bool(copied(UInt8.self).map { $0 != 0 })
    case .uint8: elements = .uint8(copied(UInt8.self))
    case .int32: elements = .int32(copied(Int32.self))
    case .int64: elements = .int64(copied(Int64.self))
    case .float32: elements = .float32(copied(Float.self))
    case .float64: elements = .float64(copied(Double.self))
    case .bytes:
      let strings = unsafe copied(UnsafePointer<CChar>.self)
      elements = unsafe .text(strings.map { unsafe String(cString: $0) })
    }
    unsafe self.init(shape: description.sizes, elements)
  }
}
