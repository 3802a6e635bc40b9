/// Values of one type in rows: the first dimension counts the rows of a batch.
package struct Tensor: Sendable, Equatable {
  /// The sizes of the dimensions, the batch first; their product is the number of elements.
  package let shape: [Int]
  /// The values, as many as the shape's sizes multiplied.
  package let elements: Elements

  /// The elements, row by row.
  package enum Elements: Sendable, Equatable {
    case bool([Bool])
    case uint8([UInt8])
    case int32([Int32])
    case int64([Int64])
    case float32([Float])
    case float64([Double])
    case text([String])
  }

  /// - Precondition: there are as many elements as the shape says.
  package init(shape: [Int], _ elements: Elements) {
    precondition(
      shape.reduce(1, *) == elements.count, "\(elements.count) elements for shape \(shape)")
    self.shape = shape
    self.elements = elements
  }

  /// How many rows there are.
  package var rowCount: Int { shape.first ?? 1 }

  /// The type of each element.
  package var dataType: DataType { elements.dataType }

  /// The rows of a range, as a tensor of their own.
  package func rows(_ range: Range<Int>) -> Tensor {
    let width = shape.dropFirst().reduce(1, *)
    return Tensor(
      shape: [range.count] + shape.dropFirst(),
      elements[(range.lowerBound * width)..<(range.upperBound * width)])
  }

  /// The rows of several tensors, one after another.
  ///
  /// - Precondition: there is at least one, and they differ in their number of rows alone.
  package static func joined(_ tensors: [Tensor]) -> Tensor {
    guard let first = tensors.first else { preconditionFailure("nothing to join") }
    if tensors.count == 1 { return first }
    return Tensor(
      shape: [tensors.reduce(0) { $0 + $1.rowCount }] + first.shape.dropFirst(),
      Elements.joined(tensors.map(\.elements)))
  }
}

extension Tensor.Elements {
  /// How many values there are.
  package var count: Int {
    switch self {
    case .bool(let values): values.count
    case .uint8(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .text(let values): values.count
    }
  }

  /// The type of each value.
  package var dataType: DataType {
    switch self {
    case .bool: .bool
    case .uint8: .uint8
    case .int32: .int32
    case .int64: .int64
    case .float32: .float32
    case .float64: .float64
    case .text: .bytes
    }
  }

  fileprivate subscript(range: Range<Int>) -> Tensor.Elements {
    switch self {
    case .bool(let values): .bool(Array(values[range]))
    case .uint8(let values): .uint8(Array(values[range]))
    case .int32(let values): .int32(Array(values[range]))
    case .int64(let values): .int64(Array(values[range]))
    case .float32(let values): .float32(Array(values[range]))
    case .float64(let values): .float64(Array(values[range]))
    case .text(let values): .text(Array(values[range]))
    }
  }

  fileprivate static func joined(_ parts: [Tensor.Elements]) -> Tensor.Elements {
    func collect<Value>(_ values: (Tensor.Elements) -> [Value]?) -> [Value] {
      parts.flatMap { part in
        guard let values = values(part) else { preconditionFailure("tensors of several types") }
        return values
      }
    }
    switch parts[0] {
    case .bool: return .bool(collect { if case .bool(let values) = $0 { values } else { nil } })
    case .uint8: return .uint8(collect { if case .uint8(let values) = $0 { values } else { nil } })
    case .int32: return .int32(collect { if case .int32(let values) = $0 { values } else { nil } })
    case .int64: return .int64(collect { if case .int64(let values) = $0 { values } else { nil } })
    case .float32:
      return .float32(collect { if case .float32(let values) = $0 { values } else { nil } })
    case .float64:
      return .float64(collect { if case .float64(let values) = $0 { values } else { nil } })
    case .text: return .text(collect { if case .text(let values) = $0 { values } else { nil } })
    }
  }
}

/// The type of a tensor's elements, spelled as the Open Inference Protocol spells it.
package enum DataType: String, Sendable, Codable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "UINT8"
  case int32 = "INT32"
  case int64 = "INT64"
  case float32 = "FP32"
  case float64 = "FP64"
  case bytes = "BYTES"
}
