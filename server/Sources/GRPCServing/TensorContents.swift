import FoundationEssentials
import Inference
import OpenInferenceRPC
import Serving
import SwiftProtobuf

extension Inference_ModelInferRequest.InferInputTensor {
  /// - Parameters:
  ///   - raw: the tensor as bytes, where the message has it so.
  ///   - path: what the tensor is called in an error.
  func tensor(
    raw: Data?, at path: String, allowsMissing: Bool
  ) throws(InferenceError) -> Tensor {
    for name in ["shared_memory_region", "classification"] where parameters[name] != nil {
      throw .invalid(path: "\(path).parameters.\(name)", message: "is not supported")
    }
    guard let type = DataType(rawValue: datatype) else {
      let names = DataType.allCases.map(\.rawValue).joined(separator: ", ")
      throw .invalid(path: "\(path).datatype", message: "must be one of \(names)")
    }
    let sizes = try sizes(at: path)
    do throws(TensorFault) {
      if let raw {
        guard !hasContents else { throw TensorFault(message: "has contents and raw contents") }
        return Tensor(
          shape: sizes,
          try BinaryTensor.elements(
            of: type, shape: sizes, in: Array(raw)[...], allowsMissing: allowsMissing))
      }
      let elements = try contents.elements(of: type).checked(allowsMissing: allowsMissing)
      let wanted = sizes.reduce(1, *)
      guard elements.count == wanted else {
        throw TensorFault(message: "has \(elements.count) elements, and the shape \(wanted)")
      }
      return Tensor(shape: sizes, elements)
    } catch {
      throw .invalid(path: "\(path).contents", message: error.message)
    }
  }

  private func sizes(at path: String) throws(InferenceError) -> [Int] {
    var sizes = TensorShape()
    do throws(TensorFault) {
      for size in shape { try sizes.append(Int(size)) }
      guard !sizes.sizes.isEmpty else { throw TensorFault(message: "must have a dimension") }
    } catch {
      throw .invalid(path: "\(path).shape", message: error.message)
    }
    return sizes.sizes
  }
}

extension Inference_InferTensorContents {
  fileprivate func elements(of type: DataType) throws(TensorFault) -> Tensor.Elements {
    switch type {
    case .bool: return .bool(boolContents)
    case .uint8:
      let bytes = uintContents.compactMap { UInt8(exactly: $0) }
      guard bytes.count == uintContents.count else {
        throw TensorFault(message: "has a number that UINT8 cannot be")
      }
      return .uint8(bytes)
    case .int32: return .int32(intContents)
    case .int64: return .int64(int64Contents)
    case .float32: return .float32(fp32Contents)
    case .float64: return .float64(fp64Contents)
    case .bytes:
      var texts: [String] = []
      for bytes in bytesContents {
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw TensorFault(message: "has a text that is not UTF-8")
        }
        texts.append(text)
      }
      return .text(texts)
    }
  }

  init(_ elements: Tensor.Elements) {
    self.init()
    switch elements {
    case .bool(let values): boolContents = values
    case .uint8(let values): uintContents = values.map(UInt32.init)
    case .int32(let values): intContents = values
    case .int64(let values): int64Contents = values
    case .float32(let values): fp32Contents = values
    case .float64(let values): fp64Contents = values
    case .text(let values): bytesContents = values.map { Data($0.utf8) }
    }
  }
}
