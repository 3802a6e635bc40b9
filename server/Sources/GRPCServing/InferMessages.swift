import FoundationEssentials
import Inference
import OpenInferenceRPC
import Serving
import SwiftProtobuf

extension ModelQuestion {
  /// What a message asks; its tensors are read once it is known which model they are for.
  init(_ message: Inference_ModelInferRequest) {
    self.init(
      model: message.modelName, version: message.modelVersion.orNil,
      outputs: message.outputs.map(\.name)
    ) { (allowsMissing) throws(InferenceError) in
      let raw = message.rawInputContents
      guard raw.isEmpty || raw.count == message.inputs.count else {
        throw .invalid(
          path: "raw_input_contents",
          message: "has \(raw.count) tensors, and there are \(message.inputs.count) inputs")
      }
      var tensors: [(name: String, tensor: Tensor)] = []
      for (index, input) in message.inputs.enumerated() {
        let bytes = raw.isEmpty ? nil : raw[index]
        let tensor = try input.tensor(
          raw: bytes, at: "inputs[\(index)]", allowsMissing: allowsMissing)
        tensors.append((input.name, tensor))
      }
      return tensors
    }
  }
}

extension Inference_ModelInferResponse {
  /// The answer in the form of the question: its tensors raw where those of the question were.
  init(_ answer: ModelAnswer, to question: Inference_ModelInferRequest) {
    self.init()
    modelName = answer.model
    modelVersion = answer.version
    id = question.id
    let isRaw = !question.rawInputContents.isEmpty
    for output in answer.outputs {
      outputs.append(
        .with {
          $0.name = output.name
          $0.datatype = output.tensor.dataType.rawValue
          $0.shape = output.tensor.shape.map(Int64.init)
          if !isRaw { $0.contents = Inference_InferTensorContents(output.tensor.elements) }
        })
      if isRaw { rawOutputContents.append(Data(BinaryTensor.bytes(of: output.tensor.elements))) }
    }
  }
}

extension Inference_ModelMetadataResponse {
  init(_ model: ServedModel) {
    self.init()
    name = model.manifest.name
    versions = [model.manifest.version]
    platform = model.manifest.engine
    inputs = model.signature.inputs.map(TensorMetadata.init)
    outputs = model.signature.outputs.map(TensorMetadata.init)
  }
}

extension Inference_ModelMetadataResponse.TensorMetadata {
  fileprivate init(_ specification: TensorSpecification) {
    self.init()
    name = specification.name
    datatype = specification.dataType.rawValue
    shape = specification.shape.map(Int64.init)
  }
}
