package import Inference

/// Tensors as bytes: little-endian numbers, and of each text its length in 4 bytes and its UTF-8.
///
/// Binary tensor data extension of the Open Inference Protocol.
package enum BinaryTensor {
  /// Reads the elements of a tensor.
  ///
  /// - Parameter allowsMissing: whether an element that is not a number stands for a missing value.
  package static func elements(
    of type: DataType, shape: [Int], in bytes: ArraySlice<UInt8>, allowsMissing: Bool
  ) throws(TensorFault) -> Tensor.Elements {
    let count = shape.reduce(1, *)
    if type == .bytes { return .text(try texts(count, in: bytes)) }
    let width = type.width
    guard bytes.count == count * width else {
      throw TensorFault(
        message: "has \(bytes.count) bytes, and the shape \(count * width)")
    }
    switch type {
    case .bool: return .bool(bytes.map { $0 != 0 })
    case .uint8: return .uint8(Array(bytes))
    case .int32: return .int32(integers(UInt32.self, in: bytes).map(Int32.init(bitPattern:)))
    case .int64: return .int64(integers(UInt64.self, in: bytes).map(Int64.init(bitPattern:)))
    case .float32:
      let values = integers(UInt32.self, in: bytes).map(Float.init(bitPattern:))
      return try Tensor.Elements.float32(values).checked(allowsMissing: allowsMissing)
    case .float64:
      let values = integers(UInt64.self, in: bytes).map(Double.init(bitPattern:))
      return try Tensor.Elements.float64(values).checked(allowsMissing: allowsMissing)
    case .bytes: preconditionFailure("texts were read above")
    }
  }

  /// The bytes of a tensor's elements.
  package static func bytes(of elements: Tensor.Elements) -> [UInt8] {
    switch elements {
    case .bool(let values): values.map { $0 ? 1 : 0 }
    case .uint8(let values): values
    case .int32(let values): values.flatMap { littleEndian(UInt32(bitPattern: $0)) }
    case .int64(let values): values.flatMap { littleEndian(UInt64(bitPattern: $0)) }
    case .float32(let values): values.flatMap { littleEndian($0.bitPattern) }
    case .float64(let values): values.flatMap { littleEndian($0.bitPattern) }
    case .text(let values):
      values.flatMap { littleEndian(UInt32($0.utf8.count)) + Array($0.utf8) }
    }
  }

  private static func integers<Value: FixedWidthInteger>(
    _: Value.Type, in bytes: ArraySlice<UInt8>
  ) -> [Value] {
    let width = Value.bitWidth / 8
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map { start in
      var value: Value = 0
      for offset in (0..<width).reversed() { value = value << 8 | Value(bytes[start + offset]) }
      return value
    }
  }

  private static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private static func texts(
    _ count: Int, in bytes: ArraySlice<UInt8>
  ) throws(TensorFault) -> [String] {
    var rest = bytes
    var texts: [String] = []
    while !rest.isEmpty {
      guard texts.count < count else { throw TensorFault(message: "has too many texts") }
      let length = integers(UInt32.self, in: rest.prefix(rest.count < 4 ? 0 : 4)).first
      guard let length, Int(length) <= rest.count - 4 else {
        throw TensorFault(message: "ends within a text")
      }
      let text = rest.dropFirst(4).prefix(Int(length))
      guard let text = String(validating: text, as: UTF8.self) else {
        throw TensorFault(message: "has a text that is not UTF-8")
      }
      texts.append(text)
      rest = rest.dropFirst(4 + Int(length))
    }
    guard texts.count == count else {
      throw TensorFault(message: "has \(texts.count) texts, and the shape \(count)")
    }
    return texts
  }
}

extension DataType {
  /// How many bytes an element has in binary; texts have their own lengths.
  fileprivate var width: Int {
    switch self {
    case .bool, .uint8, .bytes: 1
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }
}
