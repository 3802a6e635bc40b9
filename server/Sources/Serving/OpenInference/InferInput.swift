import Inference

/// One input of a request to predict: its name and its tensor.
struct InferInput {
  private(set) var name = ""
  private(set) var tensor = Tensor(shape: [0], .bool([]))

  private struct Draft {
    var shape: [Int]?
    var dataType: DataType?
    var elements: Tensor.Elements?
    /// Where the data begins, which came before its type and shape.
    var dataPosition: Int?
    var binarySize: Int?
  }

  init(_ name: String, _ tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }

  /// - Parameter binary: the binary tensors that no input has taken yet.
  init(
    _ reader: inout JSONReader, rules: InferRequest.Rules, binary: inout ArraySlice<UInt8>
  ) throws(WireError) {
    var draft = Draft()
    try reader.members { (reader, key) throws(WireError) in
      try read(key, of: &reader, into: &draft, rules: rules)
    }
    guard !name.isEmpty else { throw reader.error("name is missing") }
    guard let shape = draft.shape else { throw reader.error("shape is missing") }
    guard let type = draft.dataType else { throw reader.error("datatype is missing") }
    if let position = draft.dataPosition, draft.elements == nil {
      draft.elements = try reader.at(position, key: "data") { (reader) throws(WireError) in
        try reader.elements(of: type, shape: shape, allowsMissing: rules.allowsMissing)
      }
    }
    if let size = draft.binarySize {
      guard draft.elements == nil else { throw reader.error("has data and binary_data_size") }
      guard (0...binary.count).contains(size) else {
        throw reader.error("binary_data_size is \(size), and \(binary.count) bytes are left")
      }
      let (bytes, rest) = (binary.prefix(size), binary.dropFirst(size))
      do throws(TensorFault) {
        draft.elements = try BinaryTensor.elements(
          of: type, shape: shape, in: bytes, allowsMissing: rules.allowsMissing)
      } catch {
        throw reader.error(error.message)
      }
      binary = rest
    }
    guard let elements = draft.elements else { throw reader.error("data is missing") }
    tensor = Tensor(shape: shape, elements)
  }

  private mutating func read(
    _ key: JSONString, of reader: inout JSONReader, into draft: inout Draft,
    rules: InferRequest.Rules
  ) throws(WireError) {
    if try reader.kind() == .null { return try reader.null() }
    if reader.says(key, "name") {
      name = try reader.string()
    } else if reader.says(key, "shape") {
      draft.shape = try reader.shape()
    } else if reader.says(key, "datatype") {
      let type = try reader.string()
      guard let known = DataType(rawValue: type) else {
        let names = DataType.allCases.map(\.rawValue).joined(separator: ", ")
        throw reader.error("must be one of \(names)")
      }
      draft.dataType = known
    } else if reader.says(key, "parameters") {
      draft.binarySize = try InferParameters(&reader).binarySize
    } else if reader.says(key, "data") {
      guard draft.dataPosition == nil else { throw reader.error("given twice") }
      draft.dataPosition = reader.position
      if let type = draft.dataType, let shape = draft.shape {
        draft.elements = try reader.elements(
          of: type, shape: shape, allowsMissing: rules.allowsMissing)
      } else {
        try reader.skip()
      }
    } else {
      try reader.skip()
    }
  }
}

/// The parameters that are known of a request, an input or an output.
struct InferParameters {
  private(set) var binarySize: Int?
  private(set) var isBinary: Bool?
  private(set) var binaryOutput: Bool?

  init(_ reader: inout JSONReader) throws(WireError) {
    try reader.object { (reader, key) throws(WireError) in
      if try reader.kind() == .null { return try reader.null() }
      switch key {
      case "binary_data_size": binarySize = try reader.integer(Int.self)
      case "binary_data": isBinary = try reader.boolean()
      case "binary_data_output": binaryOutput = try reader.boolean()
      case "shared_memory_region", "classification": throw reader.error("is not supported")
      default: try reader.skip()
      }
    }
  }
}
