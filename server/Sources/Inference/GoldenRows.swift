import FoundationEssentials

/// What `golden.json` says: inputs, and what the trained model gave for them.
package struct GoldenRows: Sendable, Decodable {
  /// The rows, each a request of one.
  package var rows: [Row]

  /// One row: for each input and output its elements, without the batch's dimension.
  package struct Row: Sendable, Decodable {
    /// The elements of each input, by its name in the signature.
    package var inputs: [String: Values]
    /// The elements of each output, by its name in the signature.
    package var outputs: [String: [Double]]
  }

  /// The elements of one input of a row.
  package enum Values: Sendable, Decodable, Equatable {
    case text([String])
    /// Numbers; NaN where the file has `null`.
    case numbers([Double])
    /// `{"constant": x}`: every element is the same, for inputs that would be long.
    case constant(Double)

    package init(from decoder: any Decoder) throws {
      if let constant = try? decoder.container(keyedBy: Keys.self) {
        self = .constant(try constant.decode(Double.self, forKey: .constant))
        return
      }
      let container = try decoder.singleValueContainer()
      if let numbers = try? container.decode([Double?].self) {
        self = .numbers(numbers.map { $0 ?? .nan })
      } else {
        self = .text(try container.decode([String].self))
      }
    }

    private enum Keys: String, CodingKey { case constant }
  }

  /// Reads `golden.json`, which has one row at least.
  package init(json bytes: [UInt8]) throws(ModelLoadError) {
    do {
      self = try JSONDecoder().decode(GoldenRows.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw ModelLoadError("golden.json: \(describe(error))")
    } catch {
      throw ModelLoadError("golden.json: \(error)")
    }
    guard !rows.isEmpty else { throw ModelLoadError("golden.json: rows is empty") }
  }
}

extension ModelPackage {
  /// The rows that a model must give again before it serves.
  package func goldenRows() throws(ModelLoadError) -> GoldenRows {
    try GoldenRows(json: try PackageFile.read("golden.json", in: directory, limit: 64 << 20))
  }

  /// Requires that the model gives what the package's golden rows say.
  package func verify(_ model: any Model) throws(ModelLoadError) {
    let rows = try goldenRows().rows
    try requireMeaning(of: manifest.tolerance, for: rows)
    for (index, row) in rows.enumerated() {
      try verify(model, row, at: "golden.json: rows[\(index)]")
    }
  }

  /// Requires that rows can differ by more than is tolerated: a twentieth of a probability, or of the
  /// largest value where the model gives one.
  private func requireMeaning(
    of tolerance: Double, for rows: [GoldenRows.Row]
  ) throws(ModelLoadError) {
    let largest = rows.flatMap { $0.outputs.values.joined() }.map(abs).max() ?? 0
    let most = (manifest.labels.count == 1 ? largest : 1) / 20
    guard tolerance <= most else {
      throw ModelLoadError(
        "manifest.json: tolerance \(tolerance) would let any row pass; \(most) is the most")
    }
  }

  private func verify(
    _ model: any Model, _ row: GoldenRows.Row, at path: String
  ) throws(ModelLoadError) {
    let inputs = try row.tensors(for: model.signature, at: path)
    let outputs: [Tensor]
    do {
      outputs = try model.predict(inputs)
    } catch {
      throw ModelLoadError("\(path): the model failed: \(error)")
    }
    guard !row.outputs.isEmpty else { throw ModelLoadError("\(path).outputs is empty") }
    for (name, expected) in row.outputs.sorted(by: { $0.key < $1.key }) {
      guard let place = model.signature.outputs.firstIndex(where: { $0.name == name }),
        place < outputs.count
      else { throw ModelLoadError("\(path).outputs.\(name) is not an output of the model") }
      guard let got = outputs[place].elements.numbers, got.count == expected.count else {
        throw ModelLoadError(
          "\(path).outputs.\(name) has \(expected.count) numbers, "
            + "and the model gives \(outputs[place].elements.count)")
      }
      // Written so that NaN is a difference.
      let wrong = got.indices.first { !(abs(expected[$0] - got[$0]) <= manifest.tolerance) }
      if let wrong {
        throw ModelLoadError(
          "\(path).outputs.\(name)[\(wrong)]: expected \(expected[wrong]), got \(got[wrong]), "
            + "tolerance \(manifest.tolerance)")
      }
    }
  }
}

extension GoldenRows.Row {
  /// The row as a batch of one.
  package func tensors(
    for signature: ModelSignature, at path: String
  ) throws(ModelLoadError) -> [Tensor] {
    for name in inputs.keys.sorted()
    where !signature.inputs.contains(where: { $0.name == name }) {
      throw ModelLoadError("\(path).inputs.\(name) is not an input of the model")
    }
    var tensors: [Tensor] = []
    for input in signature.inputs {
      guard let values = inputs[input.name] else {
        throw ModelLoadError("\(path).inputs.\(input.name) is missing")
      }
      guard let tensor = values.tensor(as: input) else {
        throw ModelLoadError(
          "\(path).inputs.\(input.name) is not \(input.dataType.rawValue) of shape \(input.shape)")
      }
      tensors.append(tensor)
    }
    return tensors
  }
}

extension GoldenRows.Values {
  /// The values with the type and shape of an input; nil if they do not fit.
  fileprivate func tensor(as input: TensorSpecification) -> Tensor? {
    let tail = input.shape.dropFirst()
    // The batch's dimension apart, one size may be left open: the values tell.
    let known = tail.filter { $0 != -1 }.reduce(1, *)
    let open = tail.count { $0 == -1 }
    let count =
      switch self {
      case .text(let values): values.count
      case .numbers(let values): values.count
      case .constant: open == 0 ? known : 0
      }
    guard open <= 1, known > 0, count % known == 0, open == 1 || count == known else { return nil }
    let shape = [1] + tail.map { $0 == -1 ? count / known : $0 }
    let numbers: [Double]
    switch self {
    case .text(let values):
      return input.dataType == .bytes ? Tensor(shape: shape, .text(values)) : nil
    case .numbers(let values): numbers = values
    case .constant(let value): numbers = Array(repeating: value, count: count)
    }
    return elements(numbers, as: input.dataType).map { Tensor(shape: shape, $0) }
  }

  private func elements(_ numbers: [Double], as type: DataType) -> Tensor.Elements? {
    func integers<Value: FixedWidthInteger>(_: Value.Type) -> [Value]? {
      let values = numbers.compactMap { Value(exactly: $0) }
      return values.count == numbers.count ? values : nil
    }
    return switch type {
    case .bool: integers(UInt8.self).map { .bool($0.map { $0 != 0 }) }
    case .uint8: integers(UInt8.self).map(Tensor.Elements.uint8)
    case .int32: integers(Int32.self).map(Tensor.Elements.int32)
    case .int64: integers(Int64.self).map(Tensor.Elements.int64)
    case .float32: .float32(numbers.map { Float($0) })
    case .float64: .float64(numbers)
    case .bytes: nil
    }
  }
}

extension Tensor.Elements {
  /// The elements as numbers; nil for text.
  fileprivate var numbers: [Double]? {
    switch self {
    case .bool(let values): values.map { $0 ? 1 : 0 }
    case .uint8(let values): values.map(Double.init)
    case .int32(let values): values.map(Double.init)
    case .int64(let values): values.map(Double.init)
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .text: nil
    }
  }
}
