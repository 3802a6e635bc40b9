import FoundationEssentials
import Inference
import OpenInferenceRPC
import Serving
import SwiftProtobuf
import Testing

@testable import GRPCServing

struct InferMessagesTests {
  private func question(
    _ datatype: String, _ shape: [Int64], raw: [UInt8]? = nil,
    _ fill: (inout Inference_InferTensorContents) -> Void = { _ in }
  ) -> ModelQuestion {
    ModelQuestion(
      Inference_ModelInferRequest.with { message in
        message.modelName = "m"
        message.inputs = [
          .with {
            $0.name = "x"
            $0.datatype = datatype
            $0.shape = shape
            if raw == nil { fill(&$0.contents) }
          }
        ]
        if let raw { message.rawInputContents = [Data(raw)] }
      })
  }

  private func tensor(_ question: ModelQuestion, missing: Bool = false) throws -> Tensor {
    try #require(try question.inputs(missing).first).tensor
  }

  @Test func `each type has its own contents`() throws {
    let questions: [(ModelQuestion, Tensor.Elements)] = [
      (question("BOOL", [2]) { $0.boolContents = [true, false] }, .bool([true, false])),
      (question("UINT8", [1]) { $0.uintContents = [255] }, .uint8([255])),
      (question("INT32", [1]) { $0.intContents = [-7] }, .int32([-7])),
      (question("INT64", [1]) { $0.int64Contents = [.min] }, .int64([.min])),
      (question("FP32", [1]) { $0.fp32Contents = [0.5] }, .float32([0.5])),
      (question("FP64", [1]) { $0.fp64Contents = [0.1] }, .float64([0.1])),
      (question("BYTES", [1]) { $0.bytesContents = [Data("é".utf8)] }, .text(["é"])),
      (question("FP32", [2], raw: [0, 0, 128, 63, 0, 0, 0, 192]), .float32([1, -2])),
    ]
    for (question, elements) in questions {
      #expect(try tensor(question).elements == elements)
    }
  }

  @Test func `a number that is missing is taken where one may be`() throws {
    let question = question("FP32", [1, 1]) { $0.fp32Contents = [.nan] }
    #expect(try tensor(question, missing: true).shape == [1, 1])
    #expect(
      throws: InferenceError.invalid(
        path: "inputs[0].contents", message: "element 0 is not a finite number")
    ) { try tensor(question) }
  }

  @Test func `what is not the tensor that it is said to be is named`() {
    let wrong: [(ModelQuestion, String, String)] = [
      (
        question("FP16", [1]), "inputs[0].datatype",
        "must be one of BOOL, UINT8, INT32, INT64, FP32, FP64, BYTES"
      ),
      (question("FP32", [-1]), "inputs[0].shape", "must not be negative"),
      (question("FP32", []), "inputs[0].shape", "must have a dimension"),
      (question("FP32", [1 << 40]), "inputs[0].shape", "too many elements"),
      (question("FP32", [2]), "inputs[0].contents", "has 0 elements, and the shape 2"),
      (
        question("UINT8", [1]) { $0.uintContents = [256] }, "inputs[0].contents",
        "has a number that UINT8 cannot be"
      ),
      (
        question("BYTES", [1]) { $0.bytesContents = [Data([0xFF])] }, "inputs[0].contents",
        "has a text that is not UTF-8"
      ),
      (
        question("FP32", [1], raw: [0, 0, 0]), "inputs[0].contents",
        "has 3 bytes, and the shape 4"
      ),
    ]
    for (question, path, message) in wrong {
      #expect(throws: InferenceError.invalid(path: path, message: message)) {
        try tensor(question)
      }
    }
  }

  @Test func `raw contents are one for each input`() {
    let question = ModelQuestion(
      Inference_ModelInferRequest.with { $0.rawInputContents = [Data([1])] })
    #expect(
      throws: InferenceError.invalid(
        path: "raw_input_contents", message: "has 1 tensors, and there are 0 inputs")
    ) { try question.inputs(false) }
  }
}
