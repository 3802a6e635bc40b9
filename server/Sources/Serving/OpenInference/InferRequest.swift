import Inference

/// A request of the Open Inference Protocol to predict, in JSON alone or with binary tensors behind.
///
/// Members and parameters that are not known are passed over, as the protocol has it; asking for
/// tensors in shared memory is refused, since nothing could be answered.
struct InferRequest {
  /// What the client calls the request; it is in the answer too.
  private(set) var identifier: String?
  /// One tensor for each input of the model, in the model's order.
  private(set) var tensors: [Tensor] = []
  /// The outputs that are asked for, in order; nil for all.
  private(set) var outputs: [Output]?
  /// Whether outputs that say nothing of it are answered in binary.
  private(set) var prefersBinary = false

  struct Output: Equatable {
    var name = ""
    var isBinary: Bool?
  }

  /// What a body may hold.
  struct Rules {
    var signature: ModelSignature
    var maximumRows: Int
    /// Whether an element that is not a number stands for a missing value.
    var allowsMissing: Bool
  }

  /// - Parameter headerLength: how many bytes of the body are JSON, where binary tensors follow.
  init(_ body: [UInt8], headerLength: String?, rules: Rules) throws(WireError) {
    var json = body
    var rest: ArraySlice<UInt8> = []
    if let headerLength {
      guard let length = Int(headerLength), (0...body.count).contains(length) else {
        throw WireError(
          path: "", message: "Inference-Header-Content-Length must be 0 to \(body.count)")
      }
      json = Array(body[..<length])
      rest = body[length...]
    }
    var reader = JSONReader(json)
    var inputs: [InferInput]?
    try reader.members { (reader, key) throws(WireError) in
      if reader.says(key, "inputs") {
        guard inputs == nil else { throw reader.error("given twice") }
        inputs = try Self.inputs(&reader, rules: rules, binary: &rest)
      } else if try reader.kind() == .null {
        // Clients send null for what they have not: it is as if it were left out.
        try reader.null()
      } else if reader.says(key, "id") {
        identifier = try reader.string()
      } else if reader.says(key, "outputs") {
        outputs = try Self.outputs(&reader)
      } else if reader.says(key, "parameters") {
        let parameters = try InferParameters(&reader)
        prefersBinary = parameters.binaryOutput ?? false
      } else {
        // What is not known is another client's extension, as KServe's `model_name`.
        try reader.skip()
      }
    }
    try reader.end()
    guard let inputs else { throw reader.error("inputs is missing") }
    guard rest.isEmpty else {
      throw reader.error("\(rest.count) bytes behind the last binary tensor")
    }
    tensors = try Self.ordered(inputs, as: rules)
    try checkOutputs(rules.signature)
  }

  /// A request of which the tensors are there already, as of a call by gRPC.
  ///
  /// - Parameter outputs: the names of those that are asked for; empty for all.
  init(
    _ inputs: [InferInput], outputs: [String], rules: Rules
  ) throws(WireError) {
    tensors = try Self.ordered(inputs, as: rules)
    self.outputs = outputs.map { Output(name: $0) }
    try checkOutputs(rules.signature)
  }

  private static func inputs(
    _ reader: inout JSONReader, rules: Rules, binary: inout ArraySlice<UInt8>
  ) throws(WireError) -> [InferInput] {
    var inputs: [InferInput] = []
    try reader.array { (reader, index) throws(WireError) in
      guard index < rules.signature.inputs.count else { throw reader.error("one input too many") }
      inputs.append(try InferInput(&reader, rules: rules, binary: &binary))
    }
    return inputs
  }

  private static func outputs(_ reader: inout JSONReader) throws(WireError) -> [Output] {
    var outputs: [Output] = []
    try reader.array { (reader, _) throws(WireError) in
      guard outputs.count < 64 else { throw reader.error("more than 64 outputs") }
      var output = Output()
      try reader.object { (reader, key) throws(WireError) in
        if try reader.kind() == .null { return try reader.null() }
        switch key {
        case "name": output.name = try reader.string()
        case "parameters": output.isBinary = try InferParameters(&reader).isBinary
        default: try reader.skip()
        }
      }
      guard !output.name.isEmpty else { throw reader.error("name is missing") }
      outputs.append(output)
    }
    return outputs
  }

  private static func ordered(
    _ inputs: [InferInput], as rules: Rules
  ) throws(WireError) -> [Tensor] {
    var tensors: [Tensor] = []
    for specification in rules.signature.inputs {
      guard let index = inputs.firstIndex(where: { $0.name == specification.name }) else {
        let names = rules.signature.inputs.map(\.name).joined(separator: ", ")
        throw WireError(path: "inputs", message: "must be the model's inputs: \(names)")
      }
      let tensor = inputs[index].tensor.fitted(to: specification)
      guard tensor.dataType == specification.dataType else {
        throw WireError(
          path: "inputs[\(index)].datatype",
          message: "must be \(specification.dataType.rawValue)")
      }
      guard specification.accepts(tensor) else {
        throw WireError(
          path: "inputs[\(index)].shape", message: "must be \(specification.shape), -1 for any")
      }
      guard tensor.rowCount <= rules.maximumRows, tensor.rowCount > 0 else {
        throw WireError(
          path: "inputs[\(index)].shape", message: "must have 1 to \(rules.maximumRows) rows")
      }
      tensors.append(tensor)
    }
    guard tensors.allSatisfy({ $0.rowCount == tensors[0].rowCount }), !tensors.isEmpty else {
      throw WireError(path: "inputs", message: "must all have the same number of rows")
    }
    return tensors
  }

  private func checkOutputs(_ signature: ModelSignature) throws(WireError) {
    for (index, output) in (outputs ?? []).enumerated() {
      guard signature.outputs.contains(where: { $0.name == output.name }) else {
        let names = signature.outputs.map(\.name).joined(separator: ", ")
        throw WireError(path: "outputs[\(index)].name", message: "must be one of \(names)")
      }
    }
  }
}

extension Tensor {
  /// A column of texts, `[N, 1]`, as the list that it is; any other tensor is itself.
  ///
  /// MLServer's and Triton's clients send texts so.
  fileprivate func fitted(to specification: TensorSpecification) -> Tensor {
    guard dataType == .bytes, specification.shape.count == 1, shape.count == 2, shape[1] == 1 else {
      return self
    }
    return Tensor(shape: [shape[0]], elements)
  }
}
