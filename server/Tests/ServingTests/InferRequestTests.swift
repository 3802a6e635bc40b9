import Inference
import JSONText
import Testing

@testable import Serving

@Suite struct InferRequestTests {
  private let rules = InferRequest.Rules(
    signature: ModelSignature(
      inputs: [TensorSpecification(name: "x", dataType: .float32, shape: [-1, 2])],
      outputs: [TensorSpecification(name: "y", dataType: .float32, shape: [-1, 2])]),
    maximumRows: 3, allowsMissing: true)

  private func request(
    _ json: String, _ binary: [UInt8] = [], length: Int? = nil
  ) throws(WireError) -> InferRequest {
    let body = Array(json.utf8) + binary
    let header = length ?? (binary.isEmpty ? nil : json.utf8.count)
    return try InferRequest(body, headerLength: header.map(String.init), rules: rules)
  }

  private func input(_ shape: String, _ data: String) -> String {
    #"{"inputs":[{"name":"x","datatype":"FP32","shape":\#(shape),"data":\#(data)}]}"#
  }

  @Test(arguments: ["[1,2,3,4]", "[[1,2],[3,4]]", " [ [1.0, 2e0] , [3 ,4] ] "])
  func `data is flat, or nested as its shape`(_ data: String) throws {
    let tensors = try request(input("[2,2]", data)).tensors
    #expect(tensors == [Tensor(shape: [2, 2], .float32([1, 2, 3, 4]))])
  }

  @Test func `data may come before what it is`() throws {
    let json = #"{"inputs":[{"data":[1,2],"shape":[1,2],"datatype":"FP32","name":"x"}],"id":"a"}"#
    let request = try request(json)
    #expect(request.tensors == [Tensor(shape: [1, 2], .float32([1, 2]))])
    #expect(request.identifier == "a")
  }

  @Test func `members that are not known, and null for what is left out, are passed over`() throws {
    // As KServe's own client and others send them.
    let json =
      #"{"id":null,"model_name":"m","parameters":null,"outputs":null,"inputs":[{"name":"x","#
      + #""shape":[1,2],"datatype":"FP32","parameters":null,"contents":null,"data":[1,2],"more":{}}]}"#
    let request = try request(json)
    #expect(request.tensors == [Tensor(shape: [1, 2], .float32([1, 2]))])
    #expect(request.identifier == nil)
    #expect(request.outputs == nil)
    let outputs = try self.request(
      #"{"outputs":[{"name":"y","parameters":{"binary_data":null},"kind":1}],"#
        + input("[1,2]", "[1,2]").dropFirst())
    #expect(outputs.outputs == [.init(name: "y")])
  }

  @Test(arguments: ["[\"a\",\"b\"]", "[[\"a\"],[\"b\"]]"])
  func `texts may come as a column`(_ data: String) throws {
    let rules = InferRequest.Rules(
      signature: ModelSignature(
        inputs: [TensorSpecification(name: "text", dataType: .bytes, shape: [-1])], outputs: []),
      maximumRows: 3, allowsMissing: false)
    let json = #"{"inputs":[{"name":"text","datatype":"BYTES","shape":[2,1],"data":\#(data)}]}"#
    let request = try InferRequest(Array(json.utf8), headerLength: nil, rules: rules)
    #expect(request.tensors == [Tensor(shape: [2], .text(["a", "b"]))])
  }

  @Test func `null is a missing value where the model knows them`() throws {
    let tensors = try request(input("[1,2]", "[null,1]")).tensors
    guard case .float32(let values) = tensors[0].elements else { return #expect(Bool(false)) }
    #expect(values[0].isNaN && values[1] == 1)
  }

  @Test func `a binary tensor stands behind the JSON`() throws {
    let json =
      #"{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}],"#
      + #""outputs":[{"name":"y","parameters":{"binary_data":true}}]}"#
    let request = try request(json, [0, 0, 128, 63, 0, 0, 0, 64])
    #expect(request.tensors == [Tensor(shape: [1, 2], .float32([1, 2]))])
    #expect(request.outputs == [.init(name: "y", isBinary: true)])
  }

  @Test(arguments: [
    (#"[1,2]"#, "[1]", "inputs[0].data", "has 1 elements, and the shape 2"),
    (#"[1,2]"#, "[[1],[2]]", "inputs[0].data[0]", "is nested unlike the shape"),
    (#"[2,2]"#, "[[1,2],3,4]", "inputs[0].data[1]", "is nested unlike the shape"),
    (#"[1,2]"#, #"[1,"a"]"#, "inputs[0].data[1]", "must be a number, not a string"),
    (#"[1,3]"#, "[1,2,3]", "inputs[0].shape", "must be [-1, 2], -1 for any"),
    (#"[4,2]"#, "[1,2,3,4,5,6,7,8]", "inputs[0].shape", "must have 1 to 3 rows"),
    (#"[0,2]"#, "[]", "inputs[0].shape", "must have 1 to 3 rows"),
    (#"[-1,2]"#, "[]", "inputs[0].shape[0]", "must not be negative"),
    (#"[99999999999,99999999999]"#, "[]", "inputs[0].shape[0]", "too many elements"),
    (#"[]"#, "[]", "inputs[0].shape", "must have a dimension"),
  ])
  func `wrong shapes and elements are named`(
    _ shape: String, _ data: String, _ path: String, _ message: String
  ) {
    #expect(throws: WireError(path: path, message: message)) {
      try request(input(shape, data))
    }
  }

  @Test(arguments: [
    ("{}", "inputs is missing"), (#"{"inputs":[]}"#, "must be the model's inputs: x"),
    (#"{"inputs":[{}]}"#, "name is missing"), (#"{"inputs":[{"name":"x"}]}"#, "shape is missing"),
    (#"{"inputs":[{"name":"x","shape":[1]}]}"#, "datatype is missing"),
    (
      #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP16"}]}"#,
      "must be one of BOOL, UINT8, INT32, INT64, FP32, FP64, BYTES"
    ),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32"}]}"#, "data is missing"),
    (#"{"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[1,2]}]}"#, "must be FP32"),
    (
      #"{"inputs":[{"name":"z","shape":[1,2],"datatype":"FP32","data":[1,2]}]}"#,
      "must be the model's inputs: x"
    ),
    (#"{"input":[]}"#, "inputs is missing"), (#"{"inputs":null}"#, "must be an array, not null"),
  ])
  func `what is missing or unknown is named`(_ json: String, _ message: String) {
    let error = #expect(throws: WireError.self) { try request(json) }
    #expect(error?.message == message)
  }

  @Test(arguments: [4, 12])
  func `a binary tensor must have the bytes of its shape`(_ size: Int) {
    let json =
      #"{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":\#(size)}}]}"#
    #expect(throws: WireError.self) { try request(json, Array(repeating: 0, count: size)) }
    #expect(throws: WireError.self) { try request(json, Array(repeating: 0, count: 3)) }
    #expect(throws: WireError.self) { try request(json, [], length: 10_000) }
  }

  @Test(arguments: DataType.allCases)
  func `a tensor is the same after binary and back`(_ type: DataType) throws {
    let elements: Tensor.Elements =
      switch type {
      case .bool: .bool([true, false])
      case .uint8: .uint8([0, 255])
      case .int32: .int32([.min, .max])
      case .int64: .int64([.min, .max])
      case .float32: .float32([-0.5, .greatestFiniteMagnitude])
      case .float64: .float64([-0.5, .leastNonzeroMagnitude])
      case .bytes: .text(["", "höhe"])
      }
    let bytes = BinaryTensor.bytes(of: elements)
    let back = try BinaryTensor.elements(of: type, shape: [2], in: bytes[...], allowsMissing: false)
    #expect(back == elements)
  }

  @Test func `numbers that are none are refused unless they stand for missing values`() throws {
    let nan = BinaryTensor.bytes(of: .float32([.nan]))[...]
    let infinity = BinaryTensor.bytes(of: .float32([.infinity]))[...]
    func read(_ bytes: ArraySlice<UInt8>, _ allowsMissing: Bool) throws -> Tensor.Elements {
      try BinaryTensor.elements(
        of: .float32, shape: [1], in: bytes, allowsMissing: allowsMissing)
    }
    #expect(throws: TensorFault.self) { try read(nan, false) }
    #expect(throws: Never.self) { try read(nan, true) }
    #expect(throws: TensorFault.self) { try read(infinity, true) }
  }
}
