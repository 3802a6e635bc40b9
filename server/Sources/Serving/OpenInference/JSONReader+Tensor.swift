import Inference

extension JSONReader {
  /// Reads the sizes of a tensor's dimensions, whose product is a number of elements that can be
  /// sent.
  mutating func shape() throws(WireError) -> [Int] {
    var shape = TensorShape()
    try array { (reader, _) throws(WireError) in
      let size = try reader.integer(Int.self)
      do throws(TensorFault) {
        try shape.append(size)
      } catch {
        throw reader.error(error.message)
      }
    }
    guard !shape.sizes.isEmpty else { throw error("must have a dimension") }
    return shape.sizes
  }

  /// Reads the elements of a tensor, row by row: flat, or nested as the shape is.
  ///
  /// - Parameter allowsMissing: null stands for a number that is missing.
  mutating func elements(
    of type: DataType, shape: [Int], allowsMissing: Bool
  ) throws(WireError) -> Tensor.Elements {
    let elements: Tensor.Elements
    switch type {
    case .bool:
      elements = .bool(try collect(shape) { reader throws(WireError) in try reader.boolean() })
    case .uint8: elements = .uint8(try integers(shape))
    case .int32: elements = .int32(try integers(shape))
    case .int64: elements = .int64(try integers(shape))
    case .float32:
      elements = .float32(
        try collect(shape) { reader throws(WireError) in
          try reader.isMissing(allowed: allowsMissing) ? .nan : reader.float()
        })
    case .float64:
      elements = .float64(
        try collect(shape) { reader throws(WireError) in
          try reader.isMissing(allowed: allowsMissing) ? .nan : reader.number()
        })
    case .bytes:
      elements = .text(try collect(shape) { reader throws(WireError) in try reader.string() })
    }
    let wanted = shape.reduce(1, *)
    guard elements.count == wanted else {
      throw error("has \(elements.count) elements, and the shape \(wanted)")
    }
    return elements
  }

  private mutating func integers<Value: FixedWidthInteger>(
    _ shape: [Int]
  ) throws(WireError) -> [Value] {
    try collect(shape) { reader throws(WireError) in try reader.integer(Value.self) }
  }

  private mutating func isMissing(allowed: Bool) throws(WireError) -> Bool {
    guard allowed, isNext(UInt8(ascii: "n")) else { return false }
    try null()
    return true
  }

  private mutating func collect<Value>(
    _ shape: [Int], _ element: (inout JSONReader) throws(WireError) -> Value
  ) throws(WireError) -> [Value] {
    var values: [Value] = []
    // A shape promises nothing: each element takes two bytes of the text at least.
    values.reserveCapacity(min(shape.reduce(1, *), (bytes.count - position) / 2))
    try collect(shape[...], into: &values, isOutermost: true, element)
    return values
  }

  private mutating func collect<Value>(
    _ shape: ArraySlice<Int>, into values: inout [Value], isOutermost: Bool,
    _ element: (inout JSONReader) throws(WireError) -> Value
  ) throws(WireError) {
    var rows = 0
    let start = values.count
    try array { (reader, index) throws(WireError) in
      if reader.isNext(UInt8(ascii: "[")) {
        guard shape.count > 1, rows == index else {
          throw reader.error("is nested unlike the shape")
        }
        rows += 1
        try reader.collect(shape.dropFirst(), into: &values, isOutermost: false, element)
      } else {
        guard rows == 0 else {
          _ = try reader.kind()
          throw reader.error("is nested unlike the shape")
        }
        values.append(try element(&reader))
      }
    }
    let isLeaf = shape.count == 1 && values.count - start == shape.first
    guard rows > 0 ? rows == shape.first : isOutermost || isLeaf else {
      throw error("is nested unlike the shape")
    }
  }
}
