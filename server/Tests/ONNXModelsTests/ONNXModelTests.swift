import Inference
import ONNXModels
import Testing

@Suite struct MissingRuntimeTests {
  @Test func `a model without a configured library fails to load and says what is missing`() {
    let engine = ONNXEngine(library: nil, threads: 1)
    let error = #expect(throws: ModelLoadError.self) { try engine.load(Fixture.package([])) }
    #expect(error?.description.contains("ORT_LIBRARY") == true)
  }

  @Test(arguments: ["", "/nowhere/libonnxruntime.so", "libc.so.6"])
  func `a library that is not there or another one is an error`(_ path: String) {
    #expect(throws: ModelLoadError.self) { try ONNXRuntime(library: path) }
  }
}

@Suite(.enabled(if: Fixture.library != nil, "ORT_LIBRARY names no ONNX Runtime"))
struct ONNXModelTests {
  let engine = ONNXEngine(library: Fixture.library, threads: 1)

  /// Rows whose channels are constant.
  private func rows(_ channels: [[Float]]) -> Tensor {
    let elements = channels.flatMap { $0.flatMap { [Float](repeating: $0, count: 64) } }
    return Tensor(shape: [channels.count, 3, 8, 8], .float32(elements))
  }

  private func model(_ name: String) throws -> any Model {
    try engine.load(Fixture.package(Fixture.bytes("Models/\(name).onnx")))
  }

  private func failure(_ model: [UInt8], _ manifest: ModelManifest? = nil) -> String? {
    let error = #expect(throws: ModelLoadError.self) {
      try engine.load(Fixture.package(model, manifest))
    }
    return error?.description
  }

  @Test func `the library tells its version`() throws {
    #expect(try engine.runtime().version.hasPrefix("1."))
  }

  @Test(arguments: ["probabilities", "logits-one-row"])
  func `a classifier gives the softmax of its scores, for free and for single rows`(
    _ name: String
  ) throws {
    let model = try model(name)
    #expect(!model.isInline)
    #expect(model.signature.inputs.map(\.name) == ["image"])
    #expect(model.signature.inputs[0].shape == [-1, 3, 8, 8])
    #expect(model.signature.outputs[0].shape == [-1, 3])
    let outputs = try model.predict([rows([[0, 0, 0], [1, 0, 0], [0, 1, 0]])])
    guard case .float32(let values) = outputs[0].elements else {
      Issue.record("not FP32")
      return
    }
    // e^0.5 = 1.6487213 and e^2 = 7.3890561.
    let expected: [Float] = [
      0.2740686, 0.2740686, 0.4518628, 0.7361247, 0.0996236, 0.1642516, 0.0996236, 0.7361247,
      0.1642516,
    ]
    #expect(outputs[0].shape == [3, 3])
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(values)")
  }

  @Test func `scores under another name are refused when a row is predicted`() throws {
    let model = try model("misnamed-logits")
    #expect(
      throws: InferenceError.failed(
        "output scores does not hold probabilities; name it logits to have softmax applied")
    ) {
      try model.predict([rows([[0, 0, 0]])])
    }
  }

  @Test func `a model that does not fit its manifest is refused`() throws {
    #expect(failure(try Fixture.bytes("Models/types.onnx"))?.contains("7 inputs") == true)
    #expect(failure(try Fixture.bytes("Models/four-rows.onnx"))?.contains("4 rows") == true)
    let model = try Fixture.bytes("Models/probabilities.onnx")
    #expect(failure(model, try Fixture.manifest(crop: 9))?.contains("[-1, 3, 9, 9]") == true)
    var texts = try Fixture.manifest()
    texts.type = .text
    #expect(failure(model, texts) == "input image is FP32, not BYTES")
    let two = try engine.load(Fixture.package(model, try Fixture.manifest(labels: ["a", "b"])))
    #expect(throws: InferenceError.self) { try two.predict([rows([[0, 0, 0]])]) }
  }

  @Test func `a model file that was cut or changed is refused or runs, and never crashes`() throws {
    let bytes = try Fixture.bytes("Models/probabilities.onnx")
    #expect(failure([])?.contains("refuses the model") == true)
    #expect(failure(Array(bytes.prefix(bytes.count / 2)))?.contains("refuses the model") == true)
    var random = Seeded(state: 7)
    for _ in 0..<200 {
      var changed = bytes
      changed[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
      guard let model = try? engine.load(Fixture.package(changed)) else { continue }
      if let outputs = try? model.predict([rows([[0, 0, 0]])]) {
        #expect(outputs[0].shape == [1, 3])
      }
    }
  }

  @Test func `tensors of every type go through a session unchanged`() throws {
    let session = try ONNXSession(
      engine.runtime(), model: Fixture.bytes("Models/types.onnx"), threads: 1)
    let tensors = [
      Tensor(shape: [2], .float32([1.5, -.infinity])), Tensor(shape: [2], .float64([0.1, 1e300])),
      Tensor(shape: [2], .int32([.min, 7])), Tensor(shape: [2], .int64([.max, -1])),
      Tensor(shape: [2], .uint8([0, 255])), Tensor(shape: [2], .bool([true, false])),
      Tensor(shape: [3], .text(["", "naïve", "two words"])),
    ]
    #expect(session.inputs.map(\.dataType) == tensors.map(\.dataType))
    #expect(try session.run(tensors) == tensors)
    #expect(throws: InferenceError.self) { try session.run([tensors[0]]) }
  }

  @Test func `many threads run one model`() async throws {
    let model = try model("probabilities")
    let expected = try model.predict([rows([[1, 0, 0]])])
    let outputs = await withTaskGroup(of: [Tensor]?.self) { group in
      for _ in 0..<32 { group.addTask { try? model.predict([rows([[1, 0, 0]])]) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outputs.count == 32 && outputs.allSatisfy { $0 == expected })
  }
}
