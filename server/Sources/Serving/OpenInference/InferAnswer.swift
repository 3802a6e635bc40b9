import Inference
import JSONText

/// What a model gave, as the Open Inference Protocol writes it.
struct InferAnswer {
  private let served: ModelHost.Served
  private let request: InferRequest
  /// Those that were asked for, in that order.
  let outputs: [(name: String, tensor: Tensor, isBinary: Bool)]

  init(
    _ tensors: [Tensor], of served: ModelHost.Served, to request: InferRequest
  ) {
    self.served = served
    self.request = request
    let all = zip(served.signature.outputs, tensors).map { ($0.name, $1) }
    if let wanted = request.outputs, !wanted.isEmpty {
      outputs = wanted.compactMap { output in
        all.first { $0.0 == output.name }
          .map { ($0.0, $0.1, output.isBinary ?? request.prefersBinary) }
      }
    } else {
      outputs = all.map { ($0.0, $0.1, request.prefersBinary) }
    }
  }

  var answer: HTTPAnswer {
    let binary = outputs.map { $0.isBinary ? BinaryTensor.bytes(of: $0.tensor.elements) : nil }
    var answer = HTTPAnswer.json { json in
      json.object { json in
        json.field("model_name", served.manifest.name)
        json.field("model_version", served.manifest.version)
        if let identifier = request.identifier { json.field("id", identifier) }
        json.key("outputs")
        json.array { json in
          for (output, bytes) in zip(outputs, binary) {
            json.object { json in
              json.field("name", output.name)
              json.field("datatype", output.tensor.dataType.rawValue)
              json.key("shape")
              json.array { json in for size in output.tensor.shape { json.value(size) } }
              if let bytes {
                json.key("parameters")
                json.object { $0.field("binary_data_size", bytes.count) }
              } else {
                json.key("data")
                json.values(output.tensor.elements)
              }
            }
          }
        }
      }
    }
    guard binary.contains(where: { $0 != nil }) else { return answer }
    answer.headers = [
      "Content-Type": "application/octet-stream",
      "Inference-Header-Content-Length": "\(answer.body.count)",
    ]
    for bytes in binary { answer.body += bytes ?? [] }
    return answer
  }
}

extension JSONWriter {
  /// Writes the elements of a tensor as one flat array.
  fileprivate mutating func values(_ elements: Tensor.Elements) {
    array { json in
      switch elements {
      case .bool(let values): for value in values { json.value(value) }
      case .uint8(let values): for value in values { json.value(Int(value)) }
      case .int32(let values): for value in values { json.value(Int(value)) }
      case .int64(let values): for value in values { json.value(Int(value)) }
      case .float32(let values): for value in values { json.value(value) }
      case .float64(let values): for value in values { json.value(value) }
      case .text(let values): for value in values { json.value(value) }
      }
    }
  }
}
